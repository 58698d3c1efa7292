"""Figures out of the cases themselves: what the tallies do not know — the past, the cases of a unit or a town, two cuts at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Aggregate, Count, DateField, F, Func, Q, QuerySet, Sum
from django.db.models.expressions import Combinable
from django.db.models.lookups import GreaterThanOrEqual, LessThan

from huying.insight.countable import rows_for
from huying.insight.filters import Filters, column, midnight, within
from huying.insight.parts import Counts, counted, milestone, nothing
from huying.ledger.models import Case
from huying.ledger.projection import stamp
from huying.ledger.selectors.where import Member, amount, fact, matching
from huying.rules.figures import Part, Period
from huying.rules.policy import Actor
from huying.rules.programme import Programme


class LocalMonth(Func):
    """The first day of an instant's month, in local time; the offset is fixed, so no table of zones is asked."""

    template = "date_trunc('month', (%(expressions)s)::timestamptz AT TIME ZONE INTERVAL '8 hours')::date"
    output_field = DateField()


def behind(programme: Programme, part: Part, actor: Actor, as_of: datetime, filters: Filters) -> QuerySet[Case]:
    """The cases that a part counts, unordered."""
    rows = rows_for(actor, programme.code).filter(filters.where())
    return rows.filter(condition(programme, part, as_of, filters.period(as_of)))


def condition(programme: Programme, part: Part, as_of: datetime, period: Period) -> Q:
    """What a row must fulfil to count for a part in a period."""
    return matching(counted(part), programme, as_of) & dated(part, period)


def dated(part: Part, period: Period) -> Q:
    """That the part's date lies in the period."""
    if part.standing:
        return Q()
    name = milestone(part)
    if not name:
        return within(period)
    reached = Member("reached", name)
    start, end = stamp(midnight(period.start)), stamp(midnight(period.end))
    return Q(GreaterThanOrEqual(reached, start)) & Q(LessThan(reached, end))


def count(
    programme: Programme, parts: Sequence[str], actor: Actor, as_of: datetime, filters: Filters, by: str = ""
) -> dict[Any, Counts]:
    """The parts by group (by the empty one where nothing is cut). By month each is grouped by its own date, how things stand by that
    of opening; by `filters.both(dimension)` groups are pairs.
    """
    found: dict[Any, Counts] = {}
    for dating in _datings(programme, parts) if by == "month" else [list(parts)]:
        rows = rows_for(actor, programme.code).filter(filters.where()).order_by()
        sums = {f"n{place}": _sum(programme, code, as_of, filters) for place, code in enumerate(dating)}
        for row in _grouped(rows, sums, _group(programme.parts[dating[0]], by)):
            group = tuple(row["g"]) if isinstance(row["g"], list) else row["g"]
            told = found.setdefault(group, {code: nothing(programme.parts[code]) for code in parts})
            told |= {code: value for place, code in enumerate(dating) if (value := row[f"n{place}"])}
    return found


def _grouped(rows: QuerySet[Case], sums: dict[str, Aggregate], group: Combinable | None) -> list[dict[str, Any]]:
    if group is None:
        return [{"g": ""} | rows.aggregate(**sums)]
    return list(rows.annotate(g=group).values("g").annotate(**sums).filter(g__isnull=False))


def _group(part: Part, by: str) -> Combinable | None:
    if by != "month":
        return column(by) if by else None
    return LocalMonth(Member("reached", name) if (name := milestone(part)) else F("opened_at"))


def _datings(programme: Programme, parts: Sequence[str]) -> list[list[str]]:
    """The parts by what dates them."""
    found: dict[str, list[str]] = {}
    for code in parts:
        found.setdefault(milestone(programme.parts[code]), []).append(code)
    return list(found.values())


def _sum(programme: Programme, code: str, as_of: datetime, filters: Filters) -> Aggregate:
    part = programme.parts[code]
    where = condition(programme, part, as_of, filters.period(as_of))
    if part.sum:
        return Sum(amount(part.sum), filter=where)
    if part.distinct:
        return Count(fact(part.distinct), distinct=True, filter=where)
    return Count("pk", filter=where)
