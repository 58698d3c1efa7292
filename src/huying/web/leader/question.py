"""What a page was asked: of which programme, which period, narrowed by what. All of it stands in the address."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Self
from urllib.parse import urlencode

from msgspec import Struct

from huying.insight.filters import Filters
from huying.insight.registry import Figure, figures, of_programme
from huying.programmes.registry import load
from huying.rules.calendar import LOCAL
from huying.rules.figures import Period, latest_months
from huying.rules.programme import Programme
from huying.web.errors import NoPage

LATEST, ALL = "latest", "all"
NARROW = ("county", "unit", "category", "channel", "subject", "state")
LONGEST = 40  # characters of one filter; what is longer is no code of ours
BEGINNING = date(1970, 1, 1)


class Question(Struct, frozen=True):
    """`period` is "latest" (twelve months), "all", a year or a month ("2021", "2021-07"), or empty: the page's own choice
    (`periods.usual`). The others narrow.
    """

    programme: str
    period: str = ""
    county: str = ""
    unit: str = ""
    category: str = ""
    channel: str = ""
    subject: str = ""
    state: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """The question that an address asks. Raises NoPage where no programme has figures."""
        programmes = counted()
        if not programmes:
            raise NoPage
        asked = query.get("programme", "")
        given = {name: query.get(name, "").replace("\0", "").strip()[:LONGEST] for name in NARROW}
        return cls(asked if asked in programmes else programmes[0], _known(query.get("period", "")), **given)

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
        span = self.span(now)
        return Filters(start=span.start, end=span.end, **{name: getattr(self, name) for name in NARROW})

    def address(self, **changes: str) -> str:
        """The query string of this question with some members changed, what is usual left out."""
        usual = {"programme": next(iter(figures().values())).programme}
        mine = {name: str(getattr(self, name)) for name in self.__struct_fields__}
        return urlencode(
            {name: value for name, value in {**mine, **changes}.items() if value and usual.get(name) != value}
        )

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a form that narrows further must carry along."""
        return [("programme", self.programme), ("period", self.period)]

    @property
    def narrowed(self) -> dict[str, str]:
        """The filters in force."""
        return {name: value for name in NARROW if (value := getattr(self, name))}


def counted() -> list[str]:
    """The programmes that have figures."""
    return list(dict.fromkeys(one.programme for one in figures().values() if one.programme))


def _known(period: str) -> str:
    """The period; empty for a word that names none."""
    if period in (ALL, LATEST):
        return period
    year, dash, month = period.partition("-")
    whole = len(year) == 4 and year.isascii() and year.isdigit() and 1949 <= int(year) < 3000
    if whole and not dash:
        return period
    return period if whole and len(month) == 2 and month.isascii() and month.isdigit() and 1 <= int(month) <= 12 else ""
