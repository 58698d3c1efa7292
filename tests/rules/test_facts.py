"""What actions say, set and clear of a case and of its assignments; what they wait for and what they take for granted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from huying.programmes.registry import load
from huying.rules.calendar import LOCAL
from huying.rules.case import replay
from huying.rules.conditions import Test, Where
from huying.rules.errors import BadInput
from huying.rules.facts import MEANS, MEANT, TYPES, Fact
from huying.rules.forms import File
from huying.rules.log import first_break
from huying.rules.parsing import parse
from huying.rules.programme import Delay, Field, Programme
from huying.rules.refusals import ChildrenOpen, NotForThis, NotYet
from tests.rules.stories import (
    CLERK,
    DIRECTOR,
    DISPATCHER,
    PETITIONER,
    ROADS,
    SUPERVISOR,
    VERIFIER,
    WATER,
    Story,
    handled,
    replied,
    reviewed,
)
from tests.rules.test_declared import WHOLE

APPEAL = load("appeal")
DAY = timedelta(days=1)
SHOWN: dict[str, Any] = {"shown_heading": "路灯", "shown_matter": "路灯不亮。", "shown_answer": "已修复。"}


def changed(code: str, **of: Any) -> Programme:
    """The shipped programme with one action otherwise."""
    return replace(APPEAL, actions=APPEAL.actions | {code: replace(APPEAL.actions[code], **of)})


def test_every_meaning_and_every_type_is_told_in_words() -> None:
    assert MEANS.keys() == MEANT.keys()
    assert {kind for kinds in MEANS.values() for kind in kinds} <= TYPES.keys()


# ---- said, set, cleared


def test_what_is_said_under_the_name_of_a_fact_becomes_the_cases() -> None:
    story = Story(APPEAL, channel="hotline", category="traffic", publish=True)
    assert {name: story.case.facts[name] for name in ("channel", "category", "publish")} == {
        "channel": "hotline",
        "category": "traffic",
        "publish": True,
    }
    assert story.case.facts["title"] == story.events[0].said["title"]["passage"]
    assert "urgency" not in story.case.facts  # nobody has said it


def test_a_field_under_another_name_that_stands_for_a_fact_becomes_that_fact() -> None:
    story = Story(APPEAL).does(CLERK, "accept").does(DISPATCHER, "decline")
    assert story.case.facts["direct"] == story.last.event.said["basis"]["passage"]
    assert "basis" not in story.case.facts


def test_what_is_no_fact_is_said_in_the_event_and_nowhere_else() -> None:
    story = Story(APPEAL).does(CLERK, "note")
    assert "text" in story.last.event.said
    assert "text" not in story.case.facts


def test_what_is_said_later_takes_the_place_of_what_was_said_and_what_is_not_said_stays() -> None:
    story = Story(APPEAL, category="traffic", urgency="urgent").does(
        CLERK, "accept", category="health", urgency="urgent"
    )
    story.does(DISPATCHER, "dispatch")
    assert (story.case.facts["category"], story.case.facts["urgency"]) == ("health", "urgent")
    assert replay(story.events) == story.case


def test_an_action_sets_what_it_means_and_clears_what_no_longer_holds() -> None:
    both = changed("note", sets={"outcome": "answered", "resolved": False}, clears=("category", "channel"))
    story = Story(both, category="traffic").does(CLERK, "note")
    assert (story.case.facts["outcome"], story.case.facts["resolved"]) == ("answered", False)
    assert not {"category", "channel"} & story.case.facts.keys()
    assert replay(story.events) == story.case


def test_what_somebody_says_goes_before_what_the_action_sets_or_clears() -> None:
    field = APPEAL.actions["accept"].fields["category"]
    told = changed("note", fields={"category": replace(field, required=False)}, sets={"category": "other"})
    assert Story(told).does(CLERK, "note").case.facts["category"] == "other"
    assert Story(told).does(CLERK, "note", category="health").case.facts["category"] == "health"
    emptied = changed("note", fields={"category": field}, clears=("category",))
    assert Story(emptied).does(CLERK, "note", category="health").case.facts["category"] == "health"


def test_a_link_is_made_and_cleared() -> None:
    story = Story(APPEAL).does(CLERK, "accept").does(DISPATCHER, "merge", parent="the-parent")
    assert story.case.links == {"merged": "the-parent"}
    story.does(DISPATCHER, "unmerge")
    assert story.case.links == {}
    assert replay(story.events) == story.case


# ---- facts of an assignment


def test_an_assignment_keeps_its_own_facts_apart_from_the_others() -> None:
    story = Story(APPEAL).does(CLERK, "accept")
    story.does(DISPATCHER, "dispatch", assignments=[{"unit": "roads"}, {"unit": "water", "role": "assist"}])
    story.does(ROADS, "sign", 1).does(WATER, "sign", 2)
    story.does(ROADS, "submit", 1, answer="路修好了。").does(WATER, "submit", 2, answer="管修好了。")
    answers = [story.task(no).facts["answer"] for no in (1, 2)]
    texts = {one.id: one.text for one in story.passages}
    assert [texts[one] for one in answers] == ["路修好了。", "管修好了。"]
    assert "answer" not in story.case.facts
    assert replay(story.events) == story.case


def test_a_fact_of_an_assignment_is_stamped_even_where_it_does_not_move() -> None:
    still = changed(
        "attach_evidence", attaches=False, fields={"days": APPEAL.actions["request_extension"].fields["days"]}
    )
    story = handled(still)
    before = story.task()
    story.does(ROADS, "attach_evidence", 1, days=3)
    assert (story.task().state, story.task().facts, story.task().changed) == ("working", {"days": 3}, story.now)
    assert before.changed != story.now
    assert replay(story.events) == story.case


# ---- only, delay


def test_what_needs_more_than_a_move_is_offered_only_where_that_holds() -> None:
    plain, consented = (replied(reviewed(handled(APPEAL, publish=consent))) for consent in (False, True))
    assert ("publish" in plain.may(CLERK), "publish" in consented.may(CLERK)) == (False, True)
    with pytest.raises(NotForThis):
        plain.does(CLERK, "publish", **SHOWN)
    consented.does(CLERK, "publish", **SHOWN)
    assert consented.case.published


@pytest.mark.parametrize(
    ("where", "fits"),
    [
        (Where(fact={"urgency": "urgent"}), True),
        (Where(fact={"urgency": "normal"}), False),
        (Where(fact={"category": Test(known=False)}), True),
        (Where(link=("merged",)), False),
        (Where(count={"register": 1}), True),
        (Where(milestone=("verified",)), False),
        (Where(any=(Where(state=("pending",)), Where(light="green"))), True),
    ],
)
def test_any_condition_may_say_where_an_action_is_possible(where: Where, fits: bool) -> None:
    story = Story(changed("note", only=where), urgency="urgent")
    assert ("note" in story.may(CLERK)) is fits
    if fits:
        story.does(CLERK, "note")
    else:
        with pytest.raises(NotForThis):
            story.does(CLERK, "note")


def test_an_action_waits_since_a_milestone_in_working_days() -> None:
    waiting = changed("rate", delay=Delay(2, "working_day", "replied"))
    story = replied(reviewed(handled(waiting)))
    reached = story.case.milestones["replied"]
    assert reached.astimezone(LOCAL).isoweekday() == 1
    with pytest.raises(NotYet, match="2021-09-08"):
        story.does(PETITIONER, "rate", after=DAY)
    assert "rate" not in story.may(PETITIONER)
    story.does(PETITIONER, "rate", after=DAY)
    assert story.case.state == "closed"


def test_what_waits_for_something_that_has_not_come_waits_without_an_end_in_sight() -> None:
    waiting = changed("note", delay=Delay(1, "hour", "verified"))
    with pytest.raises(NotYet, match="—"):
        Story(waiting).does(CLERK, "note", after=9 * DAY)


# ---- children that hold a case open


def test_a_case_that_others_hold_open_is_not_closed_and_says_which() -> None:
    story = replied(reviewed(handled(APPEAL)))
    with pytest.raises(ChildrenOpen) as refusal:
        story.does(PETITIONER, "rate", found={"holding": ("SQ2", "SQ3")})
    assert "SQ2、SQ3" in refusal.value.message("zh")
    assert "SQ2、SQ3" in refusal.value.message("en")
    assert story.case.state == "replied"
    story.does(CLERK, "note", found={"holding": ("SQ2",)})  # what closes nothing is free
    story.does(PETITIONER, "rate")
    story.does(CLERK, "archive", after=16 * DAY, found={"holding": ("SQ2",)})  # closed already
    assert story.case.state == "archived"


# ---- where it lies


def test_a_place_that_is_said_later_moves_the_case_there_with_all_that_is_above_it() -> None:
    story = Story(APPEAL, within=("4110", "411002"), place="411002")
    story.does(
        CLERK, "accept", place="411081003", found={"within": ("4110", "411081", "411081003"), "county": "411081"}
    )
    assert (story.case.within, story.case.county) == (("4110", "411081", "411081003"), "411081")
    assert (story.case.place, story.case.facts["place"]) == ("411081003", "411081003")
    story.does(DISPATCHER, "dispatch")
    assert story.case.place == "411081003"
    assert replay(story.events) == story.case


# ---- files, the public, forgetting


def test_a_file_comes_with_its_digest_and_goes_by_its_id() -> None:
    story = Story(APPEAL).does(CLERK, "attach", file=File("f-7", "王小明.jpg", "a" * 64, "image/jpeg", 10))
    assert story.case.files == {"f-7": "a" * 64}
    assert story.said("file") == "王小明.jpg"
    assert "王小明" not in repr(story.events)
    with pytest.raises(BadInput, match="choose a file"):
        story.does(DIRECTOR, "detach", file={"id": "f-8"})
    with pytest.raises(BadInput, match="choose a file"):
        story.does(CLERK, "attach", file={"id": "f-9"})
    story.does(DIRECTOR, "detach", file={"id": "f-7"})
    assert story.case.files == {}
    assert "detach" not in story.may(DIRECTOR)
    assert replay(story.events) == story.case


def test_what_is_put_before_the_public_is_taken_back_and_by_an_accusation_too() -> None:
    story = replied(reviewed(handled(APPEAL, publish=True)))
    assert "retract" not in story.may(CLERK)
    story.does(CLERK, "publish", **SHOWN)
    assert (story.case.published, "retract" in story.may(CLERK)) == (True, True)
    story.does(CLERK, "retract")
    assert not story.case.published
    story.does(DIRECTOR, "publish", **SHOWN).does(VERIFIER, "accuse", accused=["water"])
    assert (story.case.published, "publish" in story.may(DIRECTOR)) == (False, False)
    with pytest.raises(NotForThis):
        story.does(DIRECTOR, "publish", **SHOWN)
    assert replay(story.events) == story.case


def test_whoever_is_forgotten_can_not_be_reached_and_is_forgotten_once() -> None:
    story = replied(reviewed(handled(APPEAL, publish=True))).does(CLERK, "publish", **SHOWN).does(PETITIONER, "rate")
    assert story.case.reachable
    story.does(DIRECTOR, "forget")
    assert (story.case.forgotten, story.case.reachable, story.case.published) == (True, False, False)
    assert "forget" not in story.may(DIRECTOR)
    assert replay(story.events) == story.case
    assert first_break(story.events) is None


# ---- what a file says becomes whole


def test_a_field_under_the_name_of_a_fact_is_that_fact_with_what_it_says_itself() -> None:
    programme = parse(
        WHOLE.replace(
            "fields.level = {}", 'fields.level = { required = false, at_most = 5, help = { zh = "几", en = "how" } }'
        )
    )
    level = programme.actions["say"].fields["level"]
    assert (level.name, level.type, level.fact, level.required) == (
        programme.facts["level"].name,
        "count",
        "level",
        False,
    )
    assert (level.at_least, level.at_most, level.help and level.help.en) == (0, 5, "how")
    assert programme.actions["say"].fields["joined"].type == "link"
    assert programme.actions["say"].fields["joined"].name == programme.links["joined"].name
    assert programme.actions["say"].fields["other"].type == "prose"


def test_a_field_without_a_name_of_its_own_or_of_a_fact_is_refused_by_its_line() -> None:
    source = WHOLE.replace("fields.level = {}", "fields.height = {}")
    line = source.splitlines().index("fields.height = {}") + 1
    with pytest.raises(Exception, match=rf"mine\.toml:{line}: actions\.say\.fields\.height: give it a name"):
        parse(source, "mine.toml")


def test_what_a_programme_means_is_asked_by_meaning_and_empty_where_it_has_none() -> None:
    bare = parse(WHOLE)
    assert (APPEAL.meaning("score"), bare.meaning("score"), bare.meaning("place")) == ("rating", "", "spot")
    assert (APPEAL.task_meanings["draft"], APPEAL.meaning("draft")) == ("answer", "direct")
    assert (APPEAL.usual("urgency"), bare.usual("category")) == ("normal", "")
    assert list(bare.choices("urgency")) == ["normal", "urgent"]
    assert bare.choices("channel") == {}
    assert bare.answering == ("reply",)
    assert APPEAL.reopening == ("dispute", "escalate")


def test_every_special_thing_is_done_by_the_action_that_says_so() -> None:
    assert APPEAL.special == {
        "rings": "ring", "retimes": "retime", "attaches": "attach", "detaches": "detach", "publishes": "publish",
        "retracts": "retract", "forgets": "forget", "accuses": "register",
    }  # fmt: skip
    assert parse(WHOLE).special == {"rings": "ring", "retimes": "retime"}  # which every programme has


def test_a_programme_without_anything_said_has_the_system_that_rings_and_counts_anew() -> None:
    bare = parse(WHOLE)
    assert bare.roles[bare.actions["ring"].roles[0]].at == "system"
    assert set(bare.actions["ring"].from_) == {code for code, state in bare.states.items() if not state.closed}


def test_a_fact_is_no_field_of_what_is_only_noted() -> None:
    loose = Field(Fact(name=APPEAL.name, type="line").name, "line", required=False)
    story = Story(changed("note", fields={"loose": loose})).does(SUPERVISOR, "note", loose="一行")
    assert story.last.event.said == {"loose": "一行"}
    assert "loose" not in story.case.facts
