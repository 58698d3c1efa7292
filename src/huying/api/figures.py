"""Figures over REST: the same numbers as on every screen, each with numerator, denominator and as-of time."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from huying import clock
from huying.api.asking import actor_of
from huying.api.rendered import rows_out
from huying.api.shapes import Row, Said
from huying.insight.books import FACT
from huying.insight.errors import NO_FILTER
from huying.insight.figures import cases_behind, compute, compute_many, kept
from huying.insight.filters import FIRST_DAY, LAST_DAY, Filters, day_ends, said
from huying.insight.registry import Figure, Side, figure, figures
from huying.insight.values import Value
from huying.programmes.registry import load
from huying.rules.errors import BadInput

router = Router(tags=["figures"])
MOST = 100
LONGEST = 60  # characters of a fact's value
Day = Annotated[date | None, Field(ge=FIRST_DAY, le=LAST_DAY)]
Code = Annotated[str, Field(max_length=40, pattern=r"^[\w.-]*$")]


class Narrow(Schema):
    """What figures are narrowed by; all of it may be left out. Besides these, `f.CODE=value` narrows by a fact that the programme
    declares as a filter (see `/programmes/{code}`), "-" for cases of which it is not known.
    """

    as_of: Day = Field(None, description="the end of this day; now if left out")
    start: Day = Field(None, description="first day of the period; the year of `as_of` if left out")
    end: Day = Field(None, description="last day of the period; the end of the last whole month if left out")
    county: Code = ""
    unit: Code = ""
    state: Code = ""


class FigureOut(Schema):
    """One figure. `denominator` is null for what is no share, `first` and `last` for a figure of how things stand. A sum is an exact
    decimal, written as a text.
    """

    key: str
    name: Said
    definition: Said
    sample: bool
    numerator: int | str
    denominator: int | str | None
    shown: str
    as_of: datetime
    first: date | None
    last: date | None
    rule: str


class CasesOut(Schema):
    """The cases behind a figure: how many there are in all, and the first of them."""

    total: int
    rows: list[Row]


@router.get("/figures", response=list[FigureOut], summary="Every figure")
def list_figures(request: HttpRequest, narrow: Query[Narrow]) -> list[FigureOut]:
    """As this token may count them. Left out is what is known of the present only where `as_of` lies in the past, and what has no such
    filter.
    """
    now = clock.now()
    at, filters = _instant(narrow, now), _filters(request, narrow)
    wanted = [one for one in figures().values() if (at == now or not one.present) and _narrows(one, filters)]
    if filters.facts and not wanted:
        raise BadInput(field=FACT + filters.facts[0][0], problem=NO_FILTER)
    values = compute_many(wanted, actor=actor_of(request), as_of=at, filters=filters)
    return [_out(value) for value in values.values()]


@router.get("/figures/{key}", response=FigureOut, summary="One figure")
def read_figure(request: HttpRequest, key: str, narrow: Query[Narrow]) -> FigureOut:
    """One figure by its key, e.g. `place.counties`."""
    now = clock.now()
    one, at = figure(key), _instant(narrow, now)
    kept(one, at, now)
    return _out(compute(one, actor=actor_of(request), as_of=at, filters=_filters(request, narrow)))


@router.get("/figures/{key}/cases", response=CasesOut, summary="The cases behind a figure")
def read_cases(
    request: HttpRequest,
    key: str,
    narrow: Query[Narrow],
    part: Side = "numerator",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> CasesOut:
    """The newest cases that the numerator or denominator counts."""
    now = clock.now()
    one, at = figure(key), _instant(narrow, now)
    kept(one, at, now)
    rows = cases_behind(one, part, actor=actor_of(request), as_of=at, filters=_filters(request, narrow))
    found = rows_out(rows.order_by("-opened_at", "-id")[:limit], actor_of(request), now)
    return CasesOut(total=rows.count(), rows=found)


def _instant(narrow: Narrow, now: datetime) -> datetime:
    return day_ends(narrow.as_of, now) if narrow.as_of else now


def _filters(request: HttpRequest, narrow: Narrow) -> Filters:
    """The days of an address include the last one; those of a filter end before it."""
    end = narrow.end + timedelta(days=1) if narrow.end else None
    facts = {FACT + code: value[:LONGEST].replace("\0", "") for code, value in said(request.GET).items()}
    return Filters.read(narrow.dict(exclude={"as_of", "start", "end"}) | facts, narrow.start, end)


def _narrows(one: Figure, filters: Filters) -> bool:
    return filters.known(load(one.programme)) if one.programme else not filters.facts


def _out(value: Value) -> FigureOut:
    one, period = value.figure, value.period
    return FigureOut(
        key=one.key,
        name=Said(zh=one.name.zh, en=one.name.en),
        definition=Said(zh=one.definition.zh, en=one.definition.en),
        sample=one.sample,
        numerator=_amount(value.numerator),
        denominator=None if value.denominator is None else _amount(value.denominator),
        shown=value.shown,
        as_of=value.as_of,
        first=period.start if period else None,
        last=period.end - timedelta(days=1) if period else None,
        rule=one.rule,
    )


def _amount(value: int | Decimal) -> int | str:
    return f"{value:f}" if isinstance(value, Decimal) else value
