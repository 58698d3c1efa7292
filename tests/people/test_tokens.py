"""A token signs another system in: shown once, kept as a digest, dead when revoked, expired or its account closed."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from huying.people.errors import AlreadyEnded
from huying.people.models import ApiToken, User
from huying.people.selectors import actor_for_token
from huying.people.services.accounts import close_account
from huying.people.services.appoint import appoint
from huying.people.services.tokens import issue, revoke
from huying.rules.errors import BadInput, Forbidden
from huying.rules.policy import SYSTEM, Actor, Post
from tests.people.conftest import NOW, TODAY, NewPerson

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotline(person: NewPerson) -> User:
    user = person("hotline", "热线系统")
    appoint(user=user, programme="appeal", role="api", unit="centre", start=TODAY, by=SYSTEM, now=NOW)
    return user


def test_a_token_acts_as_its_account(hotline: User, secadmin: Actor) -> None:
    token = issue(user=hotline, name="12345热线", by=secadmin, now=NOW)
    actor = actor_for_token(token, NOW)
    assert actor is not None
    assert actor.id == str(hotline.pk)
    assert actor.posts == (Post("api", "centre", "", "appeal"),)


def test_of_the_token_only_a_digest_is_kept(hotline: User, secadmin: Actor) -> None:
    token = issue(user=hotline, name="12345热线", by=secadmin, now=NOW)
    kept = str(ApiToken.objects.values().get())
    assert token not in kept
    assert token.removeprefix("hy_") not in kept


def test_a_token_is_noted_once_a_day(
    hotline: User, secadmin: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    token = issue(user=hotline, name="12345热线", by=secadmin, now=NOW)
    actor_for_token(token, NOW)
    assert ApiToken.objects.get().last_used == date(2021, 3, 1)
    with django_assert_num_queries(0):
        actor_for_token(token, NOW + timedelta(hours=1))
    actor_for_token(token, NOW + timedelta(days=1))
    assert ApiToken.objects.get().last_used == date(2021, 3, 2)


@pytest.mark.parametrize("wrong", ["", "hy_wrong", "\ud800", "'; --"])
def test_an_unknown_token_is_nobodys(hotline: User, wrong: str) -> None:
    assert actor_for_token(wrong, NOW) is None


def test_a_token_expires(hotline: User, secadmin: Actor) -> None:
    token = issue(user=hotline, name="试用", by=secadmin, now=NOW, expires=NOW + timedelta(days=1))
    assert actor_for_token(token, NOW + timedelta(hours=23)) is not None
    assert actor_for_token(token, NOW + timedelta(days=1)) is None


def test_a_revoked_token_is_dead_and_is_revoked_once(hotline: User, secadmin: Actor) -> None:
    token = issue(user=hotline, name="12345热线", by=secadmin, now=NOW)
    revoke(token=ApiToken.objects.get(), by=secadmin, now=NOW)
    assert actor_for_token(token, NOW) is None
    with pytest.raises(AlreadyEnded):
        revoke(token=ApiToken.objects.get(), by=secadmin, now=NOW)


def test_the_tokens_of_a_closed_account_are_dead(hotline: User, secadmin: Actor, sysadmin: Actor) -> None:
    token = issue(user=hotline, name="12345热线", by=secadmin, now=NOW)
    close_account(user=hotline, by=sysadmin, now=NOW)
    assert actor_for_token(token, NOW) is None


def test_a_token_of_an_account_whose_term_has_ended_holds_no_post(person: NewPerson, secadmin: Actor) -> None:
    user = person("hotline")
    appoint(
        user=user,
        programme="appeal",
        role="api",
        unit="centre",
        start=TODAY,
        end=date(2021, 3, 5),
        by=secadmin,
        now=NOW,
    )
    token = issue(user=user, name="12345热线", by=secadmin, now=NOW)
    actor = actor_for_token(token, NOW + timedelta(days=9))
    assert actor is not None
    assert actor.posts == ()


def test_a_token_needs_a_name_and_a_future(hotline: User, secadmin: Actor) -> None:
    with pytest.raises(BadInput):
        issue(user=hotline, name=" ", by=secadmin, now=NOW)
    with pytest.raises(BadInput):
        issue(user=hotline, name="过期", by=secadmin, now=NOW, expires=NOW)


def test_the_system_administrator_issues_no_tokens(hotline: User, sysadmin: Actor) -> None:
    with pytest.raises(Forbidden):
        issue(user=hotline, name="12345热线", by=sysadmin, now=NOW)
