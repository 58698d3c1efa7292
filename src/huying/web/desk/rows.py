"""One line of a list, ready to be shown: everything said in the page's language, nothing left to look up.

A list is what staff open most, so its lines are words already when the template gets them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model
from msgspec import Struct

from huying.ledger import models, store
from huying.ledger.projection import SIGNALS
from huying.ledger.selectors import reach
from huying.people.calendars import current
from huying.programmes.registry import load
from huying.rules import clock as clocks
from huying.rules.available import available
from huying.rules.calendar import LOCAL, Calendar
from huying.rules.case import Case
from huying.rules.clock import Clock
from huying.rules.facts import NUMBERS, Fact
from huying.rules.lights import Light, worst
from huying.rules.policy import Actor
from huying.rules.programme import Programme, said
from huying.rules.wording import Text
from huying.web import wording
from huying.web.kit import names
from huying.web.kit.names import Names
from huying.web.kit.values import bare, grouped, shown

NOTHING = Text("", "")
LIGHTS: dict[int, Light] = {number: light for light, number in SIGNALS.items()}
Pair = tuple[models.Case, models.Assignment | None]


class Cell(Struct, frozen=True):
    """A fact in its column: in words, and whether it is a number."""

    text: str
    number: bool


class Row(Struct, frozen=True):
    """A case, or one of its assignments (`task` > 0), as a list shows it. `can` are the bulk actions open for it, "programme:action"
    each.
    """

    number: str
    task: int
    heading: str
    programme: str
    state: str
    light: Light | None
    left: str
    due: datetime | None
    until: str
    place: str
    unit: str
    opened: datetime
    day: str
    urgency: str
    supervised: bool
    reopened: bool
    cells: list[Cell]
    can: str

    @property
    def value(self) -> str:
        """How a form names this row."""
        return f"{self.number}/{self.task}"


class Telling(Struct, frozen=True):
    """What every line is told by: the language, the time, the calendar, the names, the facts that have columns, and the bulk
    actions on offer by programme.
    """

    language: str
    now: datetime
    calendar: Calendar
    units: dict[str, Text]
    places: dict[str, Text]
    named: Names
    facts: Mapping[str, Fact]
    actor: Actor
    bulk: Mapping[str, frozenset[str]]


def rows(
    found: Iterable[Model],
    now: datetime,
    language: str,
    actor: Actor,
    facts: Mapping[str, Fact],
    bulk: Mapping[str, frozenset[str]],
) -> list[Row]:
    """The rows of a page with their names, by the same few questions to the database however many they are."""
    pairs = _reached([_pair(row) for row in found], actor)
    said_by = ((fact, row.facts[code]) for row, _ in pairs for code, fact in facts.items() if code in row.facts)
    units = names.units(task.unit if task else _unit(row) for row, task in pairs)
    places = names.places(row.within[-1] for row, _ in pairs if row.within)
    named = names.gather(said_by, actor)
    telling = Telling(language, now, current(), units, places, named, facts, actor, bulk)
    return [_row(row, store.read(row), task, telling) for row, task in pairs]


def _pair(row: Model) -> Pair:
    if isinstance(row, models.Assignment):
        return row.case, row
    if not isinstance(row, models.Case):
        raise TypeError(row)
    return row, None


def _reached(pairs: list[Pair], actor: Actor) -> list[Pair]:
    """Each case as far as the actor may read it."""
    cases = reach.rows([row for row, _ in pairs], actor)
    return [(row, task) for row, (_, task) in zip(cases, pairs, strict=True)]


def _unit(row: models.Case) -> str:
    return row.lead_unit or row.owner_unit


def _row(row: models.Case, case: Case, task: models.Assignment | None, by: Telling) -> Row:
    programme, language = load(row.programme, row.version), by.language
    states, state = (programme.tasks, task.state) if task else (programme.states, row.state)
    clock = counting(case, programme, task.no if task else 0)
    return Row(
        number=row.number,
        task=task.no if task else 0,
        heading=row.heading,
        programme=programme.name.say(language),
        state=states[state].name.say(language),
        light=worst(clocks.light(clock, by.now) if clock else None, None if task else _signal(row)),
        left=clocks.left(clock, by.now, by.calendar).say(language) if clock else "",
        due=clock.due if clock else None,
        until=wording.moment(clock.due, language, by.now) if clock else "",
        place=by.places.get(row.within[-1], NOTHING).say(language) if row.within else "",
        unit=by.units.get(task.unit if task else _unit(row), NOTHING).say(language),
        opened=row.opened_at,
        day=f"{row.opened_at.astimezone(LOCAL):%Y-%m-%d}",
        urgency=(urgent(programme, row.facts) or NOTHING).say(language),
        supervised=said(programme, row.facts, "supervised", otherwise=False) is True,
        reopened=any(row.counts.get(code) for code in programme.reopening),
        cells=[_cell(fact, row.facts.get(code), by) for code, fact in by.facts.items()],
        can=" ".join(_can(case, task.no if task else 0, programme, by)),
    )


def _can(case: Case, task: int, programme: Programme, by: Telling) -> list[str]:
    wanted = by.bulk.get(programme.code)
    if not wanted:
        return []
    open_now = available(case, by.actor, programme, by.now, by.calendar)
    return list(
        dict.fromkeys(
            f"{programme.code}:{one.action}"
            for one in open_now
            if one.action in wanted and (not task or one.task in (0, task))
        )
    )


def _signal(row: models.Case) -> Light | None:
    return None if row.signal is None else LIGHTS[row.signal]


def _cell(fact: Fact, value: Any, by: Telling) -> Cell:
    number = bare(fact, value) if fact.type in NUMBERS else None
    text = grouped(number) if number is not None else shown(fact, value, by.named).say(by.language)
    return Cell(text, fact.type in NUMBERS)  # the measure stands in the column's head


def counting(case: Case, programme: Programme, task: int = 0) -> Clock | None:
    """The clock that counts now: of the case, or of one assignment where somebody must still act on it."""
    if not task:
        return case.clocks.get(case.clock)
    state = programme.tasks[case.tasks[task].state]
    return case.clocks.get(f"{state.clock}/{task}") if state.clock and not case.closed else None


def urgent(programme: Programme, facts: Mapping[str, Any]) -> Text | None:
    """The urgency's name where it is more than the usual one (the programme's first)."""
    urgency = said(programme, dict(facts), "urgency", programme.usual("urgency"))
    return None if urgency == programme.usual("urgency") else programme.choices("urgency").get(urgency)
