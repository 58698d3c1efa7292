"""Every declared filter has its index, which lists really use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.db import IntegrityError, connection
from msgspec.structs import replace

from huying.ledger.models import Case
from huying.ledger.selectors import narrowing
from huying.ledger.selectors.narrowing import Wanted
from huying.ledger.services import fact_indexes
from huying.programmes.registry import load, newest
from huying.rules.programme import Programme
from tests.ledger.story import Story

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def left_as_found() -> Iterator[None]:
    yield
    fact_indexes.keep([])


def indexes() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE indexname LIKE 'fact\\_%'")
        return dict(cursor.fetchall())


def plan(programme: Programme, code: str, wanted: Wanted) -> str:
    """How a page of the list would be found, were there no other way than an index."""
    rows = Case.objects.filter(narrowing.condition(programme, code, wanted)).order_by("-opened_at", "-id")[:51]
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off; SET enable_sort = off; SET enable_bitmapscan = off")
        try:
            return str(rows.explain())
        finally:
            cursor.execute("RESET enable_seqscan; RESET enable_sort; RESET enable_bitmapscan")


@pytest.mark.parametrize("programme", newest(), ids=lambda one: str(one.code))
def test_every_filter_of_every_programme_is_found_by_its_index(programme: Programme) -> None:
    fact_indexes.keep([programme])
    for code, fact in narrowing.filterable(programme).items():
        wanted = Wanted("2021-01-01" if fact.type == "date" else "1" if narrowing.ranged(fact) else "true")
        if fact.type in ("unit", "firm", "person", "place"):
            continue  # asked by codes that somebody has
        assert "fact_" in plan(programme, code, wanted), code


def test_what_is_there_stays_and_what_nobody_declares_goes() -> None:
    appeal = load("appeal")
    built, gone = fact_indexes.keep([appeal])
    assert built
    assert not gone
    assert fact_indexes.keep([appeal]) == ([], [])
    first = next(code for code, fact in narrowing.filterable(appeal).items() if fact.meaning != "place")
    less = replace(appeal, facts={**appeal.facts, first: replace(appeal.facts[first], filter=False)})
    built, gone = fact_indexes.keep([less])
    assert not built
    assert len(gone) == 1
    assert len(indexes()) == len(list(fact_indexes.declared(less)))


def test_an_index_that_was_left_half_built_is_built_anew() -> None:
    Story()
    Story()
    name = next(fact_indexes.declared(load("appeal"))).name
    with connection.cursor() as cursor, suppress(IntegrityError):  # a build that fails half-way leaves what is no use
        cursor.execute(f"CREATE UNIQUE INDEX CONCURRENTLY {name} ON ledger_case (programme)")
    built, gone = fact_indexes.keep([load("appeal")])
    assert gone == [name]
    assert name in built


def test_two_who_prepare_at_once_do_not_wait_for_each_other() -> None:
    with connection.cursor() as cursor:
        other = connection.copy()
        with other.cursor() as elsewhere:
            elsewhere.execute(fact_indexes.ALONE)
            assert fact_indexes.keep(newest()) == ([], [])
        other.close()
        cursor.execute("SELECT 1")
