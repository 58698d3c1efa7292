"""The official holiday schedules that are shipped, one TOML file a year; an administrator loads the years that follow."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from huying.rules.calendar import Calendar
from huying.rules.schedule import Schedule, parse


@cache
def schedules() -> tuple[Schedule, ...]:
    """The shipped schedules, by year."""
    found = (file for file in files(__name__).iterdir() if file.name.endswith(".toml"))
    return tuple(parse(file.read_text("utf-8"), file.name) for file in sorted(found, key=lambda file: file.name))


def load(loaded: Iterable[Schedule] = ()) -> Calendar:
    """The calendar of the shipped years and those `loaded` by an administrator, who has the last word on a year."""
    by_year = {one.year: one for one in (*schedules(), *loaded)}
    return Calendar(by_year.values())
