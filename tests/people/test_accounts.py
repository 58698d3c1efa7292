"""Accounts are made by the system administrator, without a password; passwords are strong and age; five failures lock for a while."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from huying.people.errors import OwnAffair, Taken, WeakPassword
from huying.people.models import User
from huying.people.passwords import expired
from huying.people.services.accounts import close_account, create_account
from huying.people.services.demo import PASSWORD as DEMO
from huying.people.services.passwords import choose_password
from huying.rules.errors import BadInput, Forbidden
from huying.rules.policy import Actor
from tests.people.conftest import NOW, PASSWORD, NewPerson

pytestmark = pytest.mark.django_db


def test_an_account_begins_without_any_post_and_without_a_password(sysadmin: Actor) -> None:
    user = create_account(username="zhou", display_name="周海燕", by=sysadmin, now=NOW)
    assert str(user) == "周海燕"
    assert not user.has_usable_password()
    assert not user.posts.exists()
    assert not user.is_superuser


def test_a_user_name_is_taken_whatever_its_capitals(person: NewPerson, sysadmin: Actor) -> None:
    person("zhou")
    with pytest.raises(Taken):
        create_account(username="Zhou", display_name="周明哲", by=sysadmin, now=NOW)


@pytest.mark.parametrize("username", ["", "a b", "x" * 200, "a\x00b"])
def test_a_user_name_that_cannot_be_one_is_refused_by_field(sysadmin: Actor, username: str) -> None:
    with pytest.raises(BadInput) as refused:
        create_account(username=username, display_name="周明哲", by=sysadmin, now=NOW)
    assert refused.value.field == "username"


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("Short-1", False),  # seven characters
        ("onlysmallletters", False),
        ("smalland12345", False),  # two classes
        ("Smalland12345", True),
        ("small-and-12345", True),
        ("诉求办理督办中心a1", True),  # other characters count as a class
        ("1234567890123", False),
    ],
)
def test_a_password_has_ten_characters_of_three_classes(person: NewPerson, password: str, good: bool) -> None:
    user = person("zhou")
    if good:
        choose_password(user=user, password=password, now=NOW)
        assert user.check_password(password)
    else:
        with pytest.raises(WeakPassword):
            choose_password(user=user, password=password, now=NOW)
        assert user.check_password(PASSWORD)


@pytest.mark.parametrize(
    "password",
    [
        DEMO,
        "Password123!",
        "P@ssw0rd-2024",
        "Admin@123456",
        "Qwer1234!@#$",
        "Huying@2024",
        "Woaini5201314!",
        "Abc123456!",
    ],
)
def test_a_common_word_is_no_password_whatever_is_put_round_it(person: NewPerson, password: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        choose_password(user=person("zhou"), password=password, now=NOW)
    assert "太常见" in refused.value.message("zh")


def test_neither_the_present_password_nor_the_one_before_is_chosen_again(person: NewPerson) -> None:
    user = person("zhou")
    with pytest.raises(WeakPassword):
        choose_password(user=user, password=PASSWORD, now=NOW)
    choose_password(user=user, password="Another-long-2", now=NOW)
    for again in (PASSWORD, "Another-long-2"):
        with pytest.raises(WeakPassword):
            choose_password(user=user, password=again, now=NOW)
    choose_password(user=user, password="Third-and-last-3", now=NOW)
    choose_password(user=user, password=PASSWORD, now=NOW)


def test_a_password_must_be_changed_after_ninety_days(person: NewPerson) -> None:
    user = person("zhou")
    assert not expired(user, NOW + timedelta(days=90))
    assert expired(user, NOW + timedelta(days=90, seconds=1))
    choose_password(user=user, password="Another-long-2", now=NOW + timedelta(days=91))
    assert not expired(user, NOW + timedelta(days=92))


def test_a_city_may_let_passwords_stand(person: NewPerson, settings: Settings) -> None:
    settings.HUYING_PASSWORD_DAYS = 0
    assert not expired(person("zhou"), NOW + timedelta(days=4000))


def test_only_the_system_administrator_makes_and_closes_accounts(person: NewPerson, secadmin: Actor) -> None:
    user = person("zhou")
    for change in (
        lambda: create_account(username="qian", display_name="钱", by=secadmin, now=NOW),
        lambda: close_account(user=user, by=secadmin, now=NOW),
    ):
        with pytest.raises(Forbidden):
            change()


def test_nobody_closes_their_own_account(sysadmin: Actor) -> None:
    with pytest.raises(OwnAffair):
        close_account(user=User.objects.get(pk=sysadmin.id), by=sysadmin, now=NOW)


@pytest.fixture
def fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def sign_in(client: Client, password: str) -> bool:
    client.post(reverse("account_login"), {"login": "zhou", "password": password})
    return "_auth_user_id" in client.session


def test_somebody_signs_in_and_a_closed_account_does_not(
    client: Client, person: NewPerson, sysadmin: Actor, fresh_limits: None
) -> None:
    user = person("zhou")
    assert sign_in(client, PASSWORD)
    client.logout()
    close_account(user=user, by=sysadmin, now=NOW)
    assert not sign_in(client, PASSWORD)


def test_after_five_failures_even_the_right_password_waits(
    client: Client, person: NewPerson, fresh_limits: None
) -> None:
    person("zhou")
    for _ in range(5):
        assert not sign_in(client, "Wrong-password-1")
    assert not sign_in(client, PASSWORD)
