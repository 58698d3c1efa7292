"""Whoever goes on working stays signed in; that they did is written down now and then, not with every page."""

from datetime import UTC, datetime

from django.contrib.sessions.models import Session
from django.test import Client

from huying.web.idle import MINUTE, USED
from tests.web.desk.conftest import Desk


def ends(client: Client) -> datetime:
    return Session.objects.get(session_key=client.session.session_key).expire_date


def back_from_tea(client: Client, seconds: int) -> datetime:
    """The session as it would be if it had been used so long ago."""
    session = client.session
    session[USED] -= seconds
    session.save()
    Session.objects.update(expire_date=datetime(2099, 1, 1, tzinfo=UTC))
    return ends(client)


def test_a_session_is_written_once_a_minute_and_lives_on(desk: Desk) -> None:
    clerk = desk("clerk")
    clerk.get("/desk/")
    before = ends(clerk)
    clerk.get("/desk/")
    assert ends(clerk) == before
    before = back_from_tea(clerk, MINUTE)
    clerk.get("/desk/")
    assert ends(clerk) < before  # written anew, half an hour from now


def test_a_session_that_was_not_used_for_half_an_hour_is_over(desk: Desk) -> None:
    clerk = desk("clerk")
    assert clerk.get("/desk/").status_code == 200
    Session.objects.update(expire_date=datetime(2020, 1, 1, tzinfo=UTC))
    assert clerk.get("/desk/").status_code == 302


def test_a_visitor_who_only_reads_is_given_no_session(city: None) -> None:
    visitor = Client()
    visitor.get("/")
    assert not Session.objects.exists()
