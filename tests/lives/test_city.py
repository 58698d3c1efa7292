"""The demo city has of every programme what its folder says, the same each time; the simulator leaves as much open as it is told."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command

from huying.ledger.models import Case
from huying.lives import city, parallel, spreading
from huying.lives.parallel import Chunk
from huying.people.services.demo import load_demo_people
from huying.rules.calendar import LOCAL
from tests.lives.conftest import Lived

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
AS_OF = "2021-12-30T15:59:59Z"


def planned(programme: str) -> list[Chunk]:
    return [chunk for chunk in city.missing(NOW) if chunk.programme == programme]


def test_the_demo_year_has_the_published_number_of_appeals() -> None:
    opened = [at.astimezone(LOCAL) for chunk in planned("appeal") for at in chunk.opened]
    assert len([at for at in opened if at.year == 2021 and at.month < 12]) == 11_810
    assert len([at for at in opened if at.year == 2021]) == 11_810


def test_the_plan_is_the_same_each_time_and_no_number_is_given_twice() -> None:
    assert city.missing(NOW) == city.missing(NOW)
    for programme in ("appeal", "petition", "instruction"):
        numbers = [chunk.first + at for chunk in planned(programme) for at in range(len(chunk.opened))]
        assert len(numbers) == len(set(numbers))


def test_nine_batches_come_in_as_published_and_as_many_are_settled() -> None:
    load_demo_people(now=NOW)
    batches = [chunk for chunk in planned("petition") if chunk.batch >= 0]
    for chunk in batches:
        parallel.fill(chunk)
    rows = Case.objects.filter(programme="petition")
    assert rows.count() == 407
    assert len(Counter(row.facts["batch"] for row in rows)) == 9
    assert sum(row.reached.get("settled", "9") <= AS_OF for row in rows) == 271
    assert [chunk for chunk in planned("petition") if chunk.batch >= 0] == []  # a second run adds nothing


def test_what_was_required_on_a_visit_is_a_case_of_that_place() -> None:
    load_demo_people(now=NOW)
    for chunk in planned("instruction"):
        if chunk.batch >= 0:
            parallel.fill(chunk)
    visits = Case.objects.filter(programme="instruction", facts__occasion="visit", county="411025")
    assert visits.count() == 3
    assert all(row.within[-1] == "411025" for row in visits)
    assert Case.objects.filter(programme="instruction", facts__occasion="ceremony").count() == 4


@pytest.mark.parametrize(("share", "years"), [(0.04, 2), (0.2, 1)])
def test_as_many_cases_are_still_open_as_was_asked_for(lived: Lived, share: float, years: int) -> None:
    opened = spreading.spread("appeal", Random(3), 600, years, share, NOW)
    assert len(opened) == 600
    assert NOW - timedelta(days=365 * years) <= opened[0] <= opened[-1] < NOW
    (chunk,) = parallel.chunked("appeal", opened, 1, NOW, 5, pooled=True, size=600)
    parallel.fill(chunk)
    still_open = Case.objects.filter(is_open=True).count() / 600
    assert abs(still_open - share) < 0.35 * share


def test_the_command_lives_cases_of_any_programme_and_says_how_quickly() -> None:
    for programme in ("petition", "instruction"):
        out = StringIO()
        call_command("simulate", cases=20, programme=programme, stdout=out, stderr=StringIO())
        assert out.getvalue().startswith("20 cases, ")
        assert Case.objects.filter(programme=programme).count() == 20


def test_the_same_seed_again_adds_other_cases() -> None:
    for _ in range(2):
        call_command("simulate", cases=20, programme="instruction", seed=3, stdout=StringIO(), stderr=StringIO())
    assert Case.objects.count() == 40


@pytest.mark.usefixtures("strange")
def test_cases_that_must_hang_on_others_need_these_first() -> None:
    with pytest.raises(CommandError, match="simulate that programme first"):
        call_command("simulate", cases=5, programme="snag", stdout=StringIO(), stderr=StringIO())
