"""The lines of the list behind a number: whatever a case is about, by what its programme's facts mean."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from huying.ledger import models, store
from huying.people.calendars import current
from huying.programmes.registry import load
from huying.rules import clock as clocks
from huying.rules.calendar import Calendar
from huying.rules.conditions import light
from huying.rules.lights import Light
from huying.rules.programme import Programme, said
from huying.rules.wording import Text
from huying.web.kit import names

NOTHING = Text("", "")


class Line(Struct, frozen=True):
    """One case, ready to be shown; what there is none of is empty."""

    number: str
    heading: str
    light: Light | None
    state: Text
    place: Text
    unit: Text
    left: Text
    urgency: Text
    supervised: bool
    reopened: bool
    opened: datetime


def lines(rows: Sequence[models.Case], now: datetime) -> list[Line]:
    """The cases with their names, by two questions to the database however many they are."""
    units = names.units(unit(row) for row in rows)
    places = names.places(row.within[-1] for row in rows if row.within)
    calendar = current()
    return [_line(row, units, places, now, calendar) for row in rows]


def unit(row: models.Case) -> str:
    """The unit that a case is told by: the one that leads it, else the one that must act."""
    return row.lead_unit or row.owner_unit


def _line(row: models.Case, units: dict[str, Text], places: dict[str, Text], now: datetime, calendar: Calendar) -> Line:
    programme, case = load(row.programme, row.version), store.read(row)
    clock = case.clocks.get(case.clock)
    return Line(
        number=row.number,
        heading=row.heading or row.number,
        light=light(case, programme.clockwork, now),
        state=programme.states[row.state].name,
        place=places[row.within[-1]] if row.within else NOTHING,
        unit=units.get(unit(row), NOTHING),
        left=left(clocks.left(clock, now, calendar)) if clock else NOTHING,
        urgency=_urgency(programme, row),
        supervised=said(programme, row.facts, "supervised", otherwise=False) is True,
        reopened=any(row.counts.get(code) for code in programme.reopening),
        opened=row.opened_at,
    )


def left(one: clocks.Left) -> Text:
    """What is left of a clock, in both languages."""
    return Text(one.say("zh"), one.say("en"))


def _urgency(programme: Programme, row: models.Case) -> Text:
    """The urgency where it is more than the usual one."""
    code = said(programme, row.facts, "urgency", "")
    return NOTHING if code == programme.usual("urgency") else programme.choices("urgency").get(code, NOTHING)
