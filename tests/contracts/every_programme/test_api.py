"""Every programme over the API: opened, acted on, read, listed, narrowed by every fact, its files handled; no line of code knows one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from huying.api.urls import api
from huying.clock import now
from huying.ledger import models, store
from huying.ledger.selectors import narrowing
from huying.ledger.selectors.scope import cases_for
from huying.ledger.services.verify import verify_all
from huying.people.actors import actor_for
from huying.people.calendars import current
from huying.people.models import Place, User
from huying.rules.available import available
from huying.rules.calendar import LOCAL
from huying.rules.facts import NUMBERS
from huying.rules.policy import Actor
from huying.rules.programme import Programme
from tests.api.caller import Caller
from tests.contracts.every_programme.crew import Crew
from tests.contracts.every_programme.knocking import Knocking, attach, caller, told
from tests.contracts.every_programme.living import PICTURE, Life, live

Held = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def knocked(crew: Crew) -> list[Knocking]:
    """Cases in which everything that the programme has was done at least once, over the API where an account may do it."""
    return [life for life in live(crew, Knocking) if isinstance(life, Knocking)]


@pytest.fixture(autouse=True)
def database(crew: Crew, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def looker(crew: Crew) -> User:
    """Somebody who sees every case of the programme."""
    roles = (code for code, one in crew.programme.roles.items() if one.post and one.sees == "all" and one.at == "home")
    return crew.holding(next(roles))


@pytest.fixture
def reader(looker: User) -> Caller:
    return caller(looker)


@pytest.fixture
def held(programme: Programme, knocked: list[Knocking]) -> Held:
    """The facts of every case of the programme, by the case's number."""
    return {row.number: told(row) for row in models.Case.objects.filter(programme=programme.code)}


def rows(reader: Caller, programme: Programme, **query: str) -> list[dict[str, Any]]:
    """All rows of a list, page after page."""
    found: list[dict[str, Any]] = []
    after = ""
    while True:
        page = reader.get("/cases", programme=programme.code, after=after, limit=7, **query)
        assert page.status == 200, (query, page.body)
        found += page.body["rows"]
        after = page.body["following"]
        if not after:
            return found


def numbers(reader: Caller, programme: Programme, **query: str) -> list[str]:
    return [row["number"] for row in rows(reader, programme, **query)]


def test_whatever_an_account_may_do_is_done_over_the_api_and_the_log_holds(
    programme: Programme, knocked: list[Knocking]
) -> None:
    tokens = set(models.Access.objects.filter(kind="token").values_list("case_id", "at"))
    heard = {one.action for one in models.Event.objects.all() if (one.case_id, one.at) in tokens}
    nobodys = {"system"} | ({"asker"} if programme.asker.kind == "party" else set())
    for code, action in programme.actions.items():
        unheard = action.delay or action.rings or action.retimes
        if not unheard and any(programme.roles[role].at not in nobodys for role in action.roles):
            assert code in heard, code
    assert list(verify_all()) == []


def test_a_case_is_told_by_everything_it_holds(
    programme: Programme, knocked: list[Knocking], held: Held, reader: Caller
) -> None:
    for number, facts in held.items():
        case = store.read(models.Case.objects.get(number=number))
        read = reader.get(f"/cases/{number}").body
        assert read["facts"] == facts
        assert read["heading"] == (facts.get(programme.meaning("heading")) or "")
        state = programme.states[case.state].name
        assert (read["state"], read["state_name"]) == (case.state, {"zh": state.zh, "en": state.en})
        assert (read["promise"] is not None) == (programme.promise is not None)
        assert set(read["milestones"]) == set(programme.milestones)
        assert {name for name, at in read["milestones"].items() if at} == set(case.milestones)
        assert {one["no"]: one["state"] for one in read["assignments"]} == {
            no: one.state for no, one in case.tasks.items()
        }
        assert {one["key"] for one in read["clocks"]} == {key for key, one in case.clocks.items() if not one.stopped}
        assert {one["id"] for one in read["files"]} == set(case.files)
        assert read["until"] is None


def test_every_word_that_was_said_is_in_the_texts(knocked: list[Knocking], reader: Caller) -> None:
    for life in knocked:
        said = {one["text"] for one in reader.get(f"/cases/{life.row.number}/passages").body}
        assert said == set(life.row.passages.values_list("text", flat=True))
        events = reader.get(f"/cases/{life.row.number}/events").body
        assert [one["action"] for one in events] == [one.action for one in life.row.events.order_by("seq")]


def test_links_are_told_at_both_ends_to_whoever_may_see_them(
    programme: Programme, knocked: list[Knocking], looker: User, reader: Caller
) -> None:
    mine = cases_for(actor_of(looker))
    for life in knocked:
        links = reader.get(f"/cases/{life.row.number}").body["links"]
        seen = {
            str(one.id): one.number
            for one in mine.filter(id__in=[ident for ident in life.case.links.values() if ident])
        }
        assert links == {name: seen[ident] for name, ident in life.case.links.items() if ident in seen}
        for name, number in links.items():
            back = reader.get(f"/cases/{number}").body["linked_from"]
            assert {"programme": programme.code, "link": name, "number": life.row.number} in back


def actor_of(user: User) -> Actor:
    """The account with the posts that it holds by now."""
    return actor_for(User.objects.get(pk=user.pk), now().astimezone(LOCAL).date())


def test_what_is_offered_is_what_the_rules_allow(programme: Programme, knocked: list[Knocking], crew: Crew) -> None:
    shown = {life.case.state: life for life in knocked}
    for user in crew.users:
        actor = actor_of(user)
        for life in shown.values():
            if not cases_for(actor).filter(id=life.id).exists():
                continue
            offered = caller(user).get(f"/cases/{life.row.number}").body["available"]
            allowed = available(life.case, actor, programme, now(), current())
            assert [(one["action"], one["task"]) for one in offered] == [(one.action, one.task) for one in allowed]
            names = [programme.actions[one.action].name for one in allowed]
            assert [one["name"] for one in offered] == [{"zh": one.zh, "en": one.en} for one in names]


def test_lists_hold_every_case_and_all_its_facts_but_free_text(
    programme: Programme, held: Held, reader: Caller
) -> None:
    found = {row["number"]: row for row in rows(reader, programme)}
    assert set(found) == set(held)
    for number, row in found.items():
        plain = {code: value for code, value in held[number].items() if programme.facts[code].type != "prose"}
        assert row["facts"] == plain


def test_every_declared_fact_narrows(programme: Programme, held: Held, reader: Caller) -> None:
    for code, fact in programme.case_facts.items():
        if fact.type == "prose":
            continue
        for value in {str(facts[code]): facts[code] for facts in held.values() if code in facts}.values():
            wanted = {number for number, facts in held.items() if facts.get(code) == value}
            asked = str(value).lower() if fact.type == "mark" else str(value)
            assert set(numbers(reader, programme, **{f"f.{code}": asked})) == wanted, (code, value)
            if narrowing.ranged(fact):
                ends = {f"f.{code}.from": asked, f"f.{code}.to": asked}
                assert set(numbers(reader, programme, **ends)) == wanted, (code, value)
            if fact.type in NUMBERS:
                assert numbers(reader, programme, **{f"f.{code}.from": str(10**14)}) == [], code


def test_a_place_stands_for_what_lies_in_it(programme: Programme, held: Held, reader: Caller) -> None:
    code = programme.meaning("place")
    village = next((facts[code] for facts in held.values() if facts.get(code)), None)
    if village is None:
        return
    wanted = {number for number, facts in held.items() if facts.get(code) == village}
    for above in Place.objects.get(code=village).path:
        assert set(numbers(reader, programme, **{f"f.{code}": above})) >= wanted
        assert set(numbers(reader, programme, place=above)) >= wanted


def test_each_order_loses_nothing_and_turns_round(programme: Programme, held: Held, reader: Caller) -> None:
    facts = [f"f.{code}" for code, fact in programme.case_facts.items() if fact.type != "prose"]
    for way in ("due", "opened", "number", "heading", "state", "place", "unit", *facts):
        rising, falling = numbers(reader, programme, sort=way), numbers(reader, programme, sort=f"-{way}")
        assert sorted(rising) == sorted(falling) == sorted(held), way


def test_what_no_fact_can_be_is_refused_and_says_what_to_do(programme: Programme, reader: Caller) -> None:
    for code, fact in programme.facts.items():
        query = {"programme": programme.code, f"f.{code}": "x"}
        if fact.on == "task" or fact.type == "prose":
            refused = reader.get("/cases", **query)
            assert (refused.problem, refused.body["field"]) == ((422, "input.bad"), f"f.{code}")
            assert f"/programmes/{programme.code}" in refused.body["title"]
        elif fact.type in NUMBERS | {"date", "mark", "choice"}:
            assert reader.get("/cases", **query).problem == (422, "input.bad"), code
        else:
            assert reader.get("/cases", **query).body["rows"] == [], code
            assert reader.get("/cases", **query | {f"f.{code}.to": "x"}).problem == (422, "input.bad"), code
    assert reader.get("/cases", programme=programme.code, **{"f.nonsense": "1"}).problem == (422, "input.bad")


def test_files_come_and_are_fetched_by_whoever_may_and_by_nobody_else(
    programme: Programme, knocked: list[Knocking], crew: Crew
) -> None:
    for life in {one.case.state: one for one in knocked}.values():
        before = set(life.case.files)
        for user in crew.users:
            actor = actor_of(user)
            seen = cases_for(actor).filter(id=life.id).exists()
            may = [
                one
                for one in available(life.case, actor, programme, now(), current())
                if programme.actions[one.action].attaches
            ]
            answer = attach(caller(user), life.row.number, may[0].task if may else 0)
            assert answer.status == (201 if may else 403 if seen else 404), (life.case.state, user.username)
            if may:
                kept = fetched(user, life, answer.body["id"])
                assert (kept.status_code, kept.content[:4]) == (200, PICTURE[:4])
        added = set(life.case.files) - before
        assert life.row.events.filter(action__in=attaching(programme)).count() >= len(added)
    assert list(verify_all()) == []


def attaching(programme: Programme) -> list[str]:
    return [code for code, one in programme.actions.items() if one.attaches]


def fetched(user: User, life: Life, ident: str) -> Any:
    by = caller(user)
    return by.client.get(f"/api/v1/cases/{life.row.number}/attachments/{ident}", headers=by.headers)


def test_a_file_that_nobody_stored_is_not_attached(programme: Programme, knocked: list[Knocking], crew: Crew) -> None:
    crafted = {"id": "0" * 32, "name": "x", "digest": "a" * 64, "media_type": "image/png", "size": 1}
    for life in knocked:
        for user in crew.users:
            for one in available(life.case, crew.actor(user), programme, now(), current()):
                if programme.actions[one.action].attaches:
                    for file in (crafted, {"id": crafted["id"]}, "x", None):
                        answer = caller(user).act(life.row.number, one.action, one.task, file=file)
                        assert (answer.problem, answer.body["field"]) == ((422, "input.bad"), "file")


def test_no_word_of_the_programme_is_a_field_of_the_description(programme: Programme, crew: Crew) -> None:
    described = api.get_openapi_schema()
    shapes = described["components"]["schemas"]
    names = {name for shape in ("Row", "CaseOut", "CaseIn", "AssignmentOut") for name in shapes[shape]["properties"]}
    names |= {one["name"] for one in described["paths"]["/api/v1/cases"]["get"]["parameters"]}
    assert names.isdisjoint(set(programme.facts) - EVERYBODYS)
    known = caller(crew.users[0]).get(f"/programmes/{programme.code}").body
    assert set(known["facts"]) == set(programme.facts)
    assert set(known["actions"]) == set(programme.actions)


EVERYBODYS = {"heading", "place", "due"}  # words of every case, which a programme may use for a fact of its own
