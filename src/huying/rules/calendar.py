"""Working days by the official schedules that were loaded, and instants counted in working days, days or hours.

A day of a year without a loaded schedule is *unknown*. Asked whether it is a working day, the calendar refuses
(`CalendarMissing`); asked for a due date that reaches so far, it counts Monday to Friday and says so (`provisional`),
because a running clock must have some date. Loading the year and recomputing makes the date firm.

Local time is UTC+8 all year: China has had no daylight saving since 1991, and one official zone.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from itertools import accumulate
from typing import Literal, NamedTuple

from huying.rules.errors import CalendarMissing
from huying.rules.schedule import Schedule, tail

Unit = Literal["working_day", "natural_day", "hour"]

LOCAL = timezone(timedelta(hours=8), "Asia/Shanghai")
DAY = timedelta(days=1)
OFFSET = timedelta(hours=8)


class Reach(NamedTuple):
    """A day that was counted to. `provisional` where the way there crosses a day that is unknown."""

    day: date
    provisional: bool


class Due(NamedTuple):
    """An instant (UTC, whole seconds) that was counted to. `provisional` as in `Reach`."""

    at: datetime
    provisional: bool


class Calendar:
    """Immutable. Every answer takes about a microsecond: days are counted by index, not one by one."""

    __slots__ = ("_before", "_counts", "_days", "_gaps", "_high", "_low", "_surplus", "schedules")

    def __init__(self, schedules: Iterable[Schedule] = ()) -> None:
        """From schedules in any order, one a year; without any, every day is unknown."""
        self.schedules = tuple(sorted(schedules, key=lambda one: one.year))
        years = [one.year for one in self.schedules] or [2000]
        self._low = date(years[0], 1, 1).toordinal()
        self._high = date(years[-1], 12, 31).toordinal() + 1
        working = list(self._working())
        self._days = [self._low + step for step, worked in enumerate(working) if worked]
        self._before = _weekdays(self._low - 1)
        self._counts = list(accumulate(working, initial=self._before))[1:]
        self._surplus = self._counts[-1] - _weekdays(self._high - 1)
        self._gaps = _gaps(self.years)

    @property
    def years(self) -> tuple[int, ...]:
        """The years whose schedule is loaded, in order."""
        return tuple(one.year for one in self.schedules)

    def _working(self) -> Iterable[bool]:
        holidays = [holiday for one in self.schedules for holiday in one.holidays]
        off = {day.toordinal() for holiday in holidays for day in holiday.days()}
        work = {day.toordinal() for holiday in holidays for day in holiday.work}
        return ((day % 7 not in (6, 0) or day in work) and day not in off for day in range(self._low, self._high))

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on `day`. Raises CalendarMissing for an unknown day."""
        self._demand(day, day)
        index = day.toordinal()
        return self._count(index) > self._count(index - 1)

    def add_working_days(self, day: date, amount: int) -> Reach:
        """The `amount`-th working day after `day`, before it where negative; for 0, `day` itself."""
        start = day.toordinal()
        end = self._add(start, amount)
        return Reach(date.fromordinal(end), not self.known(start, end))

    def working_days_between(self, first: date, last: date) -> int:
        """Working days from `first` (not counted) to `last` (counted), negative backwards. Raises CalendarMissing."""
        self._demand(first, last)
        return self.count(first.toordinal(), last.toordinal())

    def count(self, first: int, last: int) -> int:
        """As `working_days_between`, on ordinals, with unknown days counted as Monday to Friday."""
        if last < first:
            return self._count(last - 1) - self._count(first - 1)
        return self._count(last) - self._count(first)

    def roll_forward(self, day: date) -> Reach:
        """`day` if it is a working day, else the next one."""
        start = day.toordinal()
        end = self._add(start - 1, 1)
        return Reach(date.fromordinal(end), not self.known(start, end))

    def known(self, first: int, last: int) -> bool:
        """Whether a schedule tells of every day from ordinal `first` to `last`, both included, in either order."""
        low, high = (first, last) if first <= last else (last, first)
        for gap_low, gap_high in self._gaps:  # noqa: SIM110 - a generator costs more than the whole sum
            if gap_low <= high and low < gap_high:
                return False
        return True

    def due(self, at: datetime, amount: int, unit: Unit, day_end: timedelta, roll_forward: bool = False) -> Due:
        """When a limit of `amount` that starts at `at` runs out.

        Days start the day after and run out at `day_end` (time since local midnight) of the last one; natural days may
        roll forward to a working day; hours run round the clock.
        """
        if unit == "hour":
            return Due(at + timedelta(hours=amount), False)
        start = day_of(at)
        if unit == "working_day":
            end = self._add(start, amount)
            return Due(instant(end, day_end), not self.known(start, end))
        end = start + amount
        if not roll_forward:
            return Due(instant(end, day_end), False)
        rolled = self._add(end - 1, 1)
        return Due(instant(rolled, day_end), not self.known(end, rolled))

    def shift(self, at: datetime, amount: int, unit: Unit) -> datetime:
        """`at` moved by `amount` units (back where negative), at the same time of day; unknown days as Monday to Friday."""
        if unit == "hour":
            return at + timedelta(hours=amount)
        if unit == "natural_day":
            return at + _days(amount)
        day = day_of(at)
        return at + _days(self._add(day, amount) - day)

    def _demand(self, first: date, last: date) -> None:
        for day in (first, last):
            index = day.toordinal()
            if not self.known(index, index):
                raise CalendarMissing(day.year if day.year not in self.years else day.year + 1)
        if not self.known(first.toordinal(), last.toordinal()):
            raise CalendarMissing(next(year for year in range(min(first, last).year, 9999) if year not in self.years))

    def _add(self, start: int, amount: int) -> int:
        if amount > 0:
            return self._nth(self._count(start) + amount)
        if amount < 0:
            return self._nth(self._count(start - 1) + 1 + amount)
        return start

    def _count(self, day: int) -> int:
        """Working days up to `day`, it included, since the first Monday of the calendar (ordinal 1)."""
        if day < self._low:
            return _weekdays(day)
        if day < self._high:
            return self._counts[day - self._low]
        return _weekdays(day) + self._surplus

    def _nth(self, number: int) -> int:
        """The ordinal of working day `number`: the inverse of `_count`."""
        if number <= self._before:
            return _weekday(number)
        if number <= self._counts[-1]:
            return self._days[number - self._before - 1]
        return _weekday(number - self._surplus)


def day_of(at: datetime) -> int:
    """The ordinal of the local day of an instant in UTC."""
    return (at + OFFSET).toordinal()


@lru_cache(maxsize=8192)
def instant(day: int, time: timedelta) -> datetime:
    """The instant, in UTC, of a time of day (since local midnight) on a local day given as its ordinal."""
    return datetime.fromordinal(day).replace(tzinfo=UTC) + time - OFFSET


@lru_cache(maxsize=1024)
def _days(amount: int) -> timedelta:
    return timedelta(days=amount)


def _weekdays(day: int) -> int:
    """Mondays to Fridays from ordinal 1, a Monday, to `day`."""
    return 5 * (day // 7) + min(day % 7, 5)


def _weekday(number: int) -> int:
    """The inverse of `_weekdays`."""
    weeks, rest = divmod(number - 1, 5)
    return 7 * weeks + rest + 1


def _gaps(years: tuple[int, ...]) -> list[tuple[int, int]]:
    """Spans of ordinals, the end excluded, that no schedule tells of. The last days of a December belong to the next year's."""
    gaps, low = [], 0
    for year in years:
        if low < (start := date(year, 1, 1).toordinal()):
            gaps.append((low, start))
        low = tail(year).toordinal() if year + 1 not in years else date(year + 1, 1, 1).toordinal()
    return [*gaps, (low, date.max.toordinal() + 1)]
