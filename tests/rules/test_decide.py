"""One letter's life, told by what people do with it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from huying.programmes.registry import load
from huying.rules.calendar import LOCAL
from huying.rules.case import replay
from huying.rules.errors import BadInput
from huying.rules.log import digest, first_break
from huying.rules.policy import SYSTEM, Actor, Post
from huying.rules.refusals import NotDue, NotHere, NotYet, NotYours, UsedUp
from tests.rules.stories import (
    CLERK,
    DIRECTOR,
    DISPATCHER,
    MORNING,
    PETITIONER,
    ROADS,
    ROADS_LEADER,
    SUPERVISOR,
    VERIFIER,
    WATER,
    WATER_LEADER,
    Story,
    handled,
    replied,
    reviewed,
)

APPEAL = load("appeal")
DAY = timedelta(days=1)


def test_a_letter_goes_round_the_whole_loop() -> None:
    story = replied(reviewed(handled(APPEAL))).does(PETITIONER, "rate", rating=5)
    assert story.case.state == "closed"
    assert story.case.facts["resolved"] is True  # who rates says that it is solved
    assert story.case.facts["rating"] == 5
    assert story.case.facts["outcome"] == "handled"
    assert set(story.case.milestones) == {"verified", "replied"}
    story.does(CLERK, "archive", after=15 * DAY)
    assert story.case.state == "archived"
    assert replay(story.events) == story.case
    assert first_break(story.events) is None


def test_somebody_owns_the_case_and_a_clock_runs_at_every_step() -> None:
    story = Story(APPEAL)
    held = [(story.case.owner_role, story.case.owner_unit, story.case.clock)]
    for actor, action, task in (
        (CLERK, "accept", 0),
        (DISPATCHER, "dispatch", 0),
        (ROADS, "sign", 1),
        (ROADS, "submit", 1),
        (ROADS_LEADER, "sign_off", 1),
        (SUPERVISOR, "approve", 0),
        (VERIFIER, "confirm", 0),
        (CLERK, "reply", 0),
        (PETITIONER, "rate", 0),
    ):
        story.does(actor, action, task)
        held.append((story.case.owner_role, story.case.owner_unit, story.case.clock))
    assert held == [
        ("clerk", "centre", "register"),
        ("dispatcher", "centre", "dispatch"),
        ("handler", "roads", "sign/1"),
        ("handler", "roads", "handle/1"),
        ("leader", "roads", "sign_off/1"),
        ("supervisor", "centre", "review"),
        ("verifier", "centre", "verify"),
        ("clerk", "centre", "reply"),
        ("clerk", "centre", "follow_up"),
        ("", "", ""),
    ]


def test_reply_comes_only_after_verification() -> None:
    story = reviewed(handled(APPEAL)).does(SUPERVISOR, "approve")
    with pytest.raises(NotHere, match="Being verified"):
        story.does(CLERK, "reply")


def test_closed_is_not_resolved() -> None:
    story = replied(reviewed(handled(APPEAL))).does(CLERK, "follow_up", called="unreachable")
    assert story.case.state == "closed"
    assert "resolved" not in story.case.facts


def test_not_solved_but_left_at_that_closes_unresolved() -> None:
    story = replied(reviewed(handled(APPEAL))).does(PETITIONER, "settle_for", rating=2)
    assert (story.case.state, story.case.facts["resolved"], story.case.facts["rating"]) == ("closed", False, 2)
    story.does(PETITIONER, "dispute")  # on second thoughts
    assert story.case.state == "handling"


@pytest.mark.parametrize("called", ["unreachable", "anonymous"])
@pytest.mark.parametrize("more", [{"rating": 5}, {"resolved": True}, {"resolved": False}])
def test_whoever_was_not_reached_has_said_nothing(called: str, more: dict[str, Any]) -> None:
    story = replied(reviewed(handled(APPEAL)))
    with pytest.raises(BadInput, match="leave it empty") as refusal:
        story.does(CLERK, "follow_up", called=called, **more)
    assert refusal.value.field == next(iter(more))
    story.does(CLERK, "follow_up", called="reached", **more)
    assert story.case.state == "closed"


def test_it_is_filed_only_when_nobody_can_object_any_more() -> None:
    story = replied(reviewed(handled(APPEAL))).does(PETITIONER, "rate")
    closed = story.case.closed
    assert closed is not None
    almost = closed + 15 * DAY - timedelta(seconds=1) - story.now
    with pytest.raises(NotYet) as refusal:
        story.does(CLERK, "archive", after=almost)
    assert (closed + 15 * DAY).astimezone(LOCAL).date().isoformat() in refusal.value.message("zh")
    assert "archive" not in story.may(CLERK)
    assert "dispute" in story.may(PETITIONER)
    story.does(CLERK, "archive", after=timedelta(seconds=1))
    assert story.case.state == "archived"
    assert "dispute" not in story.may(PETITIONER)


def test_a_letter_answered_directly_is_still_verified_and_replied_to() -> None:
    story = Story(APPEAL).does(CLERK, "accept").does(DISPATCHER, "answer")
    assert story.may(DISPATCHER) == {"note", "accuse", "attach"}
    story.does(VERIFIER, "confirm").does(CLERK, "reply").does(PETITIONER, "rate")
    assert (story.case.state, story.case.facts["outcome"]) == ("closed", "answered")


def test_a_declined_letter_names_the_lawful_route_and_is_answered() -> None:
    story = Story(APPEAL).does(CLERK, "accept").does(DISPATCHER, "decline", route="petition")
    assert story.last.event.said["route"] == story.case.facts["route"] == "petition"
    story.does(VERIFIER, "confirm").does(CLERK, "reply")
    assert story.case.facts["outcome"] == "declined"


def test_a_merged_letter_inherits_the_result_and_its_author_still_rates() -> None:
    story = Story(APPEAL).does(CLERK, "accept").does(DISPATCHER, "merge", parent="other-case")
    assert story.case.links == {"merged": "other-case"}
    assert story.may(PETITIONER) == {"attach"}
    story.does(SYSTEM, "inherit").does(CLERK, "reply").does(PETITIONER, "rate", rating=4)
    assert (story.case.facts["outcome"], story.case.facts["rating"]) == ("merged", 4)


def test_a_reply_tells_what_merged_cases_do_in_turn() -> None:
    assert replied(reviewed(handled(APPEAL))).last.event.action in APPEAL.links["merged"].follows
    assert APPEAL.links["merged"].follows["reply"] == "inherit"


def test_what_was_merged_and_is_not_solved_hangs_on_nothing_any_more() -> None:
    story = Story(APPEAL).does(CLERK, "accept").does(DISPATCHER, "merge", parent="other-case")
    story.does(SYSTEM, "inherit").does(CLERK, "reply").does(PETITIONER, "dispute")
    assert story.case.links == {}
    assert replay(story.events) == story.case


def test_a_returned_letter_is_handed_over_anew_and_keeps_the_date_promised() -> None:
    story = handled(APPEAL)
    promised = story.case.clocks["promise"].due
    story.does(ROADS, "request_return", 1, after=2 * DAY).does(DISPATCHER, "uphold_return", 1)
    assert story.case.state == "pending"
    story.does(DISPATCHER, "dispatch", assignments=[{"unit": "water"}], after=DAY).does(WATER, "sign", 2)
    assert story.case.clocks["promise"].due == promised
    assert (story.case.owner_unit, story.case.clock) == ("water", "handle/2")
    assert story.case.clocks["handle/1"].stopped


def test_a_rejected_return_goes_on_with_the_clock_it_had() -> None:
    story = handled(APPEAL)
    due = story.case.clocks["handle/1"].due
    story.does(ROADS, "request_return", 1, after=DAY).does(DISPATCHER, "reject_return", 1, after=DAY)
    assert story.case.clocks["handle/1"].due == due
    assert story.task().state == "working"


def test_the_third_return_is_refused_and_says_what_remains() -> None:
    story = handled(APPEAL)
    for _ in range(2):
        story.does(ROADS, "request_return", 1).does(DISPATCHER, "reject_return", 1)
    assert "request_return" not in story.may(ROADS)
    with pytest.raises(UsedUp) as refusal:
        story.does(ROADS, "request_return", 1)
    assert refusal.value.message("zh") == "“申请退单”一件合计至多2次，此件已用满；可由有权人员“提交签批”。"
    assert "allowed 2× in one case in all" in refusal.value.message("en")


def test_an_approved_extension_moves_the_clock_of_that_office_only() -> None:
    story = handled(APPEAL)
    due, promised = story.case.clocks["handle/1"].due, story.case.clocks["promise"].due
    story.does(ROADS, "request_extension", 1, days=5)
    assert story.case.clocks["handle/1"].due == due
    story.does(SUPERVISOR, "grant_extension", 1, days=5)
    assert story.case.clocks["handle/1"].due > due
    assert story.case.clocks["promise"].due == promised


def test_an_extension_beyond_what_the_clock_allows_is_refused() -> None:
    story = handled(APPEAL).does(ROADS, "request_extension", 1)
    with pytest.raises(BadInput, match="days"):
        story.does(SUPERVISOR, "grant_extension", 1, days=11)


def test_a_clock_is_extended_no_more_often_than_it_allows() -> None:
    spec = replace(APPEAL.clocks["handle"], extension_times=1)
    story = handled(replace(APPEAL, clocks=APPEAL.clocks | {"handle": spec}))
    story.does(ROADS, "request_extension", 1).does(SUPERVISOR, "grant_extension", 1)
    story.does(ROADS, "request_extension", 1)
    assert "grant_extension" not in story.may(SUPERVISOR)
    with pytest.raises(UsedUp, match="allowed 1×"):
        story.does(SUPERVISOR, "grant_extension", 1)
    story.does(SUPERVISOR, "deny_extension", 1)
    assert story.task().state == "working"


def test_a_deferred_letter_stands_still_but_stays_on_the_ledger() -> None:
    story = handled(APPEAL)
    due = story.case.clocks["handle/1"].due
    story.does(ROADS, "request_deferral", 1).does(DIRECTOR, "approve_deferral", 1)
    assert story.case.clocks["handle/1"].alarm is None
    assert (story.case.owner_role, story.case.clock) == ("handler", "deferral/1")
    story.does(ROADS, "resume", 1, after=14 * DAY)
    assert story.case.clock == "handle/1"
    assert story.case.clocks["handle/1"].due > due


def test_a_deferral_runs_until_the_day_that_was_typed() -> None:
    story = (
        handled(APPEAL).does(ROADS, "request_deferral", 1, review="2021-11-30").does(DIRECTOR, "approve_deferral", 1)
    )
    assert story.task().facts["review"] == "2021-11-30"
    assert story.case.due == datetime(2021, 11, 30, 23, 59, 59, tzinfo=LOCAL)
    assert replay(story.events) == story.case


@pytest.mark.parametrize("review", ["2021-09-05", "2021-09-06", "2031-10-01", "2021-02-30", "soon"])
def test_a_review_date_that_can_not_be_meant_is_refused(review: str) -> None:
    with pytest.raises(BadInput) as refusal:
        handled(APPEAL).does(ROADS, "request_deferral", 1, review=review)
    assert refusal.value.field == "review"


def test_a_second_deferral_runs_until_its_own_day() -> None:
    story = handled(APPEAL)
    for review in ("2021-11-30", "2021-12-15"):
        story.does(ROADS, "request_deferral", 1, review=review).does(DIRECTOR, "approve_deferral", 1)
        assert story.case.clocks["deferral/1"].until == review
        story.does(ROADS, "resume", 1, after=DAY)


def test_review_waits_for_every_required_assignment() -> None:
    story = Story(APPEAL).does(CLERK, "accept")
    story.does(DISPATCHER, "dispatch", assignments=[{"unit": "roads"}, {"unit": "water", "role": "assist"}])
    reviewed(story.does(ROADS, "sign", 1))
    assert (story.case.state, story.case.owner_unit) == ("handling", "water")
    story.does(WATER, "sign", 2).does(WATER, "submit", 2).does(WATER_LEADER, "sign_off", 2)
    assert story.case.state == "reviewing"


def test_review_does_not_wait_for_an_optional_assist_and_takes_it_back() -> None:
    story = Story(APPEAL).does(CLERK, "accept")
    story.does(
        DISPATCHER, "dispatch", assignments=[{"unit": "roads"}, {"unit": "water", "role": "assist", "required": False}]
    )
    reviewed(story.does(ROADS, "sign", 1)).does(SUPERVISOR, "approve")
    assert [task.state for task in story.case.tasks.values()] == ["accepted", "withdrawn"]
    assert story.case.clocks["sign/2"].stopped


def test_when_the_lead_is_returned_the_assist_stays_until_it_is_recalled() -> None:
    story = Story(APPEAL).does(CLERK, "accept")
    story.does(DISPATCHER, "dispatch", assignments=[{"unit": "roads"}, {"unit": "water", "role": "assist"}])
    story.does(ROADS, "request_return", 1).does(DISPATCHER, "uphold_return", 1)
    assert "decline" not in story.may(DISPATCHER)
    story.does(DISPATCHER, "recall")
    assert story.task(2).state == "withdrawn"
    assert {"dispatch", "answer", "decline", "merge"} <= story.may(DISPATCHER)
    assert "recall" not in story.may(DISPATCHER)


def test_a_result_sent_back_twice_ends_in_a_ruling() -> None:
    story = reviewed(handled(APPEAL))
    for _ in range(2):
        reviewed(story.does(SUPERVISOR, "send_back"))
    assert "send_back" not in story.may(SUPERVISOR)
    story.does(DIRECTOR, "rule")
    assert story.case.state == "verifying"


def test_a_letter_found_not_true_goes_back_to_the_office() -> None:
    story = reviewed(handled(APPEAL)).does(SUPERVISOR, "approve").does(VERIFIER, "refute")
    assert (story.case.state, story.task().state, story.case.owner_unit) == ("handling", "working", "roads")


def test_unresolved_is_handled_again_once_by_itself_then_under_supervision_then_concluded() -> None:
    story = replied(reviewed(handled(APPEAL))).does(PETITIONER, "dispute", rating=1)
    assert (story.case.state, story.case.facts["rating"], story.case.facts["resolved"]) == ("handling", 1, False)
    assert "supervised" not in story.case.facts
    assert story.case.milestones == {}
    assert story.case.closed is None
    assert not story.case.clocks["promise"].stopped
    replied(reviewed(story))
    assert "dispute" not in story.may(PETITIONER)
    replied(reviewed(story.does(PETITIONER, "escalate")))
    assert story.case.facts["supervised"]
    assert not {"dispute", "escalate"} & story.may(PETITIONER)
    story.does(DIRECTOR, "conclude")
    assert (story.case.state, story.case.facts["resolved"]) == ("closed", False)
    assert replay(story.events) == story.case


def test_a_disputed_direct_answer_comes_back_to_dispatch() -> None:
    story = (
        Story(APPEAL).does(CLERK, "accept").does(DISPATCHER, "answer").does(VERIFIER, "confirm").does(CLERK, "reply")
    )
    story.does(PETITIONER, "dispute")
    assert (story.case.state, story.case.owner_role) == ("pending", "dispatcher")


def test_supervision_and_notes_change_nothing_else() -> None:
    story = handled(APPEAL)
    held = story.case.owner_unit, story.case.clock, story.case.state, dict(story.case.tasks)
    story.does(SUPERVISOR, "supervise").does(SUPERVISOR, "urge").does(CLERK, "note")
    assert story.case.facts["supervised"]
    assert (story.case.owner_unit, story.case.clock, story.case.state, dict(story.case.tasks)) == held


def test_a_clock_rings_once_a_rung_and_only_when_it_is_due() -> None:
    story = handled(APPEAL)
    with pytest.raises(NotDue):
        story.does(SYSTEM, "ring", clock="handle/1", kind="reminder", to="handler")
    late = story.case.clocks["handle/1"].alarm
    assert late is not None
    story.does(SYSTEM, "ring", clock="handle/1", kind="reminder", to="handler", after=late - story.now)
    assert story.case.clocks["handle/1"].rung == 1
    with pytest.raises(NotDue):
        story.does(SYSTEM, "ring", clock="handle/1", kind="reminder", to="handler")
    with pytest.raises(BadInput, match="no such clock"):
        story.does(SYSTEM, "ring", clock="nowhere", kind="reminder", to="handler")


def test_whoever_did_the_work_never_confirms_it_whatever_posts_they_hold() -> None:
    both = Actor("both", (Post("dispatcher", "centre"), Post("verifier", "centre")))
    story = Story(APPEAL).does(CLERK, "accept").does(both, "answer")
    assert "confirm" not in story.may(both)
    with pytest.raises(NotYours):
        story.does(both, "confirm")
    assert "confirm" in story.may(VERIFIER)


def test_the_second_of_two_people_is_told_that_the_case_has_moved_on() -> None:
    story = Story(APPEAL).does(CLERK, "accept")
    with pytest.raises(NotHere) as refusal:
        story.does(CLERK, "accept")
    assert refusal.value.message("zh") == "不能“受理”：此件现为“待分办”，请刷新页面查看可办事项。"


def test_an_action_on_one_assignment_needs_its_number_and_one_on_the_case_has_none() -> None:
    story = Story(APPEAL).does(CLERK, "accept").does(DISPATCHER, "dispatch")
    for actor, action, task in ((ROADS, "sign", 0), (ROADS, "sign", 7), (SUPERVISOR, "urge", 1)):
        with pytest.raises(NotHere):
            story.does(actor, action, task)


def test_what_people_write_is_kept_beside_the_log_never_in_it() -> None:
    story = Story(APPEAL, title="楼上漏水", body="家住三单元的李某，电话不便公开")
    said = story.events[0].said["body"]
    passage = next(one for one in story.passages if one.id == said["passage"])
    assert passage.text == "家住三单元的李某，电话不便公开"
    assert said["digest"] == digest(passage.text, passage.salt)
    assert "李某" not in repr(story.events)


def test_the_urgency_chooses_the_limits() -> None:
    slow, fast = (
        Story(APPEAL).does(CLERK, "accept", urgency=urgency).does(DISPATCHER, "dispatch").does(ROADS, "sign", 1)
        for urgency in ("normal", "critical")
    )
    assert (slow.case.clocks["handle/1"].limit, fast.case.clocks["handle/1"].limit) == (10, 1)


def test_the_first_event_says_everything_the_case_was_born_with() -> None:
    story = Story(
        APPEAL, within=("4110", "411002"), place="411002", category="housing", urgency="urgent", accused=["water"]
    )
    assert replay(story.events) == story.case
    assert (story.case.home, story.case.opened, story.case.accused) == ("centre", MORNING, ("water",))
    assert (story.case.asker, story.case.within, story.case.place) == (PETITIONER.id, ("4110", "411002"), "411002")
    assert {name: story.case.facts[name] for name in ("place", "category", "urgency")} == {
        "place": "411002",
        "category": "housing",
        "urgency": "urgent",
    }
