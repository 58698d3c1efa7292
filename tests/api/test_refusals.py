"""What the API refuses: one shape, one sentence, a stable code; nothing hostile gets in and nothing breaks."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from huying.clock import now
from huying.ledger import models
from huying.people.models import ApiToken, User
from huying.people.services.tokens import revoke
from tests.api.caller import LETTER, Caller
from tests.api.conftest import KEEPER, Ask, token_of

pytestmark = pytest.mark.django_db


# ---- tokens ----


@pytest.mark.parametrize("token", ["", "hy_nonsense", "'; --", "x" * 5000])
def test_without_a_valid_token_nothing_is_told(city: None, token: str) -> None:
    caller = Caller(token)
    for answer in (caller.get("/cases"), caller.open(), caller.get("/programmes"), caller.get("/cases/SQ1/events")):
        assert answer.problem == (401, "token.missing")
    assert not models.Case.objects.exists()


def test_a_revoked_and_an_expired_token_are_none(as_: Ask) -> None:
    caller = as_("hotline")
    assert caller.get("/cases").status == 200
    revoke(token=ApiToken.objects.get(), by=KEEPER, now=now())
    assert caller.get("/cases").problem == (401, "token.missing")
    past = now() - timedelta(days=9)
    token = token_of("clerk", past, past + timedelta(days=1))
    assert Caller(token).get("/cases").problem == (401, "token.missing")


def test_a_session_of_the_desk_is_no_token(city: None) -> None:
    client = Client()
    client.force_login(User.objects.get(username="clerk"))
    assert client.get("/api/v1/cases").status_code == 401


# ---- what is asked for ----


def test_what_a_token_may_not_do_is_refused(as_: Ask) -> None:
    assert as_("gongshui").open().problem == (403, "case.not_yours")
    assert as_("auditor").open().problem == (403, "case.not_yours")
    number = as_("hotline").open().body["number"]
    assert as_("auditor").act(number, "accept", category="utilities", urgency="normal").problem == (
        403,
        "case.not_yours",
    )


def test_what_does_not_exist_is_not_found(as_: Ask) -> None:
    hotline = as_("hotline")
    number = hotline.open().body["number"]
    assert hotline.post("/cases", {"programme": "nonsense", "fields": LETTER}).problem == (404, "not_found")
    assert hotline.act(number, "nonsense").problem == (404, "not_found")
    assert hotline.act("SQ0", "accept").problem == (404, "not_found")
    assert hotline.get("/cases/%00").problem == (404, "not_found")
    assert hotline.get("/nonsense").problem == (404, "request.no_address")
    assert hotline.get("/").problem == (404, "request.no_address")
    assert hotline.send("DELETE", "/cases", b"").problem == (405, "request.wrong_method")
    assert hotline.send("PUT", f"/cases/{number}", b"{}").problem == (405, "request.wrong_method")


def test_a_refusal_speaks_the_clients_language(as_: Ask) -> None:
    assert "没有找到您可以查看的事项" in as_("hotline", "zh-CN").get("/cases/SQ0").body["detail"]
    english = as_("hotline", "en").get("/cases/SQ0").body
    assert english["detail"] == english["title"] == "There is no case here that you may see; check its number or name."


def test_a_bad_field_is_named(as_: Ask) -> None:
    hotline = as_("hotline")
    for fields, named in (({"title": ""}, "title"), ({"subject": "nobody"}, "subject"), ({"colour": "red"}, "colour")):
        answer = hotline.open(**fields)
        assert answer.problem == (422, "input.bad")
        assert answer.body["field"] == named
    number = hotline.open().body["number"]
    for answer in (hotline.open(place="魏都区"), hotline.act(number, "accept", place="999999")):
        assert (answer.problem, answer.body["field"]) == ((422, "input.bad"), "place")
        assert "no such place" in answer.body["title"]
    answer = hotline.post("/cases", {"programme": "appeal", "fields": LETTER, "contact": {"phone": "1" * 41}})
    assert (answer.problem, answer.body["field"]) == ((422, "request.malformed"), "contact.phone")


# ---- hostile bodies ----


BODIES: dict[str, tuple[Any, int, str]] = {
    "nothing": (b"", 422, "request.malformed"),
    "no JSON": (b"{", 400, "request.unreadable"),
    "a list": (b"[]", 400, "request.unreadable"),
    "a number": (b"7", 400, "request.unreadable"),
    "not UTF-8": (b'{"fields": {"title": "\xff\xfe"}}', 400, "request.unreadable"),
    "a lone surrogate": (b'{"fields": {"title": "\\ud800"}}', 400, "request.unreadable"),
    "a bottomless pit": (b'{"fields": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001, 400, "request.unreadable"),
    "many brackets": (b"[" * 100_000, 400, "request.unreadable"),
    "NaN": (b'{"fields": NaN}', 400, "request.unreadable"),
    "fields of another kind": (b'{"fields": "x"}', 422, "request.malformed"),
    "no fields": (b'{"programme": "appeal"}', 422, "request.malformed"),
    "no programme": (b'{"fields": {}}', 422, "request.malformed"),
    "a programme of another kind": (b'{"programme": {"a": 1}, "fields": {}}', 422, "request.malformed"),
    "a programme with NUL": (b'{"programme": "app\\u0000eal", "fields": {}}', 404, "not_found"),
    "five megabytes": (b'{"fields": {"title": "' + b"x" * 5_000_000 + b'"}}', 413, "request.too_large"),
}


@pytest.mark.parametrize("one", BODIES)
def test_a_body_that_can_not_be_read_is_refused(as_: Ask, one: str) -> None:
    body, status, code = BODIES[one]
    assert as_("hotline").post("/cases", body).problem == (status, code)
    assert not models.Case.objects.exists()


HOSTILE: dict[str, dict[str, Any]] = {
    "a title of a million letters": {"title": "x" * 1_000_000},
    "NUL": {"title": "a\0b"},
    "controls": {"body": "\x1b[2J"},
    "a huge number": {"title": 10**400},
    "a number": {"body": 7},
    "a list": {"title": ["a"]},
    "an object": {"body": {"passage": "x", "digest": "y"}},
    "nested": {"place": [[[[[]]]]]},
    "a mark": {"subject": True},
    "a fraction": {"publish": 0.5},
    "a place of NUL": {"place": "\0"},
    "accused of NUL": {"accused": ["\0"]},
    "accused of another kind": {"accused": "gongshui"},
    "a field of the row": {"state": "closed"},
    "a field of the engine": {"__class__": "x"},
    "an empty name": {"": "x"},
}


@pytest.mark.parametrize("one", HOSTILE)
def test_a_hostile_field_is_refused_by_name(as_: Ask, one: str) -> None:
    answer = as_("hotline").open(**HOSTILE[one])
    assert answer.problem[0] in (400, 422)
    assert not models.Case.objects.exists()


@pytest.mark.parametrize(
    "contact", [{"name": "a\0b"}, {"phone": "\x07"}, {"name": 7}, "x", {"address": ["a"]}, {"phoen": "1"}]
)
def test_a_hostile_contact_is_refused(as_: Ask, contact: Any) -> None:
    assert as_("hotline").open(contact=contact).problem[0] == 422
    assert not models.Case.objects.exists()


@pytest.mark.parametrize("key", ["k" * 81, "钥匙", "a\tb"])
def test_a_key_that_can_not_be_kept_is_refused(as_: Ask, key: str) -> None:
    assert as_("hotline").open(key).problem[0] == 422
    assert not models.Case.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {"action": "accept", "task": 10**30},
        {"action": "accept", "task": -1},
        {"action": "accept", "task": "x"},
        {"action": "x" * 41},
        {"action": "accept", "fields": []},
        {"action": None},
        {"action": "accept", "task": 7, "fields": {"category": "utilities", "urgency": "normal"}},
        {"action": "accept", "fields": {"category": ["utilities"], "urgency": "normal"}},
        {"action": "accept", "fields": {"category": "utilities", "urgency": {"a": 1}}},
    ],
)
def test_a_hostile_action_is_refused_and_changes_nothing(as_: Ask, body: Any) -> None:
    number = as_("hotline").open().body["number"]
    assert as_("clerk").post(f"/cases/{number}/actions", body).problem[0] in (409, 422)
    assert models.Event.objects.count() == 1


@pytest.mark.parametrize("media", ["text/plain", "application/xml", "application/x-www-form-urlencoded", ""])
def test_another_content_type_is_refused(as_: Ask, media: str) -> None:
    content = json.dumps({"programme": "appeal", "fields": LETTER})
    assert as_("hotline").send("POST", "/cases", content, media).problem == (415, "request.wrong_type")
    assert not models.Case.objects.exists()
