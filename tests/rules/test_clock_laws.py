"""What holds for every clock, whatever its unit, its start and its fate."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from huying.programmes.holidays import load, schedules
from huying.rules.calendar import LOCAL, Calendar, Unit
from huying.rules.clock import Clock, ClockSpec, extend, left, light, pause, rang, recompute, resume, start
from huying.rules.lights import LightRow, Rung
from huying.rules.wording import Text

CALENDAR = load()
EARLIER = Calendar(one for one in schedules() if one.year < 2021)
LIGHTS = (LightRow("green", 3), LightRow("amber", 0, 3), LightRow("red", None, 0))
LADDER = (Rung(-3, "handler", "reminder"), Rung(0, "handler", "slip"), Rung(5, "leader", "bulletin"))


def spec_of(unit: Unit, limit: int, *, roll: bool) -> ClockSpec:
    return ClockSpec(Text("办理", "Handling"), unit, LIGHTS, LADDER, limit=limit, roll_forward=roll)


specs = st.builds(spec_of, st.sampled_from(get_args(Unit)), st.integers(1, 90), roll=st.booleans())
instants = st.datetimes(
    datetime(2019, 1, 2),  # noqa: DTZ001 - bounds are naive, the instants are not
    datetime(2026, 6, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
waits = st.timedeltas(timedelta(), timedelta(days=40))


@given(specs, instants)
def test_a_working_clock_is_due_on_a_working_day(spec: ClockSpec, at: datetime) -> None:
    clock = start(spec, {}, at, CALENDAR)
    assert clock.due > clock.started
    if not clock.provisional and (spec.unit == "working_day" or (spec.unit == "natural_day" and spec.roll_forward)):
        assert CALENDAR.is_working_day(clock.due.astimezone(LOCAL).date())


@given(specs, instants, waits)
def test_starting_later_is_never_due_earlier(spec: ClockSpec, at: datetime, wait: timedelta) -> None:
    assert start(spec, {}, at, CALENDAR).due <= start(spec, {}, at + wait, CALENDAR).due


@given(specs, instants, waits, waits)
def test_a_pause_never_shortens(spec: ClockSpec, at: datetime, wait: timedelta, stood: timedelta) -> None:
    clock = start(spec, {}, at, CALENDAR)
    again = resume(pause(clock, at + wait), spec, at + wait + stood, CALENDAR)
    assert again.due >= clock.due
    assert again.amber >= clock.amber


@given(specs, instants, st.integers(1, 40), st.integers(1, 40))
def test_extensions_add_exactly(spec: ClockSpec, at: datetime, first: int, second: int) -> None:
    clock = start(spec, {}, at, CALENDAR)
    longer = extend(extend(clock, spec, first, at, CALENDAR), spec, second, at, CALENDAR)
    whole = start(msgspec.structs.replace(spec, limit=spec.limit + first + second), {}, at, CALENDAR)
    assert (longer.due, longer.amber, longer.extended) == (whole.due, whole.amber, first + second)


@given(specs, instants, waits, waits, st.integers(0, 3))
def test_recomputing_changes_nothing_when_nothing_has_changed(
    spec: ClockSpec, at: datetime, wait: timedelta, stood: timedelta, rungs: int
) -> None:
    clock = resume(pause(start(spec, {}, at, CALENDAR), at + wait), spec, at + wait + stood, CALENDAR)
    now = at + wait + stood
    for _ in range(rungs):
        if clock.alarm is None:
            break
        now = max(now, clock.alarm)
        clock = rang(clock, spec, CALENDAR)
    assert recompute(clock, spec, now, CALENDAR) == clock


@given(specs, instants, waits)
def test_changing_the_calendar_and_back_is_no_change(spec: ClockSpec, at: datetime, wait: timedelta) -> None:
    clock = start(spec, {}, at, CALENDAR)
    there = recompute(clock, spec, at, EARLIER)
    assert recompute(there, spec, at, CALENDAR) == clock


@given(specs, instants, waits)
def test_overdue_is_said_exactly_when_the_light_is_red(spec: ClockSpec, at: datetime, wait: timedelta) -> None:
    clock = start(spec, {}, at, CALENDAR)
    remaining = left(clock, at + wait, CALENDAR)
    assert remaining.overdue == (light(clock, at + wait) == "red")
    assert remaining.amount >= (1 if remaining.overdue else 0)


@given(specs, instants, waits)
def test_a_clock_survives_the_way_through_the_log(spec: ClockSpec, at: datetime, wait: timedelta) -> None:
    clock = resume(pause(start(spec, {}, at, CALENDAR), at + wait), spec, at + 2 * wait, CALENDAR)
    assert msgspec.json.decode(msgspec.json.encode(clock), type=Clock) == clock
