"""One line of a list, ready to be shown: everything said, nothing left to look up."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model
from msgspec import Struct

from huying.cases import models, store
from huying.people.calendars import current
from huying.programmes.catalogue import load
from huying.rules import clock as clocks
from huying.rules.case import Case
from huying.rules.clock import Clock
from huying.rules.lights import Light
from huying.rules.programme import Programme
from huying.rules.wording import Text
from huying.web.desk import names

NOTHING = Text("", "")


class Row(Struct, frozen=True):
    """A case, or one of its assignments (`task` > 0), as a list shows it."""

    number: str
    task: int
    title: str
    state: Text
    light: Light | None
    left: Text
    due: datetime | None
    place: Text
    unit: Text
    channel: Text
    category: Text
    urgency: Text | None
    supervised: bool
    reopened: bool
    opened: datetime

    @property
    def value(self) -> str:
        """How a form names this row."""
        return f"{self.number}/{self.task}"


def rows(found: Iterable[Model], now: datetime) -> list[Row]:
    """The rows of a page with their names, by two questions to the database however many they are."""
    pairs = [(row.case, row) if isinstance(row, models.Assignment) else (row, None) for row in found]
    units = names.units(task.unit if task else _unit(row) for row, task in pairs)  # type: ignore[arg-type]
    places = names.places(row.place for row, _ in pairs)  # type: ignore[attr-defined]
    calendar = current()
    return [_row(row, task, units, places, now, calendar) for row, task in pairs]


def _unit(row: models.Case) -> str:
    return row.lead_unit or row.owner_unit


def _row(
    row: Any,
    task: models.Assignment | None,
    units: dict[str, Text],
    places: dict[str, Text],
    now: datetime,
    calendar: Any,
) -> Row:
    programme, case = load(row.programme, row.version), store.read(row)
    states, state = (programme.tasks, task.state) if task else (programme.states, row.state)
    clock = counting(case, programme, task.no if task else 0)
    return Row(
        number=row.number,
        task=task.no if task else 0,
        title=row.title,
        state=states[state].name,
        light=clocks.light(clock, now) if clock else None,
        due=clock.due if clock else None,
        left=said(clocks.left(clock, now, calendar)) if clock else NOTHING,
        place=places.get(row.place, NOTHING),
        unit=units.get(task.unit if task else _unit(row), NOTHING),
        channel=programme.channels.get(row.channel, NOTHING),
        category=label(programme, "categories", row.category),
        urgency=urgent(programme, row.urgency),
        supervised=row.supervised,
        reopened=row.reopened > 0,
        opened=row.opened_at,
    )


def counting(case: Case, programme: Programme, task: int = 0) -> Clock | None:
    """The clock that counts now: of the case, or of one assignment where somebody must still act on it."""
    if not task:
        return case.clocks.get(case.clock)
    state = programme.tasks[case.tasks[task].state]
    return case.clocks.get(f"{state.clock}/{task}") if state.clock and not case.closed else None


def said(left: clocks.Left) -> Text:
    """What is left of a clock, in both languages."""
    return Text(left.say("zh"), left.say("en"))


def label(programme: Programme, table: str, code: str) -> Text:
    """What a code of one of the programme's tables is called; the code itself where the table does not have it."""
    entry = getattr(programme, table).get(code)
    if entry is None:
        return Text(code, code)
    name = getattr(entry, "name", entry)
    return name if isinstance(name, Text) else NOTHING


def urgent(programme: Programme, urgency: str) -> Text | None:
    """The urgency's name where it is more than the usual one (the programme's first)."""
    usual = next(iter(programme.urgencies), urgency)
    return None if urgency == usual else programme.urgencies.get(urgency)
