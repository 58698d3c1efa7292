"""Tallies answer what the ledger would, and nothing else."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.insight import ticks
from huying.insight.figures import breakdown, compute, compute_many
from huying.insight.filters import Filters
from huying.insight.models import Refresh, Tally
from huying.insight.registry import figure, of_programme
from huying.insight.services.refresh import LOCK, refresh, refresh_if_due
from huying.insight.sources import latest
from huying.rules.policy import SYSTEM, Actor
from tests.insight.ledger import APRIL, CITY_LEADER, EVERYBODY, TOWN_LEADER, WEIDU, WEIDU_LEADER, YUZHOU
from tests.insight.test_figures import NARROW
from tests.ledger.story import DAY, WATER, Story

MOMENT = timedelta(microseconds=1)


def numbers(actor: Actor, as_of: Any, filters: Filters) -> dict[str, Any]:
    values = compute_many(of_programme("appeal"), actor=actor, as_of=as_of, filters=filters)
    return {key: (value.numerator, value.denominator) for key, value in values.items()}


def tables(actor: Actor, as_of: Any, filters: Filters) -> dict[str, Any]:
    return {
        by: {
            group: {key: (value.numerator, value.denominator) for key, value in values.items()}
            for group, values in breakdown(
                of_programme("appeal"), by, actor=actor, as_of=as_of, filters=filters
            ).items()
        }
        for by in ("county", "unit", "category", "channel", "subject", "state", "month")
    }


@pytest.mark.parametrize("actor", EVERYBODY, ids=lambda actor: actor.posts[0].role if actor.posts else "nobody")
def test_tallies_and_ledger_give_the_same_numbers_to_everybody(told: dict[str, Story], actor: Actor) -> None:
    assert refresh(now=APRIL)
    for filters in NARROW:
        # A microsecond later nothing else has happened, but the tallies do not tell of that instant.
        assert numbers(actor, APRIL, filters) == numbers(actor, APRIL + MOMENT, filters), filters
        assert tables(actor, APRIL, filters) == tables(actor, APRIL + MOMENT, filters), filters


@pytest.mark.parametrize(("actor", "filters", "asked"), [
    (CITY_LEADER, Filters(), True),
    (CITY_LEADER, Filters(channel="hotline", county=YUZHOU), True),
    (WEIDU_LEADER, Filters(), True),
    (CITY_LEADER, Filters(channel="hotline", category="utilities"), False),  # cut two ways at once
    (CITY_LEADER, Filters(start=date(2026, 3, 2), end=date(2026, 4, 1)), False),  # not in whole months
    (TOWN_LEADER, Filters(), False),  # tallies know no towns
    (WATER, Filters(), False),  # nor assignments
])  # fmt: skip
def test_the_ledger_is_not_asked_where_the_tallies_know(
    told: dict[str, Story], actor: Actor, filters: Filters, asked: bool
) -> None:
    refresh(now=APRIL)
    assert (latest("appeal", actor, filters) is not None) is asked
    with CaptureQueriesContext(
        connection,
    ) as queries:
        compute_many(of_programme("appeal"), actor=actor, as_of=APRIL, filters=filters)
    assert any("ledger_case" in query["sql"] for query in queries) is not asked
    assert len(queries) == 1


def test_tallies_of_another_instant_are_not_believed(told: dict[str, Story]) -> None:
    refresh(now=APRIL)
    Story(at=APRIL)
    handled, year = figure("appeal.handled"), Filters(start=date(2026, 1, 1), end=date(2027, 1, 1))
    assert compute(handled, actor=SYSTEM, as_of=APRIL, filters=year).numerator == 8
    assert compute(handled, actor=SYSTEM, as_of=APRIL + MOMENT, filters=year).numerator == 9


def test_a_page_that_began_before_a_counting_ends_with_the_numbers_it_began_with(told: dict[str, Story]) -> None:
    refresh(now=APRIL)
    before = numbers(CITY_LEADER, APRIL, Filters())
    told["waiting"].accepted()
    refresh(now=APRIL + DAY)
    assert numbers(CITY_LEADER, APRIL, Filters()) == before
    refresh(now=APRIL + 2 * DAY)
    assert sorted(set(Tally.objects.values_list("as_of", flat=True))) == [APRIL + DAY, APRIL + 2 * DAY]


def test_the_clockwork_counts_anew_only_when_the_last_counting_is_old(told: dict[str, Story]) -> None:
    ticks.refresh(now=APRIL)
    assert not refresh_if_due(now=APRIL + timedelta(seconds=59))
    assert refresh_if_due(now=APRIL + timedelta(seconds=60))
    Refresh.objects.update(seconds=30)  # a large city: at most a twentieth of the time is spent counting
    assert not refresh_if_due(now=APRIL + timedelta(minutes=10))
    assert refresh_if_due(now=APRIL + timedelta(minutes=12))


def test_an_empty_ledger_has_empty_tallies(db: None) -> None:
    assert latest("appeal", CITY_LEADER, Filters()) is None
    refresh(now=APRIL)
    assert latest("appeal", CITY_LEADER, Filters()) is not None
    assert numbers(CITY_LEADER, APRIL, Filters())["appeal.handled"] == (0, None)


def test_whoever_is_accused_finds_no_trace_in_the_tallies(told: dict[str, Story]) -> None:
    refresh(now=APRIL)
    accused = Actor("60", (*CITY_LEADER.posts, *WATER.posts[:0]))
    marked = Actor("gongshui", CITY_LEADER.posts)  # accused by their own id
    weidu = Filters(county=WEIDU)
    assert compute(figure("appeal.handled"), actor=accused, as_of=APRIL, filters=weidu).numerator == 4
    assert compute(figure("appeal.handled"), actor=marked, as_of=APRIL, filters=weidu).numerator == 3
    assert "jiaotong" not in tables(marked, APRIL, Filters())["unit"]


@pytest.mark.django_db(transaction=True)
def test_two_do_not_count_at_once() -> None:
    import psycopg

    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        assert not refresh(now=APRIL)
    assert refresh(now=APRIL)
