"""A published figure can be counted again, and can't be changed."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from huying.insight.filters import Filters
from huying.insight.models import Snapshot
from huying.insight.registry import figure
from huying.insight.services.freeze import freeze, recompute
from huying.rules.errors import NotFound
from tests.insight.ledger import APRIL, CITY_LEADER, WEIDU, WEIDU_LEADER
from tests.ledger.story import DAY, Story

RATE = "appeal.resolution_rate"


def frozen(key: str = RATE, **narrow: str) -> Snapshot:
    return freeze(figure=figure(key), actor=CITY_LEADER, as_of=APRIL, now=APRIL, filters=Filters(**narrow))  # type: ignore[arg-type]


def test_what_was_published_is_kept_with_its_counts_period_and_rule(told: dict[str, Story]) -> None:
    kept = frozen(county=WEIDU)
    assert (kept.numerator, kept.denominator, kept.shown) == (Decimal(1), Decimal(2), "50.0%")
    assert (str(kept.start), str(kept.end), kept.filters) == ("2026-01-01", "2026-04-01", {"county": WEIDU})
    assert (kept.rule, kept.frozen_by, len(kept.digest)) == ("appeal.resolution_rate/1", CITY_LEADER.id, 64)


def test_counted_again_it_is_the_same_though_the_city_goes_on(told: dict[str, Story]) -> None:
    kept, handled = frozen(), frozen("appeal.handled")
    Story(at=APRIL + DAY)
    told["silent"].now = APRIL
    told["silent"].do("rate", told["silent"].writer, rating=5)
    for one in (kept, handled):
        again = recompute(Snapshot.objects.get(pk=one.pk))
        assert (again.matches, again.same_rule) == (True, True)
        assert (again.numerator, again.denominator) == (one.numerator, one.denominator)


def test_other_cases_behind_the_same_number_are_noticed(told: dict[str, Story]) -> None:
    kept = frozen()
    told["unsolved"].now = APRIL
    told["unsolved"].do("dispute", told["unsolved"].writer, reason="没有解决", rating=1)
    told["solved"].now = APRIL
    told["solved"].do("dispute", told["solved"].writer, reason="又黄了", rating=1)
    again = recompute(kept)
    assert (again.numerator, again.matches) == (0, False)


def test_it_is_counted_again_in_the_sight_of_whoever_published_it(told: dict[str, Story]) -> None:
    kept = freeze(figure=figure("appeal.handled"), actor=WEIDU_LEADER, as_of=APRIL, now=APRIL, filters=Filters())
    assert kept.numerator == 4
    assert recompute(kept).matches


def test_a_plain_count_of_places_is_not_frozen_with_a_list_it_does_not_have(told: dict[str, Story]) -> None:
    with pytest.raises(NotFound):
        frozen("place.counties")


@pytest.mark.parametrize("change", [
    "UPDATE insight_snapshot SET numerator = 9", "DELETE FROM insight_snapshot", "TRUNCATE insight_snapshot",
])  # fmt: skip
def test_the_database_refuses_to_change_a_published_figure(told: dict[str, Story], change: str) -> None:
    frozen()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert Snapshot.objects.get().numerator == 1
