"""A matrix that a programme declares: a row for each value of a fact, a column for each county, in every cell its parts, each with the
cases behind it. All of it out of one statement, so that the sums at the edges are those of the cells.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from msgspec import Struct

from huying.clock import now
from huying.insight.books import FACT
from huying.insight.figures import breakdown
from huying.insight.filters import NONE, both
from huying.insight.registry import Figure, cells
from huying.insight.values import Value
from huying.people.selectors import counties
from huying.programmes.registry import load
from huying.rules.facts import Fact
from huying.rules.figures import Matrix
from huying.rules.wording import Text
from huying.web.errors import NoPage
from huying.web.kit.guard import StaffRequest, staff
from huying.web.leader.naming import named
from huying.web.leader.numbers import Number, number
from huying.web.leader.panels import ELSEWHERE, UNSORTED, Sight, sees_all
from huying.web.leader.question import ALL, Question, seen

WHOLE = Text("合计", "Total")
Pair = tuple[str, str]
Found = Mapping[Pair, Mapping[str, Value]]


class Row(Struct, frozen=True):
    """One value of the fact, or all of them: its name, and the numbers of each cell from left to right, the sum last."""

    name: Text
    cells: list[list[Number]]


class Table(Struct, frozen=True):
    """The whole of it: names of the columns, the rows, what they come to."""

    columns: list[Text]
    rows: list[Row]
    whole: Row


@require_GET
@never_cache
@staff
def matrix(request: StaffRequest, programme: str, code: str) -> HttpResponse:
    """The matrix as it is now."""
    if programme not in seen(request.actor) or code not in load(programme).matrices:
        raise NoPage
    sight = Sight(Question(programme, ALL), request.actor, now())
    rules = load(programme)
    return render(request, "leader/matrix.html", {
        "programme": rules, "matrix": rules.matrices[code], "rows_by": rules.facts[rules.matrices[code].rows].name,
        "table": table(sight, rules.matrices[code], of(programme, code)), "figures": of(programme, code), "as_of": sight.now,
        "question": sight.question,
    })  # fmt: skip


def of(programme: str, code: str) -> list[Figure]:
    """What stands in each cell."""
    return [cells()[f"{programme}.{code}.{part}"] for part in load(programme).matrices[code].parts]


def table(sight: Sight, matrix: Matrix, figures: list[Figure]) -> Table:
    """All cells with their names and sums."""
    dimension, fact = FACT + matrix.rows, sight.question.rules.facts[matrix.rows]
    found = breakdown(figures, both(dimension), actor=sight.actor, as_of=sight.now, filters=sight.filters)
    cutting = Cutting(sight, dimension, figures, found)
    across, down = _counties(sight, found), _values(fact, found)
    return Table(
        list(across.values()),
        [Row(name, cutting.line([value], across)) for value, name in down.items()],
        Row(WHOLE, cutting.line(list(down), across)),
    )


class Cutting(Struct, frozen=True):
    """What was counted, and how numbers are made of it."""

    sight: Sight
    dimension: str
    figures: list[Figure]
    found: Found

    def line(self, values: list[str], across: Iterable[str]) -> list[list[Number]]:
        """The cells of one row (or of all of them), county by county, and their sum."""
        here = {self.dimension: values[0] or NONE} if len(values) == 1 else {}
        whole = list(across)
        by_county = [self._cell(values, [one], here | {"county": one or NONE}) for one in whole]
        return [*by_county, self._cell(values, whole, here)]

    def _cell(self, values: list[str], counties: list[str], here: dict[str, str]) -> list[Number]:
        return [number(self._sum(figure, values, counties), self.sight.question, **here) for figure in self.figures]

    def _sum(self, figure: Figure, values: list[str], counties: list[str]) -> Value:
        part = figure.part()
        told = [
            self.found[pair][figure.key] for value in values for one in counties if (pair := (value, one)) in self.found
        ]
        total = sum((one.numerator for one in told), Decimal(0) if part and part.sum else 0)
        return Value(figure, total, None, self.sight.now, None)


def _counties(sight: Sight, found: Found) -> dict[str, Text]:
    """The columns: every county of a city that is seen whole, else those that have a case; what names none at the end."""
    present, whole = {county for _, county in found}, sees_all(sight)
    known = {place.code: place.text for place in counties() if whole or place.code in present}
    return known | dict.fromkeys(sorted(present - known.keys()), ELSEWHERE)


def _values(fact: Fact, found: Found) -> dict[str, Text]:
    """The rows: every choice in the programme's order, else the values that cases have in their own; what says nothing at the end."""
    present = {value for value, _ in found}
    values: list[Any] = list(fact.choices) or sorted(present - {""}, key=_order)
    names = named(fact, values)
    return {value: names[value] for value in values} | ({"": UNSORTED} if "" in present else {})


def _order(value: str) -> tuple[int, str]:
    """Numbers as numbers, all else as text."""
    return (int(value), "") if value.isascii() and value.isdigit() else (0, value)
