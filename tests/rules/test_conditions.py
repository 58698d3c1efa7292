"""A condition is true of a case exactly when a slow reader of its words says so; and lights over numbers."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from huying.rules.calendar import LOCAL
from huying.rules.case import Case
from huying.rules.clock import Clock
from huying.rules.conditions import Clockwork, Promised, Test, Where, fits, holds, light, signal
from huying.rules.lights import Light, LightRow, cover_problems, light_of, worst

DAY = timedelta(days=1)
NOON = datetime(2021, 11, 30, 4, tzinfo=UTC)
TABLE = (LightRow("green", None, 10), LightRow("amber", 10, 20), LightRow("red", 20, None))
OF = Clockwork("promise", "replied", (("level", TABLE),))
MOMENTS = st.integers(-40, 40).map(lambda hours: NOON + timedelta(hours=hours))
DATES = st.integers(-3, 3).map(lambda days: (NOON + days * DAY).astimezone(LOCAL).date().isoformat())
MONEY = st.integers(0, 3000).map(lambda cents: f"{Decimal(cents) / 100:.2f}")
LIGHTS = list(get_args(Light))

clocks = st.builds(
    lambda due, before: Clock(
        name="c", unit="hour", limit=9, started=due - 9 * DAY, due=due, amber=due - timedelta(hours=before)
    ),
    MOMENTS,
    st.integers(0, 20),
)
facts = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(["a", "b", "c"]),
        "done": st.booleans(),
        "level": st.integers(0, 30),
        "cost": MONEY,
        "day": DATES,
    },
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    closed = draw(st.none() | MOMENTS)
    running = draw(st.dictionaries(st.sampled_from(["promise", "step"]), clocks))
    return Case(
        id="c",
        programme="p",
        version=1,
        number="N1",
        state=draw(st.sampled_from(["new", "working", "closed"])),
        opened=draw(MOMENTS),
        clock="" if closed else draw(st.sampled_from(["", "step"])),
        clocks=running,
        facts=draw(facts),
        links=draw(st.dictionaries(st.sampled_from(["merged", "child"]), st.just("other"))),
        milestones=draw(st.dictionaries(st.sampled_from(["verified", "replied"]), MOMENTS)),
        counts=draw(st.dictionaries(st.sampled_from(["note", "dispute"]), st.integers(1, 3))),
        closed=closed,
    )


some = st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=2, unique=True).map(tuple)
tests = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(["a", "b"]) | st.builds(Test, among=some) | st.builds(Test, known=st.booleans()),
        "done": st.booleans() | st.builds(Test, known=st.booleans()),
        "level": st.builds(
            Test, at_least=st.none() | st.integers(0, 30), at_most=st.none() | st.integers(0, 30)
        ) | st.integers(0, 30),
        "cost": st.builds(Test, at_least=st.none() | st.integers(0, 30), at_most=st.none() | st.integers(0, 30)),
        "day": st.builds(Test, at_least=st.none() | DATES, at_most=st.none() | DATES),
    },
)  # fmt: skip


def wheres(inside: st.SearchStrategy[tuple[Where, ...]]) -> st.SearchStrategy[Where]:
    return st.builds(
        Where,
        state=st.just(()) | st.sampled_from([("new",), ("working", "closed")]),
        open=st.none() | st.booleans(),
        milestone=st.lists(st.sampled_from(["verified", "replied"]), max_size=1).map(tuple),
        missing=st.lists(st.sampled_from(["verified", "replied"]), max_size=1).map(tuple),
        light=st.none() | st.sampled_from(LIGHTS),
        count=st.dictionaries(st.sampled_from(["note", "dispute"]), st.integers(0, 3), max_size=1),
        fact=tests,
        link=st.lists(st.sampled_from(["merged", "child"]), max_size=1).map(tuple),
        passed=st.just(()) | st.just(("day",)),
        promise=st.none() | st.sampled_from(get_args(Promised)),
        any=inside,
    )


conditions = wheres(st.lists(wheres(st.just(())), max_size=2).map(tuple))


# ---- the oracle: every word read on its own, by the longest way round


def says(where: Where, case: Case, now: datetime) -> bool:
    """Whether the condition holds, by what its docstring says and nothing of how it is computed."""
    gone = case.closed is not None and case.closed <= now
    wanted = [case.opened <= now]
    if where.state:
        wanted.append(case.state in where.state)
    if where.open is not None:
        wanted.append(where.open is not gone)
    if where.light:
        wanted.append(not gone and shines(case, now) == where.light)
    wanted += [name in case.milestones and case.milestones[name] <= now for name in where.milestone]
    wanted += [not (name in case.milestones and case.milestones[name] <= now) for name in where.missing]
    wanted += [case.counts.get(name, 0) >= least for name, least in where.count.items()]
    wanted += [name in case.links for name in where.link]
    wanted += [
        bool(case.facts.get(name)) and case.facts[name] < str(now.astimezone(LOCAL))[:10] for name in where.passed
    ]
    if where.fact:
        wanted.append(case.closed is None or case.closed <= now)
    wanted += [fact(test, case.facts, name) for name, test in where.fact.items()]
    if where.promise:
        wanted.append(promised(where.promise, case, now))
    if where.any:
        wanted.append(bool([one for one in where.any if says(one, case, now)]))
    return False not in wanted


def shines(case: Case, now: datetime) -> str | None:
    shown = []
    if case.clock in case.clocks:
        clock = case.clocks[case.clock]
        shown.append("red" if now > clock.due else "amber" if now > clock.amber else "green")
    if case.closed is None and "level" in case.facts:
        shown.append("red" if case.facts["level"] >= 20 else "amber" if case.facts["level"] >= 10 else "green")
    return next((one for one in ("red", "amber", "green") if one in shown), None)


def fact(test: Any, known: dict[str, Any], name: str) -> bool:
    if not isinstance(test, Test):
        return name in known and known[name] == test
    if name not in known:
        return test.known is False
    value: Any = Decimal(known[name]) if name in ("level", "cost") else known[name]
    inside = [
        test.known is not False,
        not test.among or known[name] in test.among,
        test.at_least is None or value >= test.at_least,
        test.at_most is None or value <= test.at_most,
    ]
    return all(inside)


def promised(wanted: str, case: Case, now: datetime) -> bool:
    if "promise" not in case.clocks:
        return False
    due, answered = case.clocks["promise"].due, case.milestones.get("replied")
    in_time = answered is not None and answered <= due and answered <= now
    return {"made": True, "due": now >= due, "over": now > due, "kept": in_time}[wanted]


@given(where=conditions, case=cases(), now=MOMENTS)
def test_a_condition_holds_exactly_when_its_words_say_so(where: Where, case: Case, now: datetime) -> None:
    assert holds(where, case, OF, now) is says(where, case, now)


@given(case=cases(), now=MOMENTS)
def test_the_light_of_a_case_is_the_worst_of_its_clock_and_its_numbers(case: Case, now: datetime) -> None:
    assert light(case, OF, now) == shines(case, now)


# ---- known answers


CASE = Case(id="c", programme="p", version=1, number="N1", state="new", opened=NOON - DAY)


@pytest.mark.parametrize(
    ("value", "test", "fit"),
    [
        ("568047200.00", Test(at_least=568047200), True),
        ("568047199.99", Test(at_least=568047200), False),
        ("9.50", Test(at_most=10), True),  # and not by how it is written
        ("-0.01", Test(at_least=0), False),
        ("2021-12-30", Test(at_least="2021-12-30", at_most="2021-12-30"), True),
        ("2021-12-31", Test(at_most="2021-12-30"), False),
        (3, Test(at_least=3, at_most=3), True),
        (None, Test(known=False), True),
        (None, Test(), False),
        (None, Test(at_least=0), False),
        (False, Test(known=True), True),
        (False, Test(among=(False,)), True),
        ("007", Test(among=("7",)), False),
    ],
)
def test_a_fact_fits_by_its_worth(value: Any, test: Test, fit: bool) -> None:
    assert fits(test, value) is fit


def test_what_happens_later_has_not_happened() -> None:
    case = replace(CASE, milestones={"replied": NOON + DAY}, closed=NOON + 2 * DAY, facts={"done": True})
    assert not holds(Where(milestone=("replied",)), case, OF, NOON)
    assert holds(Where(open=True), case, OF, NOON)
    assert not holds(Where(fact={"done": True}), case, OF, NOON)  # closed since: its facts are those of the end
    assert holds(Where(fact={"done": True}, open=False), case, OF, NOON + 2 * DAY)
    assert not holds(Where(), case, OF, case.opened - timedelta(seconds=1))


def test_a_date_has_passed_from_the_next_morning_on() -> None:
    case = replace(CASE, facts={"day": "2021-11-30"})
    midnight = datetime(2021, 12, 1, tzinfo=LOCAL)
    assert not holds(Where(passed=("day",)), case, OF, midnight - timedelta(seconds=1))
    assert holds(Where(passed=("day",)), case, OF, midnight)


# ---- lights over numbers


@pytest.mark.parametrize(
    ("level", "shown"), [(0, "green"), (9, "green"), (10, "amber"), (19, "amber"), (20, "red"), (10**9, "red")]
)
def test_a_number_shows_its_light(level: int, shown: Light) -> None:
    assert signal(replace(CASE, facts={"level": level}), OF) == shown


def test_a_number_that_nobody_has_said_shows_no_light_nor_does_a_case_off_the_ledger() -> None:
    assert signal(CASE, OF) is None
    assert signal(replace(CASE, facts={"level": 30}, closed=NOON), OF) is None


def test_money_shows_its_light_to_the_last_digit() -> None:
    fine = Clockwork(signals=(("cost", (LightRow("green", None, 0.1), LightRow("red", 0.1))),))
    assert [signal(replace(CASE, facts={"cost": cost}), fine) for cost in ("0.09", "0.10")] == ["green", "red"]


def test_the_worst_of_several_lights_is_shown() -> None:
    assert [worst("green", None, "amber"), worst(None), worst("red", "green"), worst()] == ["amber", None, "red", None]


BOUNDS = st.none() | st.integers(-5, 5) | st.sampled_from([-0.5, 0.25, 3.5])
rows = st.builds(LightRow, st.sampled_from(LIGHTS), BOUNDS, BOUNDS)


@given(st.lists(rows, max_size=4).map(tuple), st.integers(-48, 48))
def test_a_table_over_numbers_without_problems_gives_each_exactly_one_light(
    table: tuple[LightRow, ...], quarters: int
) -> None:
    value = quarters / 8
    fitting = [row for row in table if _in(row, value)]
    if not cover_problems(table):
        assert [row.light for row in fitting] == [light_of(table, value)]


def _in(row: LightRow, value: float) -> bool:
    return (row.from_ is None or value >= row.from_) and (row.below is None or value < row.below)


@given(st.lists(rows, max_size=4).map(tuple))
def test_a_table_with_a_problem_has_a_number_without_a_light_or_with_two_or_a_row_without_a_number(
    table: tuple[LightRow, ...],
) -> None:
    values = [eighth / 8 for eighth in range(-64, 65)]
    counts = {sum(_in(row, value) for row in table) for value in values}
    empty = any(not any(_in(row, value) for value in values) for row in table)
    assert bool(cover_problems(table)) == (counts != {1} or empty)
