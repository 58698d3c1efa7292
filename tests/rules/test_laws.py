"""Whatever anybody does, in whatever order: laws that hold for every case of every programme."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from huying.programmes.registry import load
from huying.rules.case import Case, Event, apply, replay
from huying.rules.decide import Moment, decide
from huying.rules.errors import HuyingError
from huying.rules.log import first_break
from huying.rules.parsing import parse
from huying.rules.policy import SYSTEM, Actor
from huying.rules.programme import Programme
from huying.rules.proof.exploration import moves
from tests.plausible import assignments, free
from tests.rules.stories import CALENDAR, NAMES, PEOPLE, Story, fill

STRANGE = Path(__file__).resolve().parent.parent / "programmes" / "strange"
DUAL = STRANGE / "dual" / "programme.toml"
PROGRAMMES = {"appeal": load("appeal"), "dual": parse(DUAL.read_text("utf-8"), DUAL.name)}
CHANCE = st.lists(
    st.tuples(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 200)), min_size=25, max_size=60
)
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def anybody_acts(story: Story, who: int, what: int, hours: int) -> bool:
    """Somebody who can do something does one of the things that can be done; False where nobody can do anything."""
    story.now += timedelta(hours=hours)
    for key in story.due()[:1]:
        story.does(SYSTEM, story.programme.ringing, clock=key, kind="slip", to="leader", after=timedelta())
    people = PEOPLE[who % len(PEOPLE) :] + PEOPLE[: who % len(PEOPLE)] + (SYSTEM,)
    for actor in people:
        actions = story.programme.actions
        choices = [one for one in story.choices(actor) if not actions[one.action].rings]
        if what % 9:  # notes and slips are open to many at any time, and would drown the moves
            choices = [one for one in choices if moves(actions[one.action])]
        if choices:
            choice = choices[what % len(choices)]
            payload: dict[str, Any] = {"assignments": _handover(story, what)} if actions[choice.action].issues else {}
            story.does(actor, choice.action, choice.task, after=timedelta(minutes=1), **payload)
            return True
    return False


def _urgency(case: Case) -> Any:
    return case.facts.get("urgency")


def _handover(story: Story, what: int) -> list[dict[str, Any]]:
    """The least hand-over, with an assist of either kind where a unit is free."""
    rows = assignments(story.programme, story.case, NAMES)
    taken = {row["unit"] for row in rows}
    spare = [unit for unit in free(story.programme, story.case, NAMES) if unit not in taken]
    return [*rows, {"unit": spare[0], "role": "assist", "required": bool(what % 2)}] if spare and what % 3 else rows


def held(programme: Programme, case: Case) -> None:
    """Open: an owner and a running clock. Closed: every milestone, no owner, and no clock that still runs."""
    if programme.states[case.state].closed:
        assert set(programme.closing) <= set(case.milestones)
        assert (case.owner_role, case.owner_unit, case.clock) == ("", "", "")
        assert case.closed
        assert all(one.stopped for one in case.clocks.values())
        return
    assert case.owner_role in programme.roles
    assert case.owner_unit
    assert case.clocks[case.clock].running
    assert case.due
    assert case.closed is None
    assert not case.clocks[programme.promise_clock].stopped or programme.answered in case.milestones


@pytest.mark.parametrize("code", PROGRAMMES)
@QUICK
@given(chance=CHANCE)
def test_a_case_is_always_held_and_its_log_always_tells_it(code: str, chance: list[tuple[int, int, int]]) -> None:
    story = Story(PROGRAMMES[code])
    held(story.programme, story.case)
    for who, what, hours in chance:
        before = story.case
        promised = before.clocks[story.programme.promise_clock]
        if not anybody_acts(story, who, what, hours):
            break
        held(story.programme, story.case)
        after = story.case.clocks[story.programme.promise_clock]
        assert promised.stopped or after.due <= promised.due, "the date promised to the person who asked has moved away"
        assert promised.stopped or after.due == promised.due or _urgency(story.case) != _urgency(before)
        if story.case.seq == before.seq + 1:
            assert apply(before, story.events[-1]) == story.case
    assert replay(story.events) == story.case
    assert first_break(story.events) is None


@pytest.mark.parametrize("code", PROGRAMMES)
@settings(QUICK, max_examples=12)
@given(chance=CHANCE)
def test_buttons_are_exactly_what_the_decision_accepts(code: str, chance: list[tuple[int, int, int]]) -> None:
    story = Story(PROGRAMMES[code])
    for who, what, hours in chance:
        anybody_acts(story, who, what, hours)
    for actor in PEOPLE:
        offered = {(one.action, one.task) for one in story.choices(actor)}
        accepted = {
            (action, task)
            for action in story.programme.actions
            for task in (0, *story.case.tasks)
            if _accepts(story, actor, action, task)
        }
        assert offered == accepted


def _accepts(story: Story, actor: Actor, action: str, task: int) -> bool:
    """Whether the decision accepts, and leaves the case as it was either way: it only answers."""
    before = story.case
    moment = Moment(now=story.now, calendar=CALENDAR, rng=story.rng)
    try:
        payload = fill(story.programme, action, before, story.now)
        decide(before, story.programme, action, actor, payload, moment, task)
    except HuyingError:
        return False
    finally:
        assert story.case == before
    return True


@pytest.mark.parametrize("code", PROGRAMMES)
@QUICK
@given(chance=CHANCE, where=st.integers(0, 10_000))
def test_tampering_with_any_event_breaks_the_chain_there(
    code: str, chance: list[tuple[int, int, int]], where: int
) -> None:
    story = Story(PROGRAMMES[code])
    for who, what, hours in chance[:20]:
        anybody_acts(story, who, what, hours)
    index = where % len(story.events)
    forged = list(story.events)
    forged[index] = _forged(story, index)
    assert first_break(forged) == index + 1


def _forged(story: Story, index: int) -> Event:
    event = story.events[index]
    patch = json.loads(event.patch)
    return replace(event, patch=json.dumps(patch | {"reachable": not patch.get("reachable")}))
