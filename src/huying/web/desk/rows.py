"""One line of a list, ready to be shown: everything said in the page's language, nothing left to look up.

A list is what staff open most, so its lines are words already when the template gets them.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Model
from msgspec import Struct

from huying.ledger import models, store
from huying.people.calendars import current
from huying.programmes.registry import load
from huying.rules import clock as clocks
from huying.rules.calendar import Calendar
from huying.rules.case import Case
from huying.rules.clock import Clock
from huying.rules.lights import Light
from huying.rules.programme import Programme
from huying.rules.wording import Text
from huying.web import wording
from huying.web.desk import names

NOTHING = Text("", "")


class Row(Struct, frozen=True):
    """A case, or one of its assignments (`task` > 0), as a list shows it."""

    number: str
    task: int
    title: str
    state: str
    light: Light | None
    left: str
    due: datetime | None
    until: str
    place: str
    unit: str
    channel: str
    category: str
    urgency: str
    supervised: bool
    reopened: bool
    opened: datetime

    @property
    def value(self) -> str:
        """How a form names this row."""
        return f"{self.number}/{self.task}"


class Moment(Struct, frozen=True):
    """What every line is told by: the language, the time, the calendar, the names."""

    language: str
    now: datetime
    calendar: Calendar
    units: dict[str, Text]
    places: dict[str, Text]


def rows(found: Iterable[Model], now: datetime, language: str) -> list[Row]:
    """The rows of a page with their names, by three questions to the database however many they are."""
    pairs = [_pair(row) for row in found]
    units = names.units(task.unit if task else _unit(row) for row, task in pairs)
    moment = Moment(language, now, current(), units, names.places(row.place for row, _ in pairs))
    return [_row(row, task, moment) for row, task in pairs]


def _pair(row: Model) -> tuple[models.Case, models.Assignment | None]:
    if isinstance(row, models.Assignment):
        return row.case, row
    if not isinstance(row, models.Case):
        raise TypeError(row)
    return row, None


def _unit(row: models.Case) -> str:
    return row.lead_unit or row.owner_unit


def _row(row: models.Case, task: models.Assignment | None, by: Moment) -> Row:
    programme, case, language = load(row.programme, row.version), store.read(row), by.language
    states, state = (programme.tasks, task.state) if task else (programme.states, row.state)
    clock = counting(case, programme, task.no if task else 0)
    return Row(
        number=row.number,
        task=task.no if task else 0,
        title=row.title,
        state=states[state].name.say(language),
        light=clocks.light(clock, by.now) if clock else None,
        left=clocks.left(clock, by.now, by.calendar).say(language) if clock else "",
        due=clock.due if clock else None,
        until=wording.moment(clock.due, language, by.now) if clock else "",
        place=by.places.get(row.place, NOTHING).say(language),
        unit=by.units.get(task.unit if task else _unit(row), NOTHING).say(language),
        channel=label(programme, "channels", row.channel).say(language),
        category=label(programme, "categories", row.category).say(language),
        urgency=(urgent(programme, row.urgency) or NOTHING).say(language),
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
