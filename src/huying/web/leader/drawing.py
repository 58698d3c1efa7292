"""What the charts draw, as plain data for the browser; the same numbers stand in a table beneath."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from huying.insight.registry import Figure
from huying.insight.values import Value
from huying.rules.figures import half_up
from huying.web.leader.numbers import Number, number, plain, rates
from huying.web.leader.question import Question


class Month(Struct, frozen=True):
    """One month: how many came in, and its shares."""

    month: date
    volume: Number
    rates: list[Number]


def table(months: list[date], found: Mapping[date, dict[str, Value]], question: Question) -> list[Month]:
    """The months as rows, those without a case left empty."""
    volume = plain(question.figures, "opened")
    if volume is None:
        return []
    three = rates(question.figures)[:3]
    return [_month(month, found[month], volume, three, question) for month in months if month in found]


def data(months: list[date], rows: list[Month], question: Question, language: str) -> dict[str, Any]:
    """Names, values and links of the two charts. A month without a share has none (None), not zero."""
    by_month = {row.month: row for row in rows}
    three = rates(question.figures)[:3]
    volume = plain(question.figures, "opened")
    return {
        "months": [f"{month:%Y-%m}" for month in months],
        "volume": _series(
            volume, [by_month[month].volume if month in by_month else None for month in months], language
        ),
        "rates": [
            _series(one, [by_month[month].rates[place] if month in by_month else None for month in months], language)
            for place, one in enumerate(three)
        ],
    }


def _month(month: date, values: Mapping[str, Value], volume: Figure, three: list[Figure], question: Question) -> Month:
    period = f"{month:%Y-%m}"
    shares = [number(values[one.key], question, period=period) for one in three]
    return Month(month, number(values[volume.key], question, period=period), shares)


def _series(figure: Figure | None, numbers: list[Number | None], language: str) -> dict[str, Any]:
    return {
        "name": figure.name.say(language) if figure else "",
        "values": [_value(one) for one in numbers],
        "said": [_said(one) for one in numbers],
        "links": [one.link if one else "" for one in numbers],
    }


def _value(one: Number | None) -> float | None:
    if one is None:
        return None
    if not one.figure.per:
        return float(one.value.numerator)
    return None if one.percent is None else float(half_up(one.percent, one.figure.digits))


def _said(one: Number | None) -> str:
    if one is None:
        return "0"
    return f"{one.big}  {one.above} / {one.of}" if one.figure.per else one.big
