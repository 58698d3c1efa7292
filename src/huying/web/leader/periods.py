"""The periods that a page offers, each with how many cases came in: the latest months, every year of the ledger, all."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct

from huying.insight.values import Value
from huying.rules.figures import Period
from huying.rules.wording import Text
from huying.web.leader.numbers import plain
from huying.web.leader.question import ALL, LATEST, Question

FEW = 10  # the latest months are next to nothing below this part of the whole
YEARS = 4  # offered one by one; older ones are in "all"


class Tab(Struct, frozen=True):
    """One period: its name, how many cases came in, its address, and whether it is the one in force."""

    name: Text
    cases: int
    address: str
    here: bool


def usual(found: Mapping[date, dict[str, Value]], question: Question, now: datetime) -> str:
    """The period where nobody asks for one: the latest months, or the fullest year where these hold next to nothing of the
    ledger, as after an import of old letters.
    """
    years = _years(_came(found, question))
    recent = _within(_came(found, question), Question(question.programme, LATEST).span(now))
    if recent * FEW >= sum(years.values()):
        return LATEST
    return str(max(years, key=lambda year: (years[year], year)))


def tabs(found: Mapping[date, dict[str, Value]], question: Question, now: datetime) -> list[Tab]:
    """The periods worth offering."""
    came = _came(found, question)
    years = _years(came)
    names = {LATEST: Text("近12个月", "Last 12 months")}
    names |= {str(year): Text(f"{year}年", str(year)) for year in sorted(years, reverse=True)[:YEARS]}
    names |= {ALL: Text("全部", "All")}
    if "-" in question.period:
        year, month = question.period.split("-")
        names |= {question.period: Text(f"{year}年{int(month)}月", question.period)}
    return [
        Tab(name, _within(came, Question(question.programme, code).span(now)), question.address({"period": code}), code == question.period)
        for code, name in names.items()
    ]  # fmt: skip


def _came(found: Mapping[date, dict[str, Value]], question: Question) -> dict[date, int]:
    """How many cases came in each month; nothing where the programme does not count them."""
    volume = plain(question.figures, "opened")
    return {month: int(values[volume.key].numerator) for month, values in found.items()} if volume else {}


def _years(came: Mapping[date, int]) -> Counter[int]:
    years: Counter[int] = Counter()
    for month, cases in came.items():
        years[month.year] += cases
    return years


def _within(came: Mapping[date, int], span: Period) -> int:
    return sum(cases for month, cases in came.items() if span.start <= month < span.end)
