"""Where counts come from: the rows of cases themselves, or the tallies, where these tell of the very instant asked for.

Both are queries that can be narrowed and grouped alike, so that `figures.py` asks them the same way.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, DateField, Expression, F, Func, IntegerField, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from msgspec import Struct

from huying.cases.projection import COUNTY
from huying.cases.selectors.scope import cases_for
from huying.insight.filters import COLUMNS, Filters, within
from huying.insight.models import Refresh, Tally
from huying.insight.parts import parts
from huying.programmes.catalogue import published
from huying.rules.calendar import LOCAL
from huying.rules.figures import PARTS, STANDING, Part, Period
from huying.rules.policy import Actor, Clause, scope

WITHIN_COUNTY = ("county", "month")  # dimensions that every row of the tallies has
ONE = 1  # the id of the one row of Refresh


class LocalMonth(Func):
    """The first day of an instant's month, in local time; the offset is fixed, so no table of zones is asked."""

    template = "date_trunc('month', %(expressions)s AT TIME ZONE INTERVAL '8 hours')::date"
    output_field = DateField()


class Source(Struct, frozen=True):
    """Rows, how each part is counted in them, and under which name they keep each dimension."""

    rows: QuerySet[Any]
    counts: dict[Part, Expression]
    dimensions: dict[str, str]


def source(programme: str, actor: Actor, as_of: datetime, filters: Filters, by: str = "") -> Source:
    """The tallies where they can answer, else the cases."""
    return _tallied(programme, actor, as_of, filters, by) or _live(programme, actor, as_of, filters)


def latest(programme: str, actor: Actor, filters: Filters) -> Refresh | None:
    """Of which instant the tallies tell; None where there are none yet, or none that could answer this."""
    refresh = Refresh.objects.filter(pk=ONE).first()
    if refresh is None or _tallied(programme, actor, refresh.as_of, filters, "", refresh) is None:
        return None
    return refresh


def _live(programme: str, actor: Actor, as_of: datetime, filters: Filters) -> Source:
    period = within(filters.period(as_of))
    counts: dict[Part, Expression] = {
        part: Count("pk", filter=where if part in STANDING else where & period) for part, where in parts(as_of).items()
    }
    rows = cases_for(actor).filter(filters.where(), programme=programme).alias(month=LocalMonth("opened_at")).order_by()
    return Source(rows, counts, COLUMNS | {"month": "month"})


def _tallied(
    programme: str, actor: Actor, as_of: datetime, filters: Filters, by: str, refresh: Refresh | None = None
) -> Source | None:
    """The tallies, if they tell of that instant, in whole months, of this actor's sight, and are cut the way it takes."""
    cut = _cut(filters, by)
    months = _months(filters.period(as_of), as_of)
    sight = _sight(actor, programme)
    if cut is None or months is None or sight is None:
        return None
    refresh = refresh or Refresh.objects.filter(pk=ONE, as_of=as_of).first()
    if refresh is None:
        return None
    rows = Tally.objects.filter(sight, programme=programme, cut=cut).exclude(
        accused__overlap=[actor.id, *sorted(actor.units)]
    )
    given = {"county" if name == "county" else "value": value for name, value in filters.facts().items()}
    counts: dict[Part, Expression] = {
        part: Coalesce(Sum(part, filter=Q() if part in STANDING else months), 0, output_field=IntegerField())
        for part in PARTS
    }
    return Source(rows.filter(**given).order_by(), counts, {"county": "county", "month": "month", cut: "value"})


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
    clauses = {clause for one in published() if one.code == programme for clause in scope(actor, one)}
    found = Q(pk__in=[])
    for clause in clauses:
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


def column(of: Source, dimension: str) -> F:
    """The dimension as the source's rows keep it."""
    return F(of.dimensions[dimension])


def counted(of: Source, wanted: Iterable[Part]) -> dict[str, Expression]:
    """The counts of these parts, each once, named so that no column is meant."""
    return {f"n_{part}": of.counts[part] for part in dict.fromkeys(wanted)}
