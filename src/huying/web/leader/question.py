"""What a page was asked: of which programme, which period, narrowed by what. All of it stands in the address."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Self
from urllib.parse import urlencode

from msgspec import Struct

from huying.insight.books import filters
from huying.insight.filters import COLUMNS, Filters, said
from huying.insight.registry import Figure, figures, of_programme
from huying.programmes.registry import load
from huying.rules.calendar import LOCAL
from huying.rules.figures import Period, latest_months
from huying.rules.policy import Actor, held
from huying.rules.programme import Programme
from huying.web.errors import NoPage

SEES = ("all", "place", "unit")
LATEST, ALL = "latest", "all"
LONGEST = 60  # characters of one filter; what is longer is no code of ours
BEGINNING = date(1970, 1, 1)


class Question(Struct, frozen=True):
    """`period` is "latest" (twelve months), "all", a year or a month ("2021", "2021-07"), or empty: the page's own choice
    (`periods.usual`). The others narrow; `facts` are those that the programme declares as filters.
    """

    programme: str
    period: str = ""
    county: str = ""
    unit: str = ""
    state: str = ""
    facts: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, query: Mapping[str, str], programmes: Sequence[str]) -> Self:
        """The question that an address asks about one of these programmes, the first where it names none; what is no filter of the
        programme is left out. Raises NoPage where there is none.
        """
        if not programmes:
            raise NoPage
        asked = query.get("programme", "")
        programme = asked if asked in programmes else programmes[0]
        named = {name: _clean(query.get(name, "")) for name in COLUMNS}
        known = filters(load(programme))
        facts = ((code, _clean(value)) for code, value in said(query).items() if code in known)
        return cls(
            programme, _known(query.get("period", "")), **named, facts=tuple(sorted(one for one in facts if one[1]))
        )

    @property
    def rules(self) -> Programme:
        """The programme."""
        return load(self.programme)

    @property
    def figures(self) -> list[Figure]:
        """The programme's figures."""
        return of_programme(self.programme)

    def span(self, now: datetime) -> Period:
        """The days that the period names."""
        today = now.astimezone(LOCAL).date()
        if self.period in ("", LATEST):
            return latest_months(today)
        if self.period == ALL:
            return Period(BEGINNING, latest_months(today, 1).end)
        year, _, month = self.period.partition("-")
        if not month:
            return Period(date(int(year), 1, 1), date(int(year) + 1, 1, 1))
        number = int(year) * 12 + int(month)
        return Period(date(int(year), int(month), 1), date(number // 12, number % 12 + 1, 1))

    def filters(self, now: datetime) -> Filters:
        """The same, as figures want it."""
        return self.within(self.span(now))

    def within(self, span: Period) -> Filters:
        """What narrows, in another period."""
        return Filters(span.start, span.end, self.county, self.unit, self.state, self.facts)

    @property
    def narrowed(self) -> dict[str, str]:
        """The filters in force, by their names in the address."""
        return self.within(Period(BEGINNING, BEGINNING)).given()

    def address(self, changes: Mapping[str, str]) -> str:
        """The query string of this question with some members changed, what is usual left out."""
        usual = {"programme": counted()[0]}
        mine = {"programme": self.programme, "period": self.period, **self.narrowed, **changes}
        return urlencode({name: value for name, value in mine.items() if value and usual.get(name) != value})

    @property
    def here(self) -> str:
        """The query string of this question."""
        return self.address({})

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a form that narrows further must carry along."""
        return [("programme", self.programme), ("period", self.period)]


def seen(actor: Actor) -> list[str]:
    """The programmes that have figures and whose cases the actor may see."""
    return [code for code in counted() if any(role.sees in SEES for _, role in held(actor, load(code)))]


def counted() -> list[str]:
    """The programmes that have figures."""
    return list(dict.fromkeys(one.programme for one in figures().values() if one.programme))


def _clean(value: str) -> str:
    return value.replace("\0", "").strip()[:LONGEST]


def _known(period: str) -> str:
    """The period; empty for a word that names none."""
    if period in (ALL, LATEST):
        return period
    year, dash, month = period.partition("-")
    whole = len(year) == 4 and year.isascii() and year.isdigit() and 1949 <= int(year) < 3000
    if whole and not dash:
        return period
    return period if whole and len(month) == 2 and month.isascii() and month.isdigit() and 1 <= int(month) <= 12 else ""
