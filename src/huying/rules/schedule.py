"""One year's official holiday schedule as data: which days are off, and which days of rest are worked instead.

A schedule belongs to the year of its notice, which may already dispose of the last days of the December before
(2018-12-29 was a make-up workday of 2019's New Year's Day).
"""

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta

import msgspec
from msgspec import Struct, field

from huying.rules.decoding import readable
from huying.rules.errors import BadInput
from huying.rules.wording import Text

TAIL = (12, 29)  # no notice since 2004 has touched an earlier day of the December before; a test holds that
SATURDAY = 5


class Holiday(Struct, frozen=True, forbid_unknown_fields=True):
    """Days off from `first` to `last`, both included, and the days of rest that are worked for them 调休上班."""

    name: Text
    first: date
    last: date
    work: tuple[date, ...] = ()

    def days(self) -> Iterator[date]:
        """Every day off, weekends included."""
        return (self.first + timedelta(days=step) for step in range((self.last - self.first).days + 1))


@readable
class Schedule(Struct, frozen=True, forbid_unknown_fields=True):
    """The schedule of one year. `source` is the title of the notice it was taken from."""

    year: int
    source: str = ""
    holidays: tuple[Holiday, ...] = field(default=())


def tail(year: int) -> date:
    """The first day of `year` that the next year's schedule may still dispose of."""
    return date(year, *TAIL)


def parse(source: str, name: str = "schedule") -> Schedule:
    """A schedule from TOML text. Raises BadInput naming the file and what is wrong with it."""
    try:
        schedule = msgspec.convert(tomllib.loads(source), Schedule)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadInput(field=name, problem=str(error)) from error
    for problem in problems(schedule):
        raise BadInput(field=name, problem=problem)
    return schedule


def problems(schedule: Schedule) -> list[Text]:
    """What is wrong with a schedule that somebody is about to load; empty where nothing is."""
    if not schedule.holidays:
        return [Text("没有任何节假日，请按通知录入。", "There is no holiday in it; enter those of the notice.")]
    found = [problem for holiday in schedule.holidays for problem in _of_holiday(schedule.year, holiday)]
    off = [day for holiday in schedule.holidays for day in holiday.days()]
    work = [day for holiday in schedule.holidays for day in holiday.work]
    twice = sorted({day for day in off + work if (off + work).count(day) > 1})
    return found + [Text(f"{day} 出现了两次。", f"{day} stands there twice.") for day in twice]


def _of_holiday(year: int, holiday: Holiday) -> Iterator[Text]:
    if not 0 <= (holiday.last - holiday.first).days < 31:
        yield Text(f"{holiday.name.zh}的起止日期不对。", f"{holiday.name.en} ends before it begins, or never.")
        return
    for day in (holiday.first, holiday.last, *holiday.work):
        if day.year != year and not tail(year - 1) <= day < date(year, 1, 1):
            yield Text(f"{day} 不属于{year}年。", f"{day} is not a day of {year}.")
    for day in holiday.work:
        if day.weekday() < SATURDAY:
            yield Text(f"{day} 不是周末，不能作为调休上班日。", f"{day} is no weekend, so it can't be worked instead.")
