"""May I, and which ones: two questions, one source."""

import pytest

from huying.programmes.registry import load
from huying.rules.case import Case
from huying.rules.policy import (
    NOBODY,
    SYSTEM,
    Actor,
    Clause,
    Post,
    ended,
    may_open,
    party,
    permits,
    permits_start,
    scope,
    visible,
)
from huying.rules.refusals import Accused, NotHere, NotYours
from tests.rules.stories import (
    AUDITOR,
    CITY_LEADER,
    CLERK,
    DISPATCHER,
    PEOPLE,
    PETITIONER,
    ROADS,
    ROADS_LEADER,
    SUPERVISOR,
    VERIFIER,
    WATER,
    Story,
    handled,
    person,
)

APPEAL = load("appeal")


def clause_matches(case: Case, clause: Clause) -> bool:
    """What a query makes of a clause, on the columns of the row."""
    units = {task.unit for task in case.tasks.values()} | {task.supervisor for task in case.tasks.values()} - {""}
    return {
        "all": True,
        "unit": clause.value in units,
        "place": clause.value in case.within,
        "asker": case.asker == clause.value,
    }[clause.sees]


def test_the_centre_sees_everything_a_unit_its_own_and_the_person_who_asked_theirs() -> None:
    story = handled(APPEAL)
    seeing = {actor.id for actor in PEOPLE if visible(story.case, actor, APPEAL)}
    assert {CLERK.id, SUPERVISOR.id, ROADS.id, ROADS_LEADER.id, PETITIONER.id, CITY_LEADER.id, AUDITOR.id} <= seeing
    assert not {WATER.id, party("another").id, NOBODY.id} & seeing


def test_a_county_leader_sees_the_cases_of_the_county() -> None:
    leader = Actor("county", (Post("county_leader", "weidu", "411002"),))
    assert visible(Story(APPEAL, within=("4110", "411002", "411002003")).case, leader, APPEAL)
    assert not visible(Story(APPEAL, within=("4110", "411003")).case, leader, APPEAL)


@pytest.mark.parametrize(
    "actor",
    [*PEOPLE, SYSTEM, NOBODY, person("sysadmin", "centre"), person("api", "centre")],
    ids=lambda one: one.id or "nobody",
)
def test_what_is_visible_is_what_the_scope_lists(actor: Actor) -> None:
    for accused in ([], ["roads"], ["centre-clerk"]):
        story = Story(APPEAL, within=("4110", "411002"), accused=accused).does(SUPERVISOR, "note")
        story.does(DISPATCHER, "accept").does(DISPATCHER, "dispatch")
        blind = bool({actor.id, *actor.units} & set(accused))
        listed = any(clause_matches(story.case, clause) for clause in scope(actor, APPEAL))
        assert visible(story.case, actor, APPEAL) is (listed and not blind)


@pytest.mark.parametrize("actor", PEOPLE, ids=lambda one: one.id)
def test_whoever_may_not_see_a_case_may_do_nothing_with_it(actor: Actor) -> None:
    story = handled(APPEAL)
    story.case = story.case.evolve(accused=(actor.id,))
    assert not visible(story.case, actor, APPEAL)
    assert story.choices(actor) == []


def test_a_post_counts_only_at_the_unit_that_the_case_names() -> None:
    story = handled(APPEAL)
    assert story.may(ROADS) >= {"submit", "request_return"}
    assert story.may(WATER) == set()
    assert story.may(person("supervisor", "elsewhere")) == set()


def test_the_log_keeps_the_post_that_was_used() -> None:
    busy = Actor("busy", (Post("leader", "water"), Post("handler", "roads"), Post("auditor", "audit")))
    story = handled(APPEAL).does(busy, "submit", 1)
    assert (story.last.event.actor.id, story.last.event.actor.role, story.last.event.actor.unit) == (
        "busy",
        "handler",
        "roads",
    )


def test_leaders_and_auditors_see_and_touch_nothing() -> None:
    story = handled(APPEAL)
    assert story.may(CITY_LEADER) == story.may(AUDITOR) == set()


def test_only_the_person_who_asked_rates_their_own_case() -> None:
    story = handled(APPEAL)
    rate = APPEAL.actions["rate"]
    assert permits(story.case, PETITIONER, APPEAL, rate) is not None
    assert permits(story.case, party("another"), APPEAL, rate) is None
    assert permits(story.case, CLERK, APPEAL, rate) is None


def test_a_case_is_opened_by_a_person_for_themselves_or_by_the_centre() -> None:
    opened = Story(APPEAL).now
    blank = Case(
        id="new",
        programme="appeal",
        version=1,
        number="1",
        state="",
        opened=opened,
        home="centre",
        asker=party("new").id,
    )
    assert permits_start(blank, party("new"), APPEAL) is not None
    assert permits_start(blank, party("other"), APPEAL) is None
    assert permits_start(blank, CLERK, APPEAL) is not None
    assert permits_start(blank, person("clerk", "elsewhere"), APPEAL) is None
    assert permits_start(blank, VERIFIER, APPEAL) is None


def test_a_case_never_goes_to_whom_it_accuses() -> None:
    story = Story(APPEAL, accused=["water"]).does(CLERK, "accept")
    with pytest.raises(Accused, match="water"):
        story.does(DISPATCHER, "dispatch", assignments=[{"unit": "water"}])
    with pytest.raises(Accused):
        story.does(DISPATCHER, "dispatch", assignments=[{"unit": "roads"}, {"unit": "water", "role": "assist"}])


def test_the_accused_are_told_no_more_than_any_stranger() -> None:
    story = Story(APPEAL, accused=["centre-clerk"])
    with pytest.raises(NotYours):
        story.does(CLERK, "accept")


def test_a_unit_that_has_left_reads_up_to_then_and_opens_no_contact_any_more() -> None:
    story = handled(APPEAL)
    assert {
        ended(story.case, actor, APPEAL) for actor in (ROADS, ROADS_LEADER, CLERK, AUDITOR, PETITIONER, SYSTEM)
    } == {None}
    assert may_open(story.case, ROADS, APPEAL)
    story.does(ROADS, "request_return", 1).does(DISPATCHER, "uphold_return", 1)
    left = story.now
    story.does(SUPERVISOR, "note")
    assert ended(story.case, ROADS, APPEAL) == ended(story.case, ROADS_LEADER, APPEAL) == left
    assert ended(story.case, CLERK, APPEAL) is None
    assert not may_open(story.case, ROADS, APPEAL)
    both = Actor("both", (*ROADS.posts, Post("clerk", "centre")))
    assert ended(story.case, both, APPEAL) is None


def test_whoever_has_left_is_not_told_where_the_case_stands_now() -> None:
    story = handled(APPEAL)
    with pytest.raises(NotHere):
        story.does(ROADS, "sign", 1)
    story.does(ROADS, "request_return", 1).does(DISPATCHER, "uphold_return", 1)
    with pytest.raises(NotYours):
        story.does(ROADS, "sign", 1)
