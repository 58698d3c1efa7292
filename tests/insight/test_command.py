"""`huying figures` on the command line."""

import json
from io import StringIO
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from huying.insight.models import Counted
from huying.lives import simulation
from huying.rules.calendar import LOCAL
from huying.rules.figures import usual_period
from huying.rules.programme import Programme
from tests.insight import grants
from tests.insight.ledger import APRIL
from tests.ledger.story import HOUR, MONDAY, Story

DECEMBER = "2021-12-30"


def figures(*arguments: str) -> str:
    out = StringIO()
    call_command("figures", *arguments, stdout=out)
    return out.getvalue()


def test_every_figure_stands_under_its_key_with_numerator_and_denominator(told: dict[str, Story]) -> None:
    found: dict[str, Any] = json.loads(figures("--as-of", "2026-04-11", "--json"))
    assert (found["appeal.handled"]["numerator"], found["appeal.handled"]["denominator"]) == (7, None)
    assert found["appeal.handled"]["period"] == ["2026-01-01", "2026-03-31"]
    rate = found["appeal.resolution_rate"]
    assert (rate["numerator"], rate["denominator"], rate["shown"], rate["sample"]) == (1, 3, "33.3%", True)
    assert found["place.counties"]["numerator"] == 9
    assert "appeal.red" not in found  # the lights of a past day are not kept


def test_without_a_day_it_tells_of_the_present_lights_included(told: dict[str, Story]) -> None:
    found = json.loads(figures("--json"))
    assert (
        found["appeal.red"]["numerator"] + found["appeal.amber"]["numerator"] + found["appeal.green"]["numerator"]
        == found["appeal.open"]["numerator"]
    )


def test_people_read_lines(told: dict[str, Story]) -> None:
    lines = figures("--as-of", "2026-04-11").splitlines()
    assert any(
        line.startswith("appeal.resolution_rate") and "1 / 3 → 33.3%" in line and "示例口径" in line for line in lines
    )


def test_what_is_published_is_kept_and_counted_again(told: dict[str, Story]) -> None:
    kept = figures("--as-of", "2026-04-11", "--freeze", "appeal.handled", "--freeze", "appeal.resolution_rate")
    assert "appeal.resolution_rate is kept as 33.3%" in kept
    assert figures("--frozen").count("holds") == 2
    told["solved"].now = APRIL
    told["solved"].do("dispute", told["solved"].writer, reason="又黄了", rating=1)
    with pytest.raises(CommandError, match=r"appeal\.resolution_rate, kept as 33\.3%: is 0 now, of other cases"):
        figures("--frozen")


@pytest.mark.parametrize("day", ["yesterday", "2021-13-01", "0001-01-01", "9999-12-31", ""])
def test_a_day_that_is_none_is_refused_with_an_example(day: str) -> None:
    with pytest.raises(CommandError, match="2021-12-30"):
        figures("--as-of", day)


def test_the_demo_year_has_the_published_number_of_letters_all_within_the_published_period() -> None:
    opened = [at.astimezone(LOCAL).date() for at in simulation.months(Random(2021))]
    period = usual_period(max(opened).replace(month=12, day=30))
    assert len([day for day in opened if period.start <= day < period.end]) == len(opened) == 11810


def test_sums_are_exact_texts_and_a_recount_changes_nothing(told: dict[str, Story], grant: Programme) -> None:
    grants.do(grants.propose(amount="568047200.10"), "grant", MONDAY + HOUR)
    before = json.loads(figures("--as-of", "2026-04-11", "--json"))
    assert before["money.granted"]["numerator"] == "568047200.10"
    assert before["money.granted"]["shown"] == "56,804.72001 万元"
    assert before == json.loads(figures("--as-of", "2026-04-11", "--json", "--recount"))
    assert Counted.objects.filter(programme="grant").count() == 1
