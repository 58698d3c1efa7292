"""What a figure is narrowed by and cut by: a period, a county, the unit that leads, the state, and every fact that the programme declares
as a filter.

A dimension is named as an address has it: `county`, `unit`, `state`, `month`, and `f.CODE` for a fact, so that no fact's code can clash
with a word of the address itself.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db.models import Func, Q, TextField, Value
from django.db.models.expressions import Combinable, F
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, IsNull
from msgspec import Struct

from huying.insight.books import FACT, filters
from huying.insight.errors import NO_FILTER
from huying.ledger.selectors.where import fact
from huying.rules.calendar import LOCAL
from huying.rules.errors import BadInput
from huying.rules.figures import Period, usual_period
from huying.rules.programme import Programme

COLUMNS = {"county": "county", "unit": "lead_unit", "state": "state"}
"""Each dimension that every programme has, and the column of a case that it is about."""

NONE = "-"
"""A filter of this value leaves the cases that have nothing there: no county, no unit yet, a fact that is not known."""

BOTH = "+county"
FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2999, 12, 31)
"""The days that figures may be asked about; what lies beyond is a slip of the pen, and no instant of the database."""


class Filters(Struct, frozen=True, omit_defaults=True):
    """Each empty where it does not narrow; `facts` are codes with values. Without `start` and `end` (the day after the last) the
    usual period counts.
    """

    start: date | None = None
    end: date | None = None
    county: str = ""
    unit: str = ""
    state: str = ""
    facts: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, query: Mapping[str, str], start: date | None = None, end: date | None = None) -> Self:
        """Out of an address: whatever it has of dimensions, a period apart."""
        named = {name: query.get(name, "") for name in COLUMNS}
        return cls(start, end, **named, facts=tuple(sorted(said(query).items())))

    def period(self, as_of: datetime) -> Period:
        """The period that is counted."""
        usual = usual_period(as_of.astimezone(LOCAL).date())
        return Period(self.start or usual.start, self.end or usual.end)

    def given(self) -> dict[str, str]:
        """What narrows, as an address has it, but for the period."""
        found = {name: value for name in COLUMNS if (value := getattr(self, name))}
        return found | {FACT + code: value for code, value in self.facts}

    def narrowed(self) -> dict[str, str]:
        """What narrows, by dimension: empty for what must have nothing there."""
        return {name: "" if value == NONE else value for name, value in self.given().items()}

    def where(self) -> Q:
        """The condition on rows of cases, but for the period."""
        found = Q()
        for name, value in self.narrowed().items():
            if name in COLUMNS:
                found &= Q(**{COLUMNS[name]: value})
            else:
                member = fact(name.removeprefix(FACT))
                found &= Q(Exact(member, value)) if value else Q(IsNull(member, rhs=True))
        return found

    def demand_known(self, programme: Programme) -> None:
        """Raises BadInput for a fact that is no filter of the programme."""
        for code, _ in self.facts:
            if code not in filters(programme):
                raise BadInput(field=FACT + code, problem=NO_FILTER)

    def known(self, programme: Programme) -> bool:
        """Whether the programme has all these filters."""
        return all(code in filters(programme) for code, _ in self.facts)


def said(query: Mapping[str, str]) -> dict[str, str]:
    """The facts that an address narrows by, by code."""
    return {name.removeprefix(FACT): value for name, value in query.items() if name.startswith(FACT) and value}


def dimensions(programme: Programme) -> tuple[str, ...]:
    """Everything that the programme's figures can be cut by, months left aside."""
    return (*COLUMNS, *(FACT + code for code in filters(programme)))


def both(dimension: str) -> str:
    """What a cut by a dimension and by county at once is called: its groups are pairs of the two values."""
    return dimension + BOTH


class Pair(Func):
    """Two texts as one value."""

    template = "ARRAY[%(expressions)s]::text[]"
    output_field = ArrayField(TextField())


def column(dimension: str) -> Combinable:
    """A dimension over rows of cases; empty where there is nothing."""
    if dimension.endswith(BOTH):
        return Pair(column(dimension.removesuffix(BOTH)), column("county"))
    if dimension in COLUMNS:
        return F(COLUMNS[dimension])
    return Coalesce(fact(dimension.removeprefix(FACT)), Value(""), output_field=TextField())


def within(period: Period) -> Q:
    """The cases opened in the period, over rows of cases."""
    return Q(opened_at__gte=midnight(period.start), opened_at__lt=midnight(period.end))


def midnight(day: date) -> datetime:
    """The instant at which a local day begins."""
    return datetime.combine(day, time(), LOCAL).astimezone(UTC)


def day_ends(day: date, now: datetime) -> datetime:
    """The last instant of a local day, or `now` where the day is not over."""
    return min(midnight(day + timedelta(days=1)) - timedelta(microseconds=1), now)
