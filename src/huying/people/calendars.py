"""The calendar that clocks are counted by: the shipped years, and those an administrator loaded.

Every process keeps it in memory and asks the database one thing each time: is the digest of the loaded years still mine?
Who writes by the calendar needs no trip for that: it takes the `remembered` one, lets its own statement bring the digest
(`DIGEST`), and has it held against that (`demand_in_force`).
"""

import hashlib

import msgspec

from huying.people.errors import CalendarChanged
from huying.people.models import HolidayYear
from huying.people.prepared import execute
from huying.programmes import holidays
from huying.rules.calendar import Calendar
from huying.rules.schedule import Schedule

VERSION = 1  # the key of the one row
DIGEST = f"SELECT digest FROM people_calendarversion WHERE id = {VERSION}"  # noqa: S608 - a number of our own

_kept: tuple[str, Calendar] | None = None


def current() -> Calendar:
    """The calendar as it stands now, by one small query."""
    global _kept  # noqa: PLW0603 - one calendar a process, replaced whole
    kept = _kept
    row = execute(DIGEST, []).fetchone()
    if kept is None or kept[0] != _version(row):
        loaded = schedules()
        # Keyed by what was read, not by what was asked for: a year loaded in between can't hide behind an old digest.
        _kept = kept = (digest(loaded), holidays.load(loaded))
    return kept[1]


def remembered() -> Calendar:
    """The calendar as this process last knew it; somebody may have loaded a year since."""
    return _kept[1] if _kept else current()


def demand_in_force(calendar: Calendar, row: tuple[str] | None) -> None:
    """Raise CalendarChanged where `row`, what `DIGEST` brought, tells of another calendar than this one."""
    kept = _kept
    if kept is None or kept[1] is not calendar or kept[0] != _version(row):
        raise CalendarChanged


def _version(row: tuple[str] | None) -> str:
    return row[0] if row else NONE_LOADED


def schedules() -> list[Schedule]:
    """The years that administrators loaded, in order."""
    days = HolidayYear.objects.order_by("year").values_list("days", flat=True)
    return [msgspec.convert(one, Schedule, strict=False) for one in days]


def digest(loaded: list[Schedule]) -> str:
    """SHA-256 over the loaded years."""
    return hashlib.sha256(msgspec.json.encode(loaded)).hexdigest()


NONE_LOADED = digest([])
