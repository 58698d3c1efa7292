"""Figures and the cases behind them. Screens, command line, reports and API all ask here.

`compute` and `cases_behind` build on the same conditions (`parts.py`) and the same scope (`cases_for`), so that a count always
equals the length of its list. A figure tells of an instant, `as_of`. Where the tallies tell of it, they answer (`tallies.py`), else the
ledger itself does (`rows.py`), with the same numbers.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from msgspec import Struct

from huying.insight import rows, tallies
from huying.insight.books import FACT, book
from huying.insight.countable import NotTallied, counties_for, shut_out
from huying.insight.errors import NO_FILTER, NotKept
from huying.insight.filters import BOTH, Filters
from huying.insight.parts import Counts, nothing
from huying.insight.registry import Figure, Side
from huying.insight.tallies import Answer, Question
from huying.insight.values import Value
from huying.ledger.models import Case
from huying.programmes.registry import load
from huying.rules.calendar import LOCAL
from huying.rules.errors import BadInput, NotFound
from huying.rules.figures import Period
from huying.rules.policy import Actor
from huying.rules.programme import Programme
from huying.rules.wording import Text

CASES = Text("清单", "list of cases")
ALL = Filters()


class Asked(Struct, frozen=True):
    """Who asks what about a programme: the circumstances of every count."""

    programme: Programme
    actor: Actor
    as_of: datetime
    filters: Filters

    @property
    def period(self) -> Period:
        """The days that are counted."""
        return self.filters.period(self.as_of)


def compute(figure: Figure, *, actor: Actor, as_of: datetime, filters: Filters = ALL) -> Value:
    """One figure, as this actor may count it. Raises BadInput for a filter that its programme does not have."""
    return compute_many([figure], actor=actor, as_of=as_of, filters=filters)[figure.key]


def compute_many(
    figures: Iterable[Figure], *, actor: Actor, as_of: datetime, filters: Filters = ALL
) -> dict[str, Value]:
    """Several figures by their keys: one question to the database for each programme. Raises BadInput."""
    wanted = list(figures)
    found: dict[str, Value] = {}
    for programme in dict.fromkeys(one.programme for one in wanted):
        mine = [one for one in wanted if one.programme == programme]
        found |= (
            _computed(mine, _asked(programme, actor, as_of, filters)) if programme else _plain(mine, as_of, filters)
        )
    return {one.key: found[one.key] for one in wanted}


def breakdown(
    figures: Iterable[Figure], by: str, *, actor: Actor, as_of: datetime, filters: Filters = ALL
) -> dict[Any, dict[str, Value]]:
    """Figures of one programme by a dimension (`filters.dimensions`), by one and the county (`filters.both`: pairs), or by month (a
    date): each by the month that dates it.

    Keys are sorted; what has nothing at all is left out. Raises BadInput.
    """
    wanted = list(figures)
    asked = _asked(wanted[0].programme, actor, as_of, filters)
    answer = _answer(asked, _parts(wanted), by)
    return {
        group: {one.key: _value(one, answer.groups[group], asked, answer.as_of) for one in wanted}
        for group in sorted(answer.groups)
        if any(answer.groups[group].values())
    }


def cases_behind(
    figure: Figure, side: Side = "numerator", *, actor: Actor, as_of: datetime, filters: Filters = ALL
) -> QuerySet[Case]:
    """The cases that a figure's numerator or denominator counts, unordered. Raises NotFound where it counts no cases, BadInput."""
    part = figure.part(side)
    if part is None:
        raise NotFound(what=CASES)
    asked = _asked(figure.programme, actor, as_of, filters)
    return rows.behind(asked.programme, part, actor, as_of, filters)


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


def _asked(programme: str, actor: Actor, as_of: datetime, filters: Filters) -> Asked:
    rules = load(programme)
    filters.demand_known(rules)
    return Asked(rules, actor, as_of, filters)


def _plain(figures: list[Figure], as_of: datetime, filters: Filters) -> dict[str, Value]:
    """Counts of what is no case, and has no facts."""
    for code, _ in filters.facts:
        raise BadInput(field=FACT + code, problem=NO_FILTER)
    return {one.key: Value(one, one.count() if one.count else 0, None, as_of, None) for one in figures}


def _computed(figures: list[Figure], asked: Asked) -> dict[str, Value]:
    answer = _answer(asked, _parts(figures))
    counts = answer.groups.get("", {})
    return {one.key: _value(one, counts, asked, answer.as_of) for one in figures}


def _value(figure: Figure, counts: Counts, asked: Asked, as_of: datetime) -> Value:
    period = None if figure.standing else asked.period
    below = _count(asked, figure.per, counts) if figure.per else None
    return Value(figure, _count(asked, figure.of, counts), below, as_of, period)


def _count(asked: Asked, code: str, counts: Counts) -> int | Decimal:
    return counts.get(code, nothing(asked.programme.parts[code]))


def _parts(figures: Iterable[Figure]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for one in figures for code in one.parts))


def _answer(asked: Asked, parts: Sequence[str], by: str = "") -> Answer:
    """Out of the tallies where they know, else out of the ledger."""
    question = tallied(asked, tuple(parts), by)
    told = tallies.ask(question) if question else None
    if told:
        return told
    counts = rows.count(asked.programme, parts, asked.actor, asked.as_of, asked.filters, by)
    return Answer(counts, asked.as_of)


def tallied(asked: Asked, parts: tuple[str, ...], by: str = "") -> Question | None:
    """The question as tallies could answer it: in whole months, cut in one way beside the county, in the sight of somebody who sees
    counties whole. None where they can't.
    """
    mine, narrowed, period = book(asked.programme.code), asked.filters.narrowed(), asked.period
    dimension, crossed = by.removesuffix(BOTH), by.endswith(BOTH)
    cuts = {*narrowed, dimension} - {"county", "month", ""}
    known = cuts <= set(mine.cuts) and set(parts) <= mine.parts.keys()
    if len(cuts) > 1 or not known or not _whole(period, asked.as_of) or (by == "month" and _standing(asked, parts)):
        return None
    try:
        counties = counties_for(asked.actor, mine.programme)
    except NotTallied:
        return None
    cut = next(iter(cuts), "")
    return Question(
        book=mine,
        parts=parts,
        as_of=asked.as_of,
        period=period,
        by="both" if crossed else "cut" if by == cut and cut else by,
        cut=mine.cuts.index(cut) + 1 if cut else 0,
        value=narrowed.get(cut),
        counties=_narrower(counties, narrowed.get("county")),
        accused=shut_out(asked.actor),
    )


def _standing(asked: Asked, parts: Sequence[str]) -> bool:
    return any(asked.programme.parts[code].standing for code in parts)


def _whole(period: Period, as_of: datetime) -> bool:
    """Whether the period is made of whole months; of one that is not over all that has come counts."""
    return period.start.day == 1 and (period.end.day == 1 or period.end > as_of.astimezone(LOCAL).date())


def _narrower(counties: tuple[str, ...] | None, county: str | None) -> tuple[str, ...] | None:
    if county is None:
        return counties
    return (county,) if counties is None or county in counties else ()
