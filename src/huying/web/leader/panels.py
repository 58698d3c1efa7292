"""The panels of the leaders' page: counties by light, units by backlog, steps that are stuck, what it is about, months."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from huying.insight.books import FACT, filters
from huying.insight.common import counts
from huying.insight.figures import breakdown, months
from huying.insight.filters import NONE, Filters
from huying.insight.registry import Figure
from huying.insight.values import Value
from huying.people.selectors import counties, unit_names
from huying.rules.figures import Period
from huying.rules.policy import Actor, held
from huying.rules.wording import Text
from huying.web.leader.naming import named
from huying.web.leader.numbers import Number, number, plain, rates
from huying.web.leader.question import BEGINNING, Question

LIT = ("red", "amber", "green")
HEAT = (0.0, 0.05, 0.15, 0.30)  # share of red among the open: a tile's ground grows warmer above each
CENTRE = Text("尚未交办", "Not handed over yet")
ELSEWHERE = Text("未注明县区", "No county given")
UNSORTED = Text("未注明", "Not said")
WIDTH = 1000  # units of the drawings' width


class Bar(Struct, frozen=True):
    """One stretch of a bar: a light, where it begins and how long it is, in thousandths of the longest bar."""

    tone: str
    start: int
    width: int


class Line(Struct, frozen=True):
    """One row of a panel: who, its lights as numbers and as a bar, its shares; `here` narrows the page to it."""

    name: Text
    here: str
    open: Number | None
    lights: list[Number]
    bars: list[Bar]
    rates: list[Number]
    heat: int = 0

    def light(self, tone: str) -> int:
        """How many cases show this light."""
        return next((int(one.value.numerator) for one in self.lights if counts(one.figure.part(), tone)), 0)


class Sight(Struct, frozen=True):
    """Who looks at what, of which instant: what every panel needs."""

    question: Question
    actor: Actor
    now: datetime

    @property
    def filters(self) -> Filters:
        """The question's filters."""
        return self.question.filters(self.now)

    def by(self, dimension: str, figures: list[Figure], filters: Filters | None = None) -> dict[Any, dict[str, Value]]:
        """Figures of the question by a dimension."""
        if not figures:
            return {}
        return breakdown(figures, dimension, actor=self.actor, as_of=self.now, filters=filters or self.filters)


def by_county(sight: Sight) -> list[Line]:
    """Every county the question leaves, in the usual order, those without a case too; what names no county at the end."""
    names = {place.code: place.text for place in counties()}
    figures, whole = sight.question.figures, sees_all(sight)
    found = sight.by("county", [*_standing(sight.question), *rates(figures)[:3]])
    wanted = [code for code in names if sight.question.county in ("", code) and (code in found or whole)]
    lines = [_line(sight, "county", code, names[code], found.get(code, {})) for code in wanted]
    others = [_line(sight, "county", code, ELSEWHERE, values) for code, values in found.items() if code not in names]
    return _scaled(lines + others)


def by_unit(sight: Sight) -> list[Line]:
    """The units with open cases, the most overdue first."""
    names = unit_names()
    found = sight.by("unit", _standing(sight.question))
    lines = [_line(sight, "unit", code, _unit(code, names), values) for code, values in found.items()]
    return _scaled(_most_red(lines))


def by_category(sight: Sight) -> list[Line]:
    """What the open cases are about, the most overdue first: what a county's page shows instead of a map of one tile. Nothing where the
    programme sorts its cases by no fact that figures are cut by.
    """
    rules = sight.question.rules
    code = rules.meaning("category")
    if code not in filters(rules):
        return []
    found = sight.by(FACT + code, _standing(sight.question))
    names = named(rules.facts[code], found)
    lines = [_line(sight, FACT + code, value, names.get(value, UNSORTED), values) for value, values in found.items()]
    return _scaled(_most_red(lines))


def by_step(sight: Sight) -> list[Line]:
    """Where open cases stand, the most overdue first: why it is red."""
    states = sight.question.rules.states
    found = sight.by("state", _standing(sight.question))
    lines = [_line(sight, "state", code, states[code].name, values) for code, values in found.items() if code in states]
    return _scaled(_most_red(lines))


def by_month(sight: Sight) -> dict[date, dict[str, Value]]:
    """The figures of every month since the beginning of the ledger, whatever period is asked for."""
    question = sight.question
    ever = question.within(Period(BEGINNING, Question(question.programme, "all").span(sight.now).end))
    flows = [one for one in question.figures if not one.standing]
    return sight.by("month", flows, ever)


def told(found: Mapping[date, dict[str, Value]], sight: Sight) -> Period:
    """The days that the page tells of: those of the period, but from the first month in which there was anything."""
    span = sight.question.span(sight.now)
    return Period(max(span.start, min(found, default=span.start)), span.end)


def chosen(found: Mapping[date, dict[str, Value]], span: Period) -> list[date]:
    """The months to draw: those of the period, from the first that has a case."""
    begun = min((month for month in found if span.start <= month < span.end), default=None)
    return months(Period(max(span.start, begun), span.end)) if begun else []


def _standing(question: Question) -> list[Figure]:
    return [one for code in ("open", *LIT) if (one := plain(question.figures, code))]


def _line(sight: Sight, dimension: str, code: str, name: Text, values: dict[str, Value]) -> Line:
    here = {dimension: code or NONE}
    found = [number(value, sight.question, **here) for value in values.values()]
    return Line(
        name=name,
        here=sight.question.address(here),
        open=next((one for one in found if counts(one.figure.part(), "open")), None),
        lights=[one for light in LIT for one in found if counts(one.figure.part(), light)],
        bars=[],
        rates=[one for one in found if one.figure.per],
    )


def _unit(code: str, names: Mapping[str, Text]) -> Text:
    return names.get(code, Text(code, code)) if code else CENTRE


def _most_red(lines: list[Line]) -> list[Line]:
    busy = [line for line in lines if line.open and line.open.value.numerator]
    return sorted(busy, key=lambda line: (-line.light("red"), -(line.open.value.numerator if line.open else 0)))


def _scaled(lines: list[Line]) -> list[Line]:
    """The lines with their bars, the longest as wide as there is room."""
    longest = max((sum(line.light(tone) for tone in LIT) for line in lines), default=0) or 1
    return [
        Line(line.name, line.here, line.open, line.lights, _bars(line, longest), line.rates, _heat(line))
        for line in lines
    ]


def _bars(line: Line, longest: int) -> list[Bar]:
    bars, start = [], 0
    for tone in LIT:
        width = round(line.light(tone) * WIDTH / longest)
        if width:
            bars.append(Bar(tone, start, width))
        start += width
    return bars


def _heat(line: Line) -> int:
    whole = sum(line.light(tone) for tone in LIT)
    share = line.light("red") / whole if whole else 0.0
    return sum(share > step for step in HEAT)


def sees_all(sight: Sight) -> bool:
    """Whether counties without a case are in sight too: not for somebody who sees one county."""
    return any(role.sees == "all" for _, role in held(sight.actor, sight.question.rules))
