"""Which days are worked, and how they are counted."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.programmes.holidays import load, schedules
from huying.rules.calendar import Calendar, Reach, day_of, instant
from huying.rules.errors import CalendarMissing
from huying.rules.schedule import Holiday, Schedule
from huying.rules.wording import Text

CALENDAR = load()
GAPPED = Calendar(one for one in schedules() if one.year not in (2021, 2024))
OFFICE = timedelta(hours=18)

loaded_days = st.dates(date(2019, 1, 1), date(2026, 12, 28))
any_days = st.dates(date(1990, 1, 1), date(2060, 1, 1))
amounts = st.integers(-300, 300)
calendars = st.sampled_from([CALENDAR, GAPPED, Calendar()])


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2021, 12, 31), True),  # an ordinary Friday
        (date(2021, 10, 1), False),  # National Day
        (date(2021, 10, 9), True),  # a Saturday worked for it
        (date(2021, 10, 10), False),  # an ordinary Sunday
        (date(2020, 1, 31), False),  # the Spring Festival that was made longer
        (date(2022, 12, 31), False),  # disposed of by the schedule of 2023
        (date(2026, 2, 14), True),  # a Saturday before the Spring Festival
    ],
)
def test_offices_work_by_the_official_schedule(day: date, worked: bool) -> None:
    assert CALENDAR.is_working_day(day) is worked


@pytest.mark.parametrize(
    ("day", "year"), [(date(2018, 6, 1), 2018), (date(2027, 1, 4), 2027), (date(2026, 12, 30), 2027)]
)
def test_a_year_that_nobody_has_loaded_is_never_guessed(day: date, year: int) -> None:
    with pytest.raises(CalendarMissing) as refused:
        CALENDAR.is_working_day(day)
    assert refused.value.year == year


def test_the_last_days_of_december_wait_for_the_next_schedule() -> None:
    assert CALENDAR.is_working_day(date(2026, 12, 28))
    assert GAPPED.is_working_day(date(2020, 12, 28))
    with pytest.raises(CalendarMissing, match="2021"):
        GAPPED.is_working_day(date(2020, 12, 29))


def test_counting_across_a_hole_names_the_missing_year() -> None:
    with pytest.raises(CalendarMissing, match="2024"):
        GAPPED.working_days_between(date(2023, 12, 1), date(2025, 1, 10))


def test_a_due_date_in_an_unknown_year_counts_weekdays_and_says_so() -> None:
    reach = CALENDAR.add_working_days(date(2026, 12, 25), 10)
    assert reach == Reach(date(2027, 1, 8), provisional=True)
    assert CALENDAR.add_working_days(date(2026, 12, 21), 5) == Reach(date(2026, 12, 28), provisional=False)


def test_loading_the_year_makes_the_date_firm() -> None:
    new_year = Holiday(Text("元旦", "New Year's Day"), date(2027, 1, 1), date(2027, 1, 3))
    longer = load([Schedule(2027, holidays=(new_year,))])
    assert longer.add_working_days(date(2026, 12, 25), 10) == Reach(date(2027, 1, 11), provisional=False)


def test_what_the_administrator_loads_for_a_year_has_the_last_word() -> None:
    strike = Holiday(Text("临时放假", "Unplanned"), date(2021, 3, 3), date(2021, 3, 3))
    changed = load([Schedule(2021, holidays=(strike,))])
    assert not changed.is_working_day(date(2021, 3, 3))
    assert changed.is_working_day(date(2021, 10, 1))


@given(calendars, any_days, amounts)
def test_adding_and_counting_are_inverse(calendar: Calendar, day: date, amount: int) -> None:
    end = calendar.add_working_days(day, amount).day
    assert calendar.count(day.toordinal(), end.toordinal()) == amount


@given(calendars, any_days, amounts)
def test_adding_more_reaches_later(calendar: Calendar, day: date, amount: int) -> None:
    assert calendar.add_working_days(day, amount).day < calendar.add_working_days(day, amount + 1).day


@given(loaded_days, loaded_days)
def test_counting_agrees_with_walking_day_by_day(first: date, last: date) -> None:
    low, high = (first + timedelta(days=1), last) if first <= last else (last, first - timedelta(days=1))
    walked = sum(CALENDAR.is_working_day(low + timedelta(days=step)) for step in range((high - low).days + 1))
    assert CALENDAR.working_days_between(first, last) == (walked if first <= last else -walked)


@given(loaded_days, amounts.filter(bool))
def test_what_is_reached_is_a_working_day(day: date, amount: int) -> None:
    reach = CALENDAR.add_working_days(day, amount)
    if not reach.provisional:
        assert CALENDAR.is_working_day(reach.day)


@given(loaded_days)
def test_rolling_forward_stops_at_the_first_working_day(day: date) -> None:
    reach = CALENDAR.roll_forward(day)
    assert reach.day >= day
    if CALENDAR.is_working_day(day):
        assert reach == Reach(day, provisional=False)


@given(any_days)
def test_local_days_begin_at_midnight_in_china(day: date) -> None:
    index = day.toordinal()
    assert day_of(instant(index, timedelta())) == index
    assert day_of(instant(index, timedelta()) - timedelta(seconds=1)) == index - 1


@pytest.mark.parametrize(
    ("at", "amount", "unit", "roll", "due"),
    [
        # Tuesday 28 September 2021, 11:00: 29, 30, then the make-up Saturday after the holiday's last days
        (datetime(2021, 9, 28, 3, tzinfo=UTC), 3, "working_day", False, datetime(2021, 10, 8, 10, tzinfo=UTC)),
        (datetime(2021, 9, 28, 3, tzinfo=UTC), 4, "working_day", False, datetime(2021, 10, 9, 10, tzinfo=UTC)),
        (datetime(2021, 9, 28, 3, tzinfo=UTC), 3, "natural_day", False, datetime(2021, 10, 1, 10, tzinfo=UTC)),
        (datetime(2021, 9, 28, 3, tzinfo=UTC), 3, "natural_day", True, datetime(2021, 10, 8, 10, tzinfo=UTC)),
        (datetime(2021, 9, 28, 3, tzinfo=UTC), 3, "hour", True, datetime(2021, 9, 28, 6, tzinfo=UTC)),
        # 00:30 local on the 29th is still the 28th in UTC
        (datetime(2021, 9, 28, 16, 30, tzinfo=UTC), 1, "working_day", False, datetime(2021, 9, 30, 10, tzinfo=UTC)),
    ],
)
def test_a_limit_runs_out_at(at: datetime, amount: int, unit: str, roll: bool, due: datetime) -> None:
    assert CALENDAR.due(at, amount, unit, OFFICE, roll) == (due, False)  # type: ignore[arg-type]
