"""Lists by the words of any programme: shipped ones, and the strange ones kept with the tests, lived whole by the gate."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from huying.ledger import models, store
from huying.ledger.selectors import narrowing
from huying.people.models import User
from huying.rules.facts import NUMBERS, Fact
from huying.rules.programme import Programme
from huying.web.kit.names import gather
from huying.web.kit.values import bare, label, shown
from tests.contracts.every_programme.crew import Crew
from tests.contracts.every_programme.living import Life
from tests.contracts.every_programme.seats import overlooking, sitting

Held = dict[str, dict[str, Any]]


@pytest.fixture
def looker(crew: Crew) -> User:
    return overlooking(crew)


@pytest.fixture
def desk(looker: User) -> Client:
    return sitting(looker)


@pytest.fixture
def held(programme: Programme, lives: list[Life]) -> Held:
    """The facts of every case of the programme, by the case's number."""
    rows = models.Case.objects.filter(programme=programme.code)
    return {row.number: store.read(row).facts for row in rows}


def found(client: Client, programme: Programme, **query: str) -> list[str]:
    answer = client.get("/desk/", {"queue": "all", "p": programme.code, **query})
    numbers, following = [row.number for row in answer.context["rows"]], answer.context["following"]
    while following:
        answer = client.get(f"/desk/?{following}")
        numbers += [row.number for row in answer.context["rows"]]
        following = answer.context["following"]
    return numbers


def asked(fact: Fact, value: Any) -> str:
    """The value as somebody types it."""
    if fact.type == "mark":
        return "yes" if value else "no"
    number = bare(fact, value)
    return f"{number:f}" if number is not None else str(value)


def test_every_declared_filter_narrows_to_the_right_cases(desk: Client, programme: Programme, held: Held) -> None:
    assert sorted(found(desk, programme)) == sorted(held)
    for code, fact in narrowing.filterable(programme).items():
        values = {str(facts[code]): facts[code] for facts in held.values() if facts.get(code) is not None}
        for value in values.values():
            wanted = {number for number, facts in held.items() if facts.get(code) == value}
            assert set(found(desk, programme, **{f"f.{code}": asked(fact, value)})) == wanted, (code, value)
            if narrowing.ranged(fact):
                ends = {f"f.{code}.from": asked(fact, value), f"f.{code}.to": asked(fact, value)}
                assert set(found(desk, programme, **ends)) == wanted, (code, value)


def test_what_no_case_says_finds_nothing(desk: Client, programme: Programme, held: Held) -> None:
    for code, fact in narrowing.filterable(programme).items():
        never = {"f." + code + (".from" if narrowing.ranged(fact) else ""): "没有这样的值"}
        assert found(desk, programme, **never) == [], code


def test_each_sort_orders_and_loses_nothing(desk: Client, programme: Programme, held: Held) -> None:
    columns = [code for code, fact in programme.case_facts.items() if fact.column and fact.type != "prose"]
    for way in ("due", "opened", "number", "heading", "state", "place", "unit", *(f"f.{code}" for code in columns)):
        rising, falling = found(desk, programme, sort=way), found(desk, programme, sort=f"-{way}")
        assert sorted(rising) == sorted(falling) == sorted(held), way
    for code in columns:
        if programme.facts[code].type in NUMBERS | {"date"}:
            values = [held[number].get(code) for number in found(desk, programme, sort=f"f.{code}")]
            known = [
                Decimal(one) if programme.facts[code].type in NUMBERS else one for one in values if one is not None
            ]
            assert known == sorted(known), code
            assert values[len(known) :] == [None] * (len(values) - len(known)), code


def test_an_export_holds_every_fact(desk: Client, programme: Programme, held: Held, crew: Crew, looker: User) -> None:
    query = {"queue": "all", "p": programme.code}
    text = b"".join(desk.get("/desk/export.csv", query)).decode("utf-8-sig")
    lines = {line["编号"]: line for line in csv.DictReader(io.StringIO(text))}
    assert set(lines) == set(held)
    assert b"".join(desk.get("/desk/export.xlsx", query))[:2] == b"PK"
    for number, facts in held.items():
        for code, value in facts.items():
            fact = programme.facts[code]
            told = gather([(fact, value)], crew.actor(looker))
            plain = bare(fact, value)
            words = f"{plain:f}" if plain is not None else shown(fact, value, told).zh
            assert lines[number][label(fact).zh].removeprefix("'") == words, (number, code)
