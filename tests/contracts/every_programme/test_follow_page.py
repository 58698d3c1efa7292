"""What whoever asked sees of any programme's case, and nothing else; and the portal's form of any programme that has one."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from msgspec import json

from huying.clock import now
from huying.ledger.models import Case, Event, Passage
from huying.ledger.sealing import query_code
from huying.people.calendars import current
from huying.people.models import Post, User
from huying.people.roles import ADMINISTRATORS
from huying.rules.available import available
from huying.rules.facts import Meaning
from huying.rules.policy import party
from huying.rules.programme import Programme
from huying.web.actors import OPENED
from huying.web.portal import opening
from tests.contracts.every_programme.crew import Crew
from tests.contracts.every_programme.living import Life

MATTER = "村口的路灯坏了半个月，晚上老人孩子出门看不清。"


def visitor(number: int) -> Client:
    """A phone that nobody used before, at an address of its own."""
    return Client(headers={"accept-language": "zh-CN"}, REMOTE_ADDR=f"10.1.{number // 250}.{number % 250}")


def looked_up(life: Life) -> Any:
    """What number and query code lead to."""
    said = {"number": life.row.number, "code": query_code(life.id)}
    return visitor(life.number).post("/follow/", said, follow=True)


def words(page: str) -> str:
    """What a page says, in one line, without what it has in its forms."""
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))


def line(text: str) -> str:
    return " ".join(text.split())


def followed(lives: list[Life]) -> Iterator[tuple[Life, str]]:
    for life in lives:
        answer = looked_up(life)
        assert answer.status_code == 200, life.row.number
        yield life, words(answer.content.decode())


def test_whoever_asked_follows_every_public_step_in_plain_words(programme: Programme, lives: list[Life]) -> None:
    if programme.asker.kind != "party":
        pytest.skip("nobody is known by number and code here")
    for life, page in followed(lives):
        state = programme.states[life.row.state]
        assert (state.plain or state.name).zh in page
        for event in life.row.events.all():
            plain = programme.actions[event.action].plain
            assert plain is None or plain.zh in page, f"{programme.code}: {event.action} is not told"
        for text in own(programme, life):
            assert line(text) in page, f"{programme.code}: what was said to or by whoever asked is missing: {text}"


def test_whoever_asked_finds_what_they_may_do(programme: Programme, lives: list[Life]) -> None:
    if programme.asker.kind != "party":
        pytest.skip("nobody is known by number and code here")
    for life, page in followed(lives):
        for choice in available(life.case, party(life.id), programme, now(), current()):
            action = programme.actions[choice.action]
            if not action.attaches:
                names = [one.zh for one in (action.name, action.afterthought) if one]
                assert any(name in page for name in names), f"{programme.code}: {choice.action} is not offered"


def test_nothing_internal_is_on_it(programme: Programme, lives: list[Life]) -> None:
    if programme.asker.kind != "party":
        pytest.skip("nobody is known by number and code here")
    for life, page in followed(lives):
        known = {line(text) for text in own(programme, life)}
        inside = {line(one.text) for one in Passage.objects.filter(case=life.row)} - known
        told = [text for text in inside if text in page and not any(text in other for other in known)]
        assert not told, f"{programme.code}: {told}"
        assert not [user.display_name for user in life.crew.users if user.display_name in page]
        assert not [user.username for user in life.crew.users if user.username in page]


def own(programme: Programme, life: Life) -> Iterator[str]:
    """The texts that are whoever asked's own to read: what they wrote, what they were answered, what they said later."""
    for event in life.row.events.order_by("seq"):
        fields, data = programme.actions[event.action].fields, json.decode(event.data)
        for name, value in data.items():
            if isinstance(value, dict) and "passage" in value and _theirs(programme, event, fields[name].fact):
                yield Passage.objects.get(pk=value["passage"]).text


def _theirs(programme: Programme, event: Event, fact: str) -> bool:
    if event.seq == 1:
        return fact in {programme.meaning("heading"), programme.meaning("matter")} - {""}
    if event.action in programme.answering:
        meant = programme.meaning("answer")
        return fact == meant if meant else bool(fact)
    return programme.roles[event.role].at == "asker"


def test_where_nobody_is_known_by_number_and_code_there_is_no_such_page(
    programme: Programme, lives: list[Life]
) -> None:
    if programme.asker.kind == "party":
        pytest.skip("whoever asked has a page")
    for life in lives:
        assert looked_up(life).status_code == 400
        client = visitor(life.number)
        session = client.session
        session[OPENED] = [life.id]
        session.save()
        number = life.row.number
        for address in (f"/follow/{number}/", f"/receipt/{number}/"):
            assert client.get(address)["Location"] == f"/follow/?number={number}"
        assert client.get(f"/receipt/{number}/qr.svg").status_code == 404


@pytest.fixture
def open_portal(programme: Programme, crew: Crew, settings: Any) -> Iterator[None]:
    """The portal takes what is written for this programme: everybody who must be there is."""
    if programme.portal is None:
        pytest.skip("nobody writes to it on the portal")
    for role in ADMINISTRATORS:
        user, made = User.objects.get_or_create(username=f"{programme.code}.{role.code}")
        if made:
            Post.objects.create(user=user, role=role.code, programme="", start=date(2020, 1, 1))
    settings.HUYING_PORTAL_PROGRAMME = programme.code
    opening.forget()
    yield
    opening.forget()


def test_a_case_is_opened_on_the_portal_and_followed(programme: Programme, open_portal: None) -> None:
    phone = visitor(9_999)
    page = phone.get("/write/").content.decode()
    checked = phone.post("/write/", {**plausible(page), "step": "check"})
    assert checked.status_code == 302, words(checked.content.decode())
    assert MATTER in words(phone.get(checked["Location"]).content.decode())
    receipt = phone.post(checked["Location"])["Location"]
    number = receipt.split("/")[2]
    assert number in phone.get(receipt).content.decode()
    case = Case.objects.get(number=number)
    assert case.programme == programme.code
    assert MATTER in words(phone.get(f"/follow/{number}/").content.decode())
    assert case.heading == "村口的路灯坏了半个月，晚上老人孩子出门看不清"
    if programme.meaning("place"):
        assert case.within[-1] == "411002001"
    assert programme.portal is not None
    assert {fact: case.facts.get(fact) for fact in programme.portal.says} == programme.portal.says


def plausible(page: str) -> dict[str, str]:
    """What somebody fills in of the fields that the form has."""
    typed = {
        "matter": MATTER,
        "county": "411002",
        "town": "411002001",
        "who": "named",
        "name": "钱小满",
        "phone": "13800001234",
        "consent": "on",
        "writer": _first(page, "writer"),
    }
    asked = set(re.findall(r'name="([\w-]+)"', page))
    more = {name: _first(page, name) or "一些话" for name in asked if name.startswith("more-")}
    return {name: value for name, value in (typed | more).items() if name in asked}


def _first(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"\s+value="([^"]+)"', page)
    return found.group(1) if found else ""


def test_the_form_asks_what_the_programme_means_and_no_more(programme: Programme, open_portal: None) -> None:
    page = visitor(9_998).get("/write/").content.decode()
    fields: dict[Meaning, str] = {
        "heading": "heading",
        "matter": "matter",
        "place": "county",
        "writer": "writer",
        "consent": "consent",
    }
    for meaning, name in fields.items():
        takes = [
            one for one in programme.actions[programme.start].fields.values() if one.fact == programme.meaning(meaning)
        ]
        assert (f'name="{name}"' in page) == bool(takes and programme.meaning(meaning)), meaning
