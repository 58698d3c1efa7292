"""The lines of the list behind a number: whatever a case is about, by what its programme's facts mean."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from huying.ledger import models
from huying.programmes.registry import load
from huying.rules.programme import Programme, said
from huying.rules.wording import Text
from huying.web.kit import names
from huying.web.leader.standing import NOTHING, Standing, standing


class Line(Struct, frozen=True):
    """One case, ready to be shown; what there is none of is empty."""

    number: str
    heading: str
    state: Text
    place: Text
    unit: Text
    how: Standing
    urgency: Text
    supervised: bool
    reopened: bool
    opened: datetime


def lines(rows: Sequence[models.Case], now: datetime) -> list[Line]:
    """The cases with their names, by a few questions to the database however many they are."""
    units = names.units(unit(row) for row in rows)
    places = names.places(row.within[-1] for row in rows if row.within)
    how = standing(rows, now)
    return [_line(row, units, places, how[row.id]) for row in rows]


def unit(row: models.Case) -> str:
    """The unit that a case is told by: the one that leads it, else the one that must act."""
    return row.lead_unit or row.owner_unit


def _line(row: models.Case, units: dict[str, Text], places: dict[str, Text], how: Standing) -> Line:
    programme = load(row.programme, row.version)
    return Line(
        number=row.number,
        heading=row.heading or row.number,
        state=programme.states[row.state].name,
        place=places[row.within[-1]] if row.within else NOTHING,
        unit=units.get(unit(row), NOTHING),
        how=how,
        urgency=_urgency(programme, row),
        supervised=said(programme, row.facts, "supervised", otherwise=False) is True,
        reopened=any(row.counts.get(code) for code in programme.reopening),
        opened=row.opened_at,
    )


def _urgency(programme: Programme, row: models.Case) -> Text:
    """The urgency where it is more than the usual one."""
    code = said(programme, row.facts, "urgency", "")
    return NOTHING if code == programme.usual("urgency") else programme.choices("urgency").get(code, NOTHING)
