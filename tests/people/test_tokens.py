"""A token signs another system in: shown once, kept as a digest, dead when revoked, expired or its account closed."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from huying.people.actors import actor_for
from huying.people.errors import AlreadyEnded, BadAppointment, NoMachine
from huying.people.models import ApiToken, Firm, PeopleLog, User
from huying.people.selectors import bearer
from huying.people.services.accounts import close_account
from huying.people.services.appoint import appoint
from huying.people.services.tokens import issue, revoke
from huying.rules.errors import BadInput, Forbidden
from huying.rules.policy import NOBODY, SYSTEM, Actor, Post
from tests.people.conftest import NOW, TODAY, NewPerson

pytestmark = pytest.mark.django_db


def actor_for_token(token: str, at: datetime) -> Actor | None:
    found = bearer(token, at)
    return found.actor if found else None


@pytest.fixture
def hotline(person: NewPerson) -> User:
    user = person("hotline", "热线系统")
    appoint(user=user, programme="appeal", role="api", unit="centre", start=TODAY, by=SYSTEM, now=NOW)
    return user


@pytest.fixture
def itself(hotline: User) -> Actor:
    return actor_for(hotline, TODAY)


def test_a_token_speaks_for_the_firm_of_its_account(hotline: User, itself: Actor) -> None:
    hotline.firm = Firm.objects.create(code="91411000A", name="禾岭公司")
    hotline.save()
    token = issue(name="ERP", by=itself, now=NOW)
    assert actor_for_token(token, NOW) == actor_for(hotline, TODAY)
    assert actor_for(hotline, TODAY).firms == ("91411000A",)


def test_a_token_acts_as_its_account(hotline: User, itself: Actor) -> None:
    token = issue(name="12345热线", by=itself, now=NOW)
    actor = actor_for_token(token, NOW)
    assert actor is not None
    assert actor.id == str(hotline.pk)
    assert actor.posts == (Post("api", "centre", "", "appeal"),)


def test_of_the_token_only_a_digest_is_kept(hotline: User, itself: Actor) -> None:
    token = issue(name="12345热线", by=itself, now=NOW)
    kept = str(ApiToken.objects.values().get())
    assert token not in kept
    assert token.removeprefix("hy_") not in kept


def test_a_token_is_noted_once_a_day(
    hotline: User, itself: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    token = issue(name="12345热线", by=itself, now=NOW)
    actor_for_token(token, NOW)
    assert ApiToken.objects.get().last_used == date(2021, 3, 1)
    with django_assert_num_queries(0):
        actor_for_token(token, NOW + timedelta(hours=1))
    actor_for_token(token, NOW + timedelta(days=1))
    assert ApiToken.objects.get().last_used == date(2021, 3, 2)


@pytest.mark.parametrize("wrong", ["", "hy_wrong", "\ud800", "'; --"])
def test_an_unknown_token_is_nobodys(hotline: User, wrong: str) -> None:
    assert actor_for_token(wrong, NOW) is None


def test_a_token_expires(hotline: User, itself: Actor) -> None:
    token = issue(name="试用", by=itself, now=NOW, expires=NOW + timedelta(days=1))
    assert actor_for_token(token, NOW + timedelta(hours=23)) is not None
    assert actor_for_token(token, NOW + timedelta(days=1)) is None


def test_a_revoked_token_is_dead_and_is_revoked_once(hotline: User, itself: Actor, secadmin: Actor) -> None:
    token = issue(name="12345热线", by=itself, now=NOW)
    revoke(token=ApiToken.objects.get(), by=secadmin, now=NOW)
    assert actor_for_token(token, NOW) is None
    with pytest.raises(AlreadyEnded):
        revoke(token=ApiToken.objects.get(), by=secadmin, now=NOW)


def test_the_tokens_of_a_closed_account_are_dead(hotline: User, itself: Actor, sysadmin: Actor) -> None:
    token = issue(name="12345热线", by=itself, now=NOW)
    close_account(user=hotline, by=sysadmin, now=NOW)
    assert actor_for_token(token, NOW) is None


def test_a_token_of_an_account_whose_term_has_ended_holds_no_post(person: NewPerson) -> None:
    user = person("hotline")
    appoint(
        user=user,
        programme="appeal",
        role="api",
        unit="centre",
        start=TODAY,
        end=date(2021, 3, 5),
        by=SYSTEM,
        now=NOW,
    )
    token = issue(name="12345热线", by=actor_for(user, TODAY), now=NOW)
    actor = actor_for_token(token, NOW + timedelta(days=9))
    assert actor is not None
    assert actor.posts == ()


def test_a_token_needs_a_name_and_a_future(hotline: User, itself: Actor) -> None:
    with pytest.raises(BadInput):
        issue(name=" ", by=itself, now=NOW)
    with pytest.raises(BadInput):
        issue(name="过期", by=itself, now=NOW, expires=NOW)


def test_nobody_issues_a_token_for_somebody_else(
    person: NewPerson, sysadmin: Actor, secadmin: Actor, auditor: Actor
) -> None:
    """There is no way to name another: a token is of the account that asks, and persons have none."""
    clerk = person("zhou")
    appoint(user=clerk, programme="appeal", role="clerk", unit="centre", start=TODAY, by=SYSTEM, now=NOW)
    for by in (sysadmin, secadmin, auditor, actor_for(clerk, TODAY), Actor(str(person("bare").pk)), SYSTEM, NOBODY):
        with pytest.raises(NoMachine):
            issue(name="12345热线", by=by, now=NOW)


def test_an_account_that_is_a_person_too_has_no_token(hotline: User, itself: Actor) -> None:
    appoint(user=hotline, programme="appeal", role="clerk", unit="centre", start=date(2021, 9, 1), by=SYSTEM, now=NOW)
    with pytest.raises(NoMachine):
        issue(name="12345热线", by=itself, now=NOW)


def test_an_account_with_a_token_becomes_no_person(hotline: User, itself: Actor, secadmin: Actor) -> None:
    given: dict[str, Any] = {"programme": "appeal", "unit": "centre", "start": TODAY, "by": SYSTEM, "now": NOW}
    issue(name="12345热线", by=itself, now=NOW)
    with pytest.raises(BadAppointment) as refused:
        appoint(user=hotline, role="clerk", **given)
    assert refused.value.field == "role"
    revoke(token=ApiToken.objects.get(), by=secadmin, now=NOW)
    appoint(user=hotline, role="clerk", **given)


def test_a_token_is_revoked_by_its_owner_or_the_security_administrator_and_nobody_else(
    itself: Actor, sysadmin: Actor, secadmin: Actor
) -> None:
    for _ in range(2):
        issue(name="12345热线", by=itself, now=NOW)
    first, second = ApiToken.objects.all()
    with pytest.raises(Forbidden):
        revoke(token=first, by=sysadmin, now=NOW)
    revoke(token=first, by=secadmin, now=NOW)
    revoke(token=second, by=itself, now=NOW)
    assert not ApiToken.objects.filter(revoked=None).exists()


def test_the_log_names_the_token_and_who_issued_it(itself: Actor) -> None:
    issue(name="12345热线", by=itself, now=NOW)
    row = PeopleLog.objects.get(action="issue_token")
    assert (row.by, row.subject, row.detail) == (itself.id, itself.id, {"token": ApiToken.objects.get().pk})
