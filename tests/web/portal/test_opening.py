"""The portal takes letters only when somebody can answer them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from huying.clock import now
from huying.ledger.models import Case
from huying.people.models import Post, Unit, User
from huying.web.portal import opening
from tests.web.portal.stories import FORM, LETTER, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def looked_at_anew() -> Iterator[None]:
    opening.forget()
    yield
    opening.forget()


def test_with_somebody_for_every_role_letters_are_taken(phone: Client) -> None:
    assert phone.get("/write/").status_code == 200
    assert write(phone).status_code == 302


@pytest.mark.parametrize("role", ["sysadmin", "auditor", "clerk", "verifier", "director", "handler", "leader"])
def test_without_one_of_them_the_page_says_where_to_turn(phone: Client, role: str) -> None:
    User.objects.filter(username=f"somebody.{role}").update(is_active=False)
    page = phone.get("/write/")
    assert page.status_code == 503
    assert "这里还没有开通" in page.content.decode()
    assert "12345" in page.content.decode()
    assert write(phone).status_code == 503
    assert not Case.objects.exists()


def test_what_was_written_is_there_to_be_copied(phone: Client) -> None:
    Unit.objects.filter(code="centre").update(active=False)
    page = phone.post("/write/", {"step": "start", "matter": LETTER}).content.decode()
    assert LETTER in page
    assert LETTER in phone.post("/write/", FORM | {"step": "check"}).content.decode()


def test_it_says_so_in_english_too(english: Client) -> None:
    Post.objects.filter(role="clerk").update(end=now().date())
    page = english.get("/write/").content.decode()
    assert "not open yet" in page


def test_that_it_is_open_is_remembered_for_a_minute_and_that_it_is_not_never(phone: Client) -> None:
    at = now()
    User.objects.filter(username="somebody.clerk").update(is_active=False)
    assert not opening.is_open(at)
    User.objects.filter(username="somebody.clerk").update(is_active=True)
    assert opening.is_open(at)
    User.objects.filter(username="somebody.clerk").update(is_active=False)
    assert opening.is_open(at + timedelta(seconds=59))
    assert not opening.is_open(at + timedelta(seconds=61))


def test_while_it_is_remembered_nothing_is_asked(phone: Client, django_assert_num_queries: object) -> None:
    assert opening.is_open(now())
    with django_assert_num_queries(0):  # type: ignore[operator]  # pytest-django's own callable
        assert opening.is_open(now())


def test_a_post_that_has_not_begun_answers_nobody(phone: Client) -> None:
    Post.objects.filter(role="director").update(start="2999-01-01")
    assert phone.get("/write/").status_code == 503
