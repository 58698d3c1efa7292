"""Figures and the cases behind them. Screens, command line, reports and API all ask here.

`compute` and `cases_behind` build on the same conditions (`parts.py`) and the same scope (`cases_for`), so that a number
always equals the length of its list. A figure tells of an instant, `as_of`; where the tallies tell of the same one, they
answer instead of the ledger, with the same numbers (`sources.py`).
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Literal

from django.db.models import Count, QuerySet
from msgspec import Struct

from huying.insight.countable import rows_for
from huying.insight.errors import NotKept
from huying.insight.filters import Filters, within
from huying.insight.parts import parts
from huying.insight.registry import Figure
from huying.insight.sources import sources
from huying.ledger.models import Case
from huying.rules.errors import NotFound
from huying.rules.figures import STANDING, Part, Period, Rate, shown
from huying.rules.policy import Actor
from huying.rules.wording import Text

Side = Literal["numerator", "denominator"]
CASES = Text("清单", "list of cases")
ALL = Filters()


class Value(Struct, frozen=True):
    """What a figure came to. `denominator` is None for a plain count, `period` for a figure of how things stand."""

    figure: Figure
    numerator: int
    denominator: int | None
    as_of: datetime
    period: Period | None

    @property
    def shown(self) -> str:
        """The count, or the share in per cent at the figure's own precision."""
        if self.denominator is None:
            return str(self.numerator)
        return shown(Rate(self.numerator, self.denominator), self.figure.digits)


def compute(figure: Figure, *, actor: Actor, as_of: datetime, filters: Filters = ALL) -> Value:
    """One figure, as this actor may count it."""
    return compute_many([figure], actor=actor, as_of=as_of, filters=filters)[figure.key]


def compute_many(
    figures: Iterable[Figure], *, actor: Actor, as_of: datetime, filters: Filters = ALL
) -> dict[str, Value]:
    """Several figures by their keys: one question to the database for each programme."""
    wanted = list(figures)
    found: dict[str, Value] = {}
    for programme in dict.fromkeys(one.programme for one in wanted):
        mine = [one for one in wanted if one.programme == programme]
        row = _totals(programme, mine, actor, as_of, filters) if programme else {}
        found |= {one.key: _value(one, row, as_of, filters) for one in mine}
    return {one.key: found[one.key] for one in wanted}


def breakdown(
    figures: Iterable[Figure], by: str, *, actor: Actor, as_of: datetime, filters: Filters = ALL
) -> dict[Any, dict[str, Value]]:
    """Figures of one programme by county, unit, category, channel, subject, state, or by the month of opening (a date).

    Keys are sorted; what has no case at all is left out.
    """
    wanted = list(figures)
    rows, parts = [], [part for one in wanted for part in one.parts]
    for source in sources(wanted[0].programme, actor, as_of, filters, by):
        counts = source.counted(parts)
        rows = list(source.rows.values(group=source.column(by)).annotate(**counts).order_by("group"))
        if rows or source.last:
            break
    return {
        row["group"]: {one.key: _value(one, row, as_of, filters) for one in wanted}
        for row in rows
        if any(row[f"n_{part}"] for part in parts)
    }


def cases_behind(
    figure: Figure, side: Side = "numerator", *, actor: Actor, as_of: datetime, filters: Filters = ALL
) -> QuerySet[Case]:
    """The cases that a figure's numerator or denominator counts, unordered. Raises NotFound where it counts no cases."""
    part = figure.of if side == "numerator" else figure.per
    if part is None:
        raise NotFound(what=CASES)
    where = parts(as_of)[part] & filters.where()
    if part not in STANDING:
        where &= within(filters.period(as_of))
    return rows_for(actor, figure.programme).filter(where)


def kept(figure: Figure, as_of: datetime, now: datetime) -> None:
    """Raises NotKept where a figure of the present is asked about the past."""
    if figure.present and as_of < now:
        raise NotKept


def months(period: Period) -> list[date]:
    """The first day of every month that the period touches."""
    first, last = (
        period.start.year * 12 + period.start.month - 1,
        (period.end.year * 12 + period.end.month - 1) - (period.end.day == 1),
    )
    return [date(number // 12, number % 12 + 1, 1) for number in range(first, last + 1)]


def _totals(programme: str, wanted: list[Figure], actor: Actor, as_of: datetime, filters: Filters) -> dict[str, int]:
    row: dict[str, int] = {}
    for source in sources(programme, actor, as_of, filters):
        counts = source.counted(part for one in wanted for part in one.parts)
        row = source.rows.aggregate(**counts, found=Count("pk"))
        if row["found"] or source.last:
            break
    return row


def _value(figure: Figure, row: dict[str, Any], as_of: datetime, filters: Filters) -> Value:
    period = None if figure.standing else filters.period(as_of)
    if figure.count:
        return Value(figure, figure.count(), None, as_of, period)
    return Value(figure, _count(row, figure.of), _count(row, figure.per) if figure.per else None, as_of, period)


def _count(row: dict[str, Any], part: Part | None) -> int:
    """The count of a part; a sum over no tallies is none, and means nothing counted."""
    return row[f"n_{part}"] or 0
