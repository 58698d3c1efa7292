"""Whoever signs in to the demo meets work: every role of every shipped programme has an account, and something waits for it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pytest_django import Settings

from huying.ledger.models import Assignment, Case
from huying.lives import city, parallel, resting
from huying.people.actors import actor_for
from huying.people.models import User
from huying.people.selectors import DemoAccount, demo_accounts
from huying.people.services.demo import load_demo_people
from huying.programmes import lives as told
from huying.programmes.registry import newest
from huying.rules import policy
from huying.rules.programme import Programme
from huying.web.desk import listing
from huying.web.desk.queues import queues_for

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)


@pytest.fixture
def accounts(settings: Settings) -> list[DemoAccount]:
    """The demo's accounts, in a city with what is open today."""
    settings.HUYING_DEMO = True
    load_demo_people(now=NOW)
    for chunk in city.missing(NOW):
        if chunk.until == NOW:
            parallel.fill(chunk)
    return demo_accounts()


def owning(programme: Programme) -> set[str]:
    """The roles that must act in some state."""
    states = [one for one in programme.states.values() if not one.closed]
    return {one.owner for one in (*states, *programme.tasks.values())} & programme.roles.keys()


def test_every_role_can_be_signed_in_to_and_something_waits_for_it(accounts: list[DemoAccount]) -> None:
    for programme in newest():
        for code, role in programme.roles.items():
            if role.post and role.person:
                key = ("" if role.citywide else programme.code, code)
                holders = [one.username for one in accounts if key in one.held]
                assert holders, (programme.code, code)
                mine = code in owning(programme)
                assert any(met(name, programme.code, mine=mine) for name in holders), (programme.code, code)


def met(username: str, programme: str, *, mine: bool) -> int:
    """How many cases of the programme stand in somebody's queues; only those that wait for them, where they are some state's owner."""
    actor = actor_for(User.objects.get(username=username), NOW.date())
    queues = [one for one in queues_for(actor, NOW) if one.programme == programme] if mine else queues_for(actor, NOW)
    return sum(listing.counts(queues, actor, NOW).values())


def test_one_case_waits_in_every_state_that_somebody_must_leave(accounts: list[DemoAccount]) -> None:
    for programme in newest():
        for key in resting.waits(programme, told.load(programme.code)):
            kind, _, state = key.rpartition("/")
            rows = Assignment.objects if kind else Case.objects
            assert rows.filter(programme=programme.code, state=state, is_open=True).exists(), (programme.code, key)


def test_what_a_leader_has_required_comes_back_to_the_leader(accounts: list[DemoAccount]) -> None:
    programme = next(one for one in newest() if one.asker.kind == "account")
    waiting = Case.objects.filter(programme=programme.code, state="confirming", is_open=True)
    leader = actor_for(User.objects.get(username="city_leader"), NOW.date())
    assert {row.asker for row in waiting} == {leader.id}
    assert met("city_leader", programme.code, mine=True) >= 1
    assert policy.held(leader, programme)
