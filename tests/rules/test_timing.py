"""Which clocks run, stand still or stop, and who holds the case."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from huying.programmes.registry import load
from huying.rules.calendar import LOCAL
from huying.rules.case import replay
from huying.rules.clock import start
from huying.rules.errors import BadInput
from huying.rules.policy import SYSTEM
from huying.rules.timing import holder
from huying.rules.workflow import Position
from tests.rules.stories import (
    CALENDAR,
    CLERK,
    DIRECTOR,
    DISPATCHER,
    PETITIONER,
    ROADS,
    ROADS_LEADER,
    SUPERVISOR,
    WATER,
    Story,
    handled,
    replied,
    reviewed,
)

APPEAL = load("appeal")
DAY = timedelta(days=1)


def running(story: Story) -> set[str]:
    return {key for key, one in story.case.clocks.items() if one.running}


def test_one_clock_counts_at_a_time_and_the_promise_beside_it() -> None:
    story = Story(APPEAL)
    assert running(story) == {"promise", "register"}
    story.does(CLERK, "accept")
    assert running(story) == {"promise", "dispatch"}
    story.does(DISPATCHER, "dispatch")
    assert running(story) == {"promise", "sign/1"}
    story.does(ROADS, "sign", 1)
    assert running(story) == {"promise", "handle/1"}
    story.does(ROADS, "submit", 1)
    assert running(story) == {"promise", "handle/1", "sign_off/1"}
    story.does(ROADS_LEADER, "sign_off", 1)
    assert running(story) == {"promise", "review"}
    replied(story)
    assert running(story) == {"follow_up"}
    story.does(PETITIONER, "rate")
    assert running(story) == set()


def test_every_assignment_has_clocks_of_its_own() -> None:
    story = Story(APPEAL).does(CLERK, "accept")
    story.does(DISPATCHER, "dispatch", assignments=[{"unit": "roads"}, {"unit": "water", "role": "assist"}]).does(
        ROADS, "sign", 1
    )
    assert running(story) == {"promise", "handle/1", "sign/2"}
    story.does(WATER, "sign", 2, after=3 * DAY)
    assert story.case.clocks["handle/2"].due > story.case.clocks["handle/1"].due


def test_a_clock_that_is_kept_runs_on_while_a_request_waits() -> None:
    story = handled(APPEAL)
    due = story.case.clocks["handle/1"].due
    story.does(ROADS, "request_extension", 1).does(SUPERVISOR, "deny_extension", 1, after=2 * DAY)
    assert story.case.clocks["handle/1"].due == due
    assert "adjudicate/1" not in running(story)


def test_a_second_request_has_a_fresh_time_to_be_decided() -> None:
    story = handled(APPEAL).does(ROADS, "request_return", 1).does(DISPATCHER, "reject_return", 1)
    first = story.case.clocks["adjudicate/1"]
    story.does(ROADS, "request_return", 1, after=3 * DAY)
    assert first.stopped
    assert story.case.clocks["adjudicate/1"].due > first.due


def test_a_deferral_gives_back_exactly_the_working_days_it_took() -> None:
    story = handled(APPEAL)
    due = story.case.clocks["handle/1"].due
    assert due.astimezone(LOCAL).date() == date(2021, 9, 18)  # a Saturday that is worked
    story.does(ROADS, "request_deferral", 1).does(DIRECTOR, "approve_deferral", 1).does(
        ROADS, "resume", 1, after=7 * DAY
    )
    again = story.case.clocks["handle/1"].due.astimezone(LOCAL).date()
    assert again == date(2021, 9, 27)  # 22, 23, 24, 26 (a worked Sunday), 27: five days for the week it stood


def test_a_deferral_runs_until_the_day_that_was_asked_for_which_must_lie_ahead() -> None:
    story = handled(APPEAL)
    today = story.now.astimezone(LOCAL).date()
    for gone in (today, today - DAY):
        with pytest.raises(BadInput, match="review"):
            story.does(ROADS, "request_deferral", 1, review=gone.isoformat())
    wanted = today + 45 * DAY
    story.does(ROADS, "request_deferral", 1, review=wanted.isoformat()).does(DIRECTOR, "approve_deferral", 1)
    assert story.case.clocks["deferral/1"].due.astimezone(LOCAL).date() == wanted
    assert story.task(1).facts["review"] == wanted.isoformat()


def test_what_is_sent_back_has_a_fresh_time_to_be_handled() -> None:
    story = reviewed(handled(APPEAL))
    first = story.case.clocks["handle/1"]
    story.does(SUPERVISOR, "send_back", after=5 * DAY)
    assert first.stopped
    assert story.case.clocks["handle/1"].due > first.due


def test_a_dispute_makes_a_new_promise() -> None:
    story = replied(reviewed(handled(APPEAL)))
    kept = story.case.clocks["promise"]
    story.does(PETITIONER, "dispute", after=30 * DAY)
    assert kept.stopped
    assert story.case.clocks["promise"].running
    assert story.case.clocks["promise"].due > kept.due


def test_the_urgency_of_a_dispatch_counts_for_its_own_clocks() -> None:
    story = (
        Story(APPEAL)
        .does(CLERK, "accept", urgency="normal")
        .does(DISPATCHER, "dispatch", urgency="critical")
        .does(ROADS, "sign", 1)
    )
    assert story.case.clocks["handle/1"].limit == 1


@pytest.mark.parametrize(("urgency", "days"), [("urgent", 7), ("critical", 3)])
def test_a_letter_that_turns_out_to_be_urgent_brings_its_promise_nearer_and_the_log_says_so(
    urgency: str, days: int
) -> None:
    story = Story(APPEAL)
    promised = story.case.clocks["promise"]
    assert promised.limit == 15
    story.does(CLERK, "accept", urgency=urgency, after=2 * DAY)
    nearer = story.case.clocks["promise"]
    assert (nearer.limit, nearer.started) == (days, promised.started)
    assert nearer.due < promised.due
    fresh = start(APPEAL.clocks["promise"], {"urgency": urgency}, promised.started, CALENDAR)
    assert (nearer.due, nearer.amber) == (fresh.due, fresh.amber)
    assert nearer.rung == 0  # whoever should have been reminded by now is reminded at once
    assert '"promise":{' in story.last.event.patch
    assert replay(story.events) == story.case


def test_what_was_promised_never_moves_away_whatever_is_said_later() -> None:
    story = Story(APPEAL, urgency="critical")
    promised = story.case.clocks["promise"]
    story.does(CLERK, "accept", urgency="normal")
    assert story.case.clocks["promise"] == promised
    story.does(DISPATCHER, "dispatch", urgency="urgent")
    assert story.case.clocks["promise"] == promised


def test_other_clocks_that_run_follow_the_urgency_both_ways() -> None:
    changes = APPEAL.actions | {
        "note": replace(APPEAL.actions["note"], fields={"urgency": APPEAL.actions["accept"].fields["urgency"]})
    }
    programme = replace(APPEAL, actions=changes)
    story = handled(programme, urgency="normal")
    normal = story.case.clocks["handle/1"]
    story.does(CLERK, "note", urgency="critical")
    assert (story.case.clocks["handle/1"].limit, story.case.clocks["handle/1"].started) == (1, normal.started)
    story.does(CLERK, "note", urgency="normal")
    assert story.case.clocks["handle/1"].due == normal.due
    assert story.case.clocks["sign/1"].stopped  # and what has stopped follows nothing
    assert replay(story.events) == story.case


def test_a_clock_that_is_resumed_by_the_action_that_changes_the_urgency_follows_it_too() -> None:
    field = APPEAL.actions["accept"].fields["urgency"]
    resume = replace(APPEAL.actions["resume"], fields={"urgency": field})
    story = handled(replace(APPEAL, actions=APPEAL.actions | {"resume": resume}))
    story.does(ROADS, "request_deferral", 1).does(DIRECTOR, "approve_deferral", 1)
    story.does(ROADS, "resume", 1, urgency="critical", after=7 * DAY)
    again = story.case.clocks["handle/1"]
    assert (again.limit, len(again.pauses), again.paused) == (1, 1, None)
    assert replay(story.events) == story.case


def test_a_fact_that_no_clock_runs_by_moves_none() -> None:
    story = Story(APPEAL)
    before = story.case.clocks["promise"]
    story.does(CLERK, "accept", category="traffic")
    assert story.case.clocks["promise"] == before


def test_urging_climbs_the_ladder_rung_by_rung() -> None:
    story = handled(APPEAL)
    kinds = []
    while (alarm := story.case.clocks["handle/1"].alarm) is not None:
        rung = APPEAL.clocks["handle"].ladder[story.case.clocks["handle/1"].rung]
        kinds.append((rung.kind, rung.to))
        story.does(SYSTEM, "ring", clock="handle/1", kind=rung.kind, to=rung.to, after=alarm - story.now)
    assert kinds == [
        ("reminder", "handler"),
        ("slip", "leader"),
        ("bulletin", "director"),
        ("interview_proposal", "director"),
    ]


def test_recounting_on_the_same_calendar_changes_nothing() -> None:
    story = handled(APPEAL)
    before = story.case.clocks
    story.does(SYSTEM, "retime", reason="节假日安排更新")
    assert story.case.clocks == before


@pytest.mark.parametrize("state", ["closed", "archived"])
def test_nobody_holds_what_has_left_the_ledger(state: str) -> None:
    assert holder(APPEAL, Position(state), "centre") == ("", "", "")
