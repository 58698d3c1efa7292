"""A year's schedule is read, and refused where it can't be right."""

from datetime import date

import pytest

from huying.rules.errors import BadInput
from huying.rules.schedule import TAIL, Holiday, Schedule, parse, problems
from huying.rules.wording import Text


def test_no_notice_has_ever_touched_an_earlier_day_of_december() -> None:
    constants = pytest.importorskip("chinese_calendar").constants
    touched = [(day.month, day.day) for day in (*constants.holidays, *constants.workdays) if day.month == 12]
    assert min(touched) == TAIL


def test_a_schedule_is_read_from_toml() -> None:
    text = 'year = 2027\n[[holidays]]\nname = { zh = "元旦", en = "New Year" }\nfirst = 2027-01-01\nlast = 2027-01-03\n'
    assert [str(day) for day in parse(text).holidays[0].days()] == ["2027-01-01", "2027-01-02", "2027-01-03"]


@pytest.mark.parametrize("text", ["year = ", "year = 2027\nholiday = []", "year = 2027"])
def test_a_broken_schedule_is_refused_by_name(text: str) -> None:
    with pytest.raises(BadInput, match=r"2027\.toml"):
        parse(text, "2027.toml")


@pytest.mark.parametrize(
    ("first", "last", "work", "said"),
    [
        (date(2027, 1, 3), date(2027, 1, 1), (), "ends before it begins"),
        (date(2027, 1, 1), date(2027, 12, 1), (), "or never"),
        (date(2026, 12, 20), date(2027, 1, 1), (), "2026-12-20 is not a day of 2027"),
        (date(2027, 1, 1), date(2027, 1, 3), (date(2027, 1, 4),), "is no weekend"),
        (date(2027, 1, 1), date(2027, 1, 3), (date(2027, 1, 3),), "stands there twice"),
    ],
)
def test_a_schedule_that_cannot_be_right_is_refused(first: date, last: date, work: tuple[date, ...], said: str) -> None:
    schedule = Schedule(2027, holidays=(Holiday(Text("元旦", "New Year's Day"), first, last, work),))
    assert any(said in problem.en for problem in problems(schedule))
