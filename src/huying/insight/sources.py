"""Where counts come from: the rows of cases themselves, or the tallies, where these tell of the very instant asked for.

Both are queries that can be narrowed and grouped alike, so that `figures.py` asks them the same way.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, DateField, Expression, F, Func, Q, QuerySet, Sum
from msgspec import Struct

from huying.insight.countable import clauses, rows_for
from huying.insight.filters import COLUMNS, Filters, within
from huying.insight.models import Refresh, Tally
from huying.insight.parts import parts
from huying.ledger.projection import COUNTY
from huying.rules.calendar import LOCAL
from huying.rules.figures import STANDING, Part, Period
from huying.rules.policy import Actor, Clause

WITHIN_COUNTY = ("county", "month")  # dimensions that every row of the tallies has
ONE = 1  # the id of the one row of Refresh


class LocalMonth(Func):
    """The first day of an instant's month, in local time; the offset is fixed, so no table of zones is asked."""

    template = "date_trunc('month', %(expressions)s AT TIME ZONE INTERVAL '8 hours')::date"
    output_field = DateField()


class Source(Struct, frozen=True):
    """Rows, how each part is counted in them, and under which name they keep each dimension.

    `last` is the one to believe when it has no row; where another has none, it was not counted for that instant.
    """

    rows: QuerySet[Any]
    count: Callable[[Part], Expression]
    dimensions: dict[str, str]
    last: bool

    def column(self, dimension: str) -> F:
        """The dimension as these rows keep it."""
        return F(self.dimensions[dimension])

    def counted(self, wanted: Iterable[Part]) -> dict[str, Expression]:
        """The counts of these parts, each once, named so that no column is meant."""
        return {f"n_{part}": self.count(part) for part in dict.fromkeys(wanted)}


def sources(programme: str, actor: Actor, as_of: datetime, filters: Filters, by: str = "") -> Iterator[Source]:
    """Where to ask, in this order: the tallies where they could answer, then the cases."""
    tallied = _tallied(programme, actor, as_of, filters, by)
    if tallied:
        yield tallied
    yield _live(programme, actor, as_of, filters)


def latest(programme: str, actor: Actor, filters: Filters) -> Refresh | None:
    """Of which instant the tallies tell; None where there are none yet, or none that could answer this."""
    refresh = Refresh.objects.filter(pk=ONE).first()
    return refresh if refresh and _tallied(programme, actor, refresh.as_of, filters, "") else None


def _live(programme: str, actor: Actor, as_of: datetime, filters: Filters) -> Source:
    period, where = within(filters.period(as_of)), parts(as_of)

    def count(part: Part) -> Expression:
        return Count("pk", filter=where[part] if part in STANDING else where[part] & period)

    rows = rows_for(actor, programme).filter(filters.where()).alias(month=LocalMonth("opened_at")).order_by()
    return Source(rows, count, COLUMNS | {"month": "month"}, last=True)


def _tallied(programme: str, actor: Actor, as_of: datetime, filters: Filters, by: str) -> Source | None:
    """The tallies, if the question is in whole months, of this actor's sight, and cut the way they are."""
    cut = _cut(filters, by)
    months = _months(filters.period(as_of), as_of)
    sight = _sight(actor, programme)
    if cut is None or months is None or sight is None:
        return None
    given = {"county" if name == "county" else "value": value for name, value in filters.facts().items()}
    rows = Tally.objects.filter(sight, as_of=as_of, programme=programme, cut=cut, **given).order_by()

    def count(part: Part) -> Expression:
        return Sum(
            part, filter=None if part in STANDING else months
        )  # None where no row has the part: see `figures._count`

    dimensions = {"county": "county", "month": "month", cut: "value"}
    return Source(rows.exclude(accused__overlap=[actor.id, *sorted(actor.units)]), count, dimensions, last=False)


def _cut(filters: Filters, by: str) -> str | None:
    """The one dimension beside month and county that is asked about; None where there are several."""
    wanted = {*filters.facts(), by} - {*WITHIN_COUNTY, ""}
    return None if len(wanted) > 1 else next(iter(wanted), "")


def _months(period: Period, as_of: datetime) -> Q | None:
    """The period as whole months; None where it is not made of them."""
    if period.start.day > 1 or (period.end.day > 1 and period.end <= as_of.astimezone(LOCAL).date()):
        return None
    return Q(month__gte=period.start, month__lt=period.end)


def _sight(actor: Actor, programme: str) -> Q | None:
    """`cases_for` over the tallies, which know counties but neither towns nor assignments; None where it takes those."""
    found = Q(pk__in=[])
    for clause in clauses(actor, programme):
        condition = _clause(clause)
        if condition is None:
            return None
        found |= condition
    return found


def _clause(clause: Clause) -> Q | None:
    if clause.sees == "all":
        return Q(pk__isnull=False)
    if clause.sees == "place" and 0 < len(clause.value) <= COUNTY:
        return Q(county__startswith=clause.value)
    return None
