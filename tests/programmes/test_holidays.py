"""The shipped holiday schedules are the official ones."""

import json
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from huying.programmes.holidays import load

SHARED = Path(os.environ.get("HUYING_SHARED", Path(__file__).parents[3] / "shared"))
CALENDAR = load()


def test_the_shipped_years_are_those_of_the_files() -> None:
    assert CALENDAR.years == tuple(range(2019, 2027))


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_the_shipped_years_agree_with_another_source(year: int) -> None:
    folder = SHARED / "data" / "holidays"
    if not folder.is_dir():
        pytest.skip("the second source of holidays is not beside this checkout")
    rows = [row for file in folder.glob("*.json") for row in json.loads(file.read_text("utf-8"))["days"]]
    off = {date.fromisoformat(row["date"]): row["isOffDay"] for row in rows}
    for step in range((date(year, 12, 28) - date(year, 1, 1)).days + 1):
        day = date(year, 1, 1) + timedelta(days=step)
        assert CALENDAR.is_working_day(day) is not off.get(day, day.weekday() > 4), day


@pytest.mark.parametrize("year", range(2019, 2027))
def test_the_shipped_years_agree_with_the_package_they_were_taken_from(year: int) -> None:
    chinese_calendar = pytest.importorskip("chinese_calendar")
    for step in range((date(year, 12, 28) - date(year, 1, 1)).days + 1):
        day = date(year, 1, 1) + timedelta(days=step)
        assert CALENDAR.is_working_day(day) is chinese_calendar.is_workday(day), day
