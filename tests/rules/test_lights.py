"""Tables of lights cover every value once; ladders of urging end at a person."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.programmes.holidays import load
from huying.rules.clock import ClockSpec, light, start
from huying.rules.lights import (
    Ladder,
    LightRow,
    LightTable,
    Rung,
    amber_from,
    ladder_problems,
    light_of,
    light_problems,
)
from huying.rules.wording import Text

GREEN, AMBER, RED = LightRow("green", 3), LightRow("amber", 0, 3), LightRow("red", None, 0)
WHOLE: LightTable = (GREEN, AMBER, RED)
LADDER: Ladder = (Rung(-3, "handler", "reminder"), Rung(0, "handler", "slip"), Rung(5, "leader", "bulletin"))
START = datetime(2021, 3, 1, 2, tzinfo=UTC)


def test_a_whole_table_has_nothing_wrong() -> None:
    assert light_problems(WHOLE) == []
    assert light_problems((RED, LightRow("green", 0))) == []


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ((), "empty"),
        ((GREEN, AMBER), "From −∞ to below 0 there is no light"),
        ((AMBER, RED), "From 3 to below ∞ there is no light"),
        ((LightRow("green", 10), AMBER, RED), "From 3 to below 10 there is no light"),
        ((LightRow("green", 2), AMBER, RED), "From 2 to below 3 there are two lights"),
        ((LightRow("green"), LightRow("red")), "From −∞ to below ∞ there are two lights"),
        ((GREEN, LightRow("amber", 3, 0), RED), "The row amber holds no value"),
        ((LightRow("green", None, 0), LightRow("red", 0)), "must be red, amber, green"),
        ((GREEN, LightRow("amber", 1, 3), LightRow("red", None, 1)), "exactly when overdue"),
        ((LightRow("green"),), "exactly when overdue"),
    ],
)
def test_a_table_with_a_hole_is_refused_and_the_hole_named(table: LightTable, said: str) -> None:
    assert any(said in problem.en for problem in light_problems(table))


rows = st.builds(
    LightRow,
    st.sampled_from(["green", "amber", "red"]),
    st.none() | st.integers(-5, 5),
    st.none() | st.integers(-5, 5),
)
tables = st.lists(rows, max_size=4).map(tuple)


@given(tables)
def test_a_table_without_problems_gives_every_value_exactly_one_light(table: LightTable) -> None:
    values = [value / 2 for value in range(-16, 17)]
    fits = [
        sum((row.from_ is None or row.from_ <= v) and (row.below is None or v < row.below) for row in table)
        for v in values
    ]
    if not light_problems(table):
        assert fits == [1] * len(values)
        assert light_of(table, -0.5) == "red"
        assert light_of(table, 0) != "red"
    elif set(fits) == {1}:  # whole, so it can only be the meaning that is wrong
        assert any("must" in problem.en or "no value" in problem.en for problem in light_problems(table))


@given(st.integers(0, 9), st.integers(1, 200), st.integers(-30 * 24 * 60, 30 * 24 * 60))
def test_a_clock_shines_as_its_table_says(amber: int, limit: int, minutes: int) -> None:
    table: LightTable = (LightRow("green", amber), *([LightRow("amber", 0, amber)] if amber else []), RED)
    spec = ClockSpec(Text("限", "limit"), "hour", table, LADDER, limit=limit)
    clock = start(spec, {}, START, load())
    now = clock.due - timedelta(minutes=minutes)
    assert light(clock, now) == light_of(table, minutes / 60)


def test_amber_begins_where_green_ends() -> None:
    assert amber_from(WHOLE) == 3
    assert amber_from((RED, LightRow("green", 0))) == 0


def test_a_ladder_in_order_that_ends_at_a_person_has_nothing_wrong() -> None:
    assert ladder_problems(LADDER, {"leader"}) == []


@pytest.mark.parametrize(
    ("ladder", "said"),
    [
        ((), "no ladder"),
        ((LADDER[1], LADDER[0], LADDER[2]), "in order of time"),
        ((*LADDER, LADDER[2]), "twice"),
        ((*LADDER, Rung(9, "system", "bulletin")), "no person can hold"),
        ((Rung(-3, "leader", "reminder"),), "not lie before the due date"),
    ],
)
def test_a_ladder_that_could_urge_nobody_is_refused(ladder: Ladder, said: str) -> None:
    assert any(said in problem.en for problem in ladder_problems(ladder, {"handler", "leader"}))
