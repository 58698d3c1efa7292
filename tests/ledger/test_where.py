"""One condition, two readings: over the case itself and over its row. They must never differ."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from huying.ledger import models, projection
from huying.ledger.selectors.where import matching
from huying.programmes.registry import load
from huying.rules.case import Case
from huying.rules.clock import Clock
from huying.rules.conditions import Test, Where, holds
from huying.rules.facts import Choice, Fact, FactType, Link
from huying.rules.lights import LightRow
from huying.rules.programme import Programme, Signal
from huying.rules.wording import Text

NAME = Text("名", "name")
BEGIN = datetime(2026, 3, 2, 1, tzinfo=UTC)
HOURS = st.integers(-3, 30).map(lambda hours: BEGIN + timedelta(hours=hours))
DAYS = st.dates(date(2026, 2, 27), date(2026, 3, 6)).map(date.isoformat)
WORDS = st.sampled_from(["a", "b", "in", "date", "contains", "0", "it's"])  # words that a query could take for its own
VALUES: dict[FactType, st.SearchStrategy[Any]] = {
    "choice": WORDS,
    "code": WORDS,
    "line": WORDS,
    "unit": WORDS,
    "person": st.sampled_from(["1", "12"]),
    "firm": WORDS,
    "place": WORDS,
    "mark": st.booleans(),
    "count": st.integers(-2, 3),
    "rating": st.integers(1, 5),
    "money": st.decimals(-1, 10, places=2).map(lambda one: f"{one + 0:f}"),
    "quantity": st.decimals(0, 1, places=3).map(lambda one: f"{one + 0:f}"),
    "date": DAYS,
}
KINDS = {f"{kind}__{turn}": kind for kind in VALUES for turn in (0, 1)} | {"contains": "choice", "0": "count", "year": "date"}
LIGHTS = (LightRow("red", below=0), LightRow("amber", from_=0, below=2), LightRow("green", from_=2))
LINKS, MILESTONES, COUNTS = ("origin", "exact"), ("replied", "verified", "gte"), ("dispute", "range", "1")


def programme() -> Programme:
    """The shipped programme's loop around facts of every type, with lights over two of them."""
    facts = {
        code: Fact(NAME, kind, choices={"a": Choice("", "")} if kind == "choice" else {}) for code, kind in KINDS.items()
    }
    signals = {code: Signal(NAME, code, LIGHTS) for code in ("count__0", "quantity__0")}
    return replace(
        load("appeal"),
        facts=facts,
        signals=signals,
        milestones=dict.fromkeys(MILESTONES, NAME),
        links=dict.fromkeys(LINKS, Link(NAME, NAME)),
    )


RULES = programme()
NUMBERS = count(1)


@st.composite
def clocks(draw: st.DrawFn) -> Clock:
    due = draw(HOURS)
    amber = due - timedelta(hours=draw(st.integers(0, 6)))
    return Clock(amber=amber, due=due, limit=1, name="x", started=BEGIN, unit="hour")


@st.composite
def cases(draw: st.DrawFn) -> Case:
    opened = draw(HOURS)
    closed = draw(st.none() | HOURS)
    number = next(NUMBERS)
    state = draw(st.sampled_from([code for code, one in RULES.states.items() if one.closed == (closed is not None)]))
    return Case(
        id=str(UUID(int=number)),
        number=f"T{number}",
        programme=RULES.code,
        version=1,
        state=state,
        opened=opened,
        closed=closed,
        clock=draw(st.sampled_from(["", "handle", "promise"])),
        clocks=draw(st.dictionaries(st.sampled_from(["promise", "handle"]), clocks())),
        milestones=draw(st.dictionaries(st.sampled_from(MILESTONES), HOURS)),
        counts=draw(st.dictionaries(st.sampled_from(COUNTS), st.integers(1, 3))),
        links=draw(st.dictionaries(st.sampled_from(LINKS), st.just("0190"))),
        facts=draw(st.fixed_dictionaries({}, optional={code: VALUES[kind] for code, kind in KINDS.items()})),
    )


@st.composite
def comparisons(draw: st.DrawFn, kind: FactType) -> Test:
    value = VALUES[kind]
    among = st.lists(value | st.sampled_from([True, 0, 1, "a"]), max_size=3).map(tuple)
    bounds: st.SearchStrategy[Any] = st.none()
    if kind in ("count", "rating", "money", "quantity"):
        bounds = st.none() | value | st.integers(-1, 4) | st.decimals(0, 3, places=1).map(lambda one: f"{one + 0:f}")
    elif kind == "date":
        bounds = st.none() | value
    return Test(draw(st.none() | st.booleans()), draw(among), draw(bounds), draw(bounds))


def one_of(*names: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.just(()) | st.lists(st.sampled_from(names), min_size=1, max_size=2).map(tuple)


@st.composite
def wheres(draw: st.DrawFn, depth: int = 2) -> Where:
    codes = draw(st.lists(st.sampled_from(list(KINDS)), max_size=2))
    deeper = st.lists(wheres(depth - 1), max_size=3).map(tuple) if depth else st.just(())
    rarely = st.sampled_from([False, False, True])  # a condition of many parts holds for nothing, and would prove nothing
    return Where(
        state=draw(st.lists(st.sampled_from(list(RULES.states)), max_size=6).map(tuple)) if draw(rarely) else (),
        open=draw(st.none() | st.booleans()) if draw(rarely) else None,
        milestone=draw(one_of(*MILESTONES)) if draw(rarely) else (),
        missing=draw(one_of(*MILESTONES)) if draw(rarely) else (),
        light=draw(st.sampled_from([None, "red", "amber", "green"])) if draw(rarely) else None,
        count=draw(st.dictionaries(st.sampled_from(COUNTS), st.integers(0, 3), max_size=2)) if draw(rarely) else {},
        fact={code: draw(VALUES[KINDS[code]] | comparisons(KINDS[code])) for code in codes} if draw(rarely) else {},
        link=draw(one_of(*LINKS)) if draw(rarely) else (),
        passed=draw(one_of("date__0", "year")) if draw(rarely) else (),
        promise=draw(st.sampled_from([None, "made", "due", "over", "kept"])) if draw(rarely) else None,
        any=draw(deeper) if draw(rarely) else (),
    )


@pytest.mark.django_db
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(cases(), min_size=1, max_size=12), st.lists(wheres(), min_size=1, max_size=12), HOURS, st.booleans())
def test_a_condition_says_the_same_of_a_case_and_of_its_row(
    told: list[Case], asked: list[Where], as_of: datetime, within: bool
) -> None:
    instant = as_of + timedelta(milliseconds=500) if within else as_of
    with transaction.atomic():
        keep(told)
        for where in asked:
            found = set(models.Case.objects.filter(matching(where, RULES, instant)).values_list("number", flat=True))
            assert found == {case.number for case in told if holds(where, case, RULES.clockwork, instant)}, where
        transaction.set_rollback(True)


def keep(told: list[Case]) -> None:
    models.Case.objects.bulk_create(models.Case(**projection.case_columns(case, RULES)) for case in told)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(cases(), min_size=4, max_size=12), st.sampled_from(list(KINDS)), st.data(), HOURS)
def test_every_comparison_of_every_type_of_fact_is_the_same(
    told: list[Case], code: str, data: st.DataObject, as_of: datetime
) -> None:
    present = [replace(case, opened=BEGIN - timedelta(hours=9), closed=None, state="handling") for case in told]
    with transaction.atomic():
        keep(present)
        for test in data.draw(st.lists(comparisons(KINDS[code]), min_size=8, max_size=8)):
            where = Where(fact={code: test})
            found = set(models.Case.objects.filter(matching(where, RULES, as_of)).values_list("number", flat=True))
            assert found == {case.number for case in present if holds(where, case, RULES.clockwork, as_of)}, test
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_amounts_are_compared_as_numbers_and_to_the_last_digit() -> None:
    blank = Case(id=str(UUID(int=1)), number="T1", programme=RULES.code, version=1, state="handling", opened=BEGIN)
    dear = replace(blank, facts={"money__0": "123456789012345678.10"})
    cheap = replace(blank, id=str(UUID(int=2)), number="T2", facts={"money__0": "9.00"})
    keep([dear, cheap])
    for bound, found in (("123456789012345678.1", ["T1"]), ("123456789012345678.11", []), (9, ["T1", "T2"])):
        rows = models.Case.objects.filter(matching(Where(fact={"money__0": Test(at_least=bound)}), RULES, BEGIN))
        assert sorted(rows.values_list("number", flat=True)) == found
