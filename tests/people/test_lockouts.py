"""Whoever mistypes too often is locked out for a while; the security administrator lets them in again and says why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from huying.clock import now
from huying.people.errors import NotLocked, OwnAffair
from huying.people.lockouts import locked, lockout
from huying.people.models import PeopleLog, User
from huying.people.services.lockouts import lift_lockout
from huying.rules.errors import BadInput, Forbidden
from huying.rules.policy import Actor
from tests.people.conftest import PASSWORD, NewPerson

pytestmark = pytest.mark.django_db
WHY = "本人持证到场核实"
MINUTES = timedelta(minutes=15)


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def user(person: NewPerson) -> User:
    return person("zhou")


def sign_in(client: Client, password: str, username: str = "zhou", host: str = "localhost") -> bool:
    client.post(reverse("account_login"), {"login": username, "password": password}, headers={"host": host})
    return "_auth_user_id" in client.session


def fail(client: Client, times: int = 5) -> None:
    for _ in range(times):
        assert not sign_in(client, "Wrong-password-1")


def test_five_failures_lock_for_a_quarter_of_an_hour(client: Client, user: User, person: NewPerson) -> None:
    person("qian")
    before = now()
    fail(client, 4)
    assert lockout(user, now()) is None
    fail(client, 1)
    assert [one.user for one in locked(now())] == [user]
    until = next(locked(now())).until
    assert before + MINUTES <= until <= now() + MINUTES
    assert not list(locked(until))


def test_the_lock_is_the_accounts_own_whatever_the_capitals_and_the_host(client: Client, user: User) -> None:
    for number in range(5):
        sign_in(
            client, "Wrong-password-1", ("zhou", "Zhou", "ZHOU")[number % 3], ("localhost", "127.0.0.1")[number % 2]
        )
    assert lockout(user, now())
    assert not sign_in(client, PASSWORD, host="127.0.0.1")


def test_whoever_is_let_in_signs_in_at_once(client: Client, user: User, secadmin: Actor) -> None:
    fail(client)
    assert not sign_in(client, PASSWORD)
    lift_lockout(user=user, reason=f" {WHY} ", by=secadmin, now=now())
    assert lockout(user, now()) is None
    assert sign_in(client, PASSWORD)
    noted = PeopleLog.objects.get(action="lift_lockout")
    assert (noted.by, noted.subject, noted.detail) == (secadmin.id, str(user.pk), {"reason": WHY})


def test_the_address_from_which_too_many_tries_came_stays_shut(
    client: Client, user: User, secadmin: Actor, settings: Settings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,6/15m/ip"}
    fail(client)
    lift_lockout(user=user, reason=WHY, by=secadmin, now=now())
    fail(client, 1)
    assert lockout(user, now()) is None
    assert not sign_in(client, PASSWORD)


def test_wrong_codes_lock_too(client: Client, user: User, secadmin: Actor) -> None:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    assert not sign_in(client, PASSWORD)
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert lockout(user, now())
    lift_lockout(user=user, reason=WHY, by=secadmin, now=now())
    client.post(
        reverse("mfa_authenticate"), {"code": f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06d}"}
    )
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize("reason", ["", "  ", "忘了", "长" * 201])
def test_a_lock_is_not_lifted_without_a_reason(client: Client, user: User, secadmin: Actor, reason: str) -> None:
    fail(client)
    with pytest.raises(BadInput, match="reason"):
        lift_lockout(user=user, reason=reason, by=secadmin, now=now())
    assert lockout(user, now())


def test_only_the_security_administrator_lifts_a_lock(client: Client, user: User, sysadmin: Actor) -> None:
    fail(client)
    with pytest.raises(Forbidden):
        lift_lockout(user=user, reason=WHY, by=sysadmin, now=now())


def test_nobody_lifts_the_lock_on_themselves(client: Client, secadmin: Actor) -> None:
    for _ in range(5):
        sign_in(client, "Wrong-password-1", "keeper")
    with pytest.raises(OwnAffair):
        lift_lockout(user=User.objects.get(username="keeper"), reason=WHY, by=secadmin, now=now())


def test_an_account_that_is_not_locked_is_not_unlocked(user: User, secadmin: Actor) -> None:
    with pytest.raises(NotLocked):
        lift_lockout(user=user, reason=WHY, by=secadmin, now=now())
    assert not PeopleLog.objects.filter(action="lift_lockout").exists()
