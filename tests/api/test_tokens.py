"""What is done by a token is written down with its name: an account may have several, and an event names only the account."""

import pytest

from huying.clock import now
from huying.ledger.models import Access, Event
from huying.people.actors import actor_for
from huying.people.models import ApiToken, User
from huying.people.services.tokens import issue
from huying.rules.calendar import LOCAL
from tests.api.caller import Caller
from tests.api.conftest import Ask
from tests.api.test_files import attach

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(city: None) -> tuple[Caller, Caller]:
    """Two systems that use one account, each with a token of its own."""
    itself = actor_for(User.objects.get(username="hotline"), now().astimezone(LOCAL).date())
    first, second = (Caller(issue(name=name, by=itself, now=now())) for name in ("12345热线", "微信"))
    return first, second


def test_every_event_of_a_token_has_a_line_that_names_the_token(two: tuple[Caller, Caller]) -> None:
    first, second = two
    number = first.open().body["number"]
    second.act(number, "accept", category="utilities", urgency="normal")
    names = {token.name: f"{token.name} #{token.pk}" for token in ApiToken.objects.all()}
    rows = Access.objects.filter(kind="token").order_by("id")
    assert [row.detail for row in rows] == [names["12345热线"], names["微信"]]
    assert [row.case.number for row in rows if row.case] == [number] * 2
    assert [row.at for row in rows] == [event.at for event in Event.objects.order_by("seq")]


def test_a_look_and_a_file_name_the_token_too(two: tuple[Caller, Caller]) -> None:
    first, _ = two
    number = first.open().body["number"]
    first.get(f"/cases/{number}")
    attach(first, number, "现场.txt", "水是黄的".encode())
    name = f"12345热线 #{ApiToken.objects.get(name='12345热线').pk}"
    assert Access.objects.get(kind="view").detail == name
    assert [row.detail for row in Access.objects.filter(kind="token")] == [name] * 2


def test_what_was_refused_leaves_no_line(two: tuple[Caller, Caller]) -> None:
    first, _ = two
    number = first.open().body["number"]
    assert first.act(number, "approve").status == 409
    assert Access.objects.filter(kind="token").count() == 1


def test_a_repeated_request_is_still_harmless(as_: Ask) -> None:
    hotline = as_("hotline")
    first, second = hotline.open(key="a"), hotline.open(key="a")
    assert first.body["number"] == second.body["number"]
    assert Event.objects.count() == 1
