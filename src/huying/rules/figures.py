"""Figures as sums: a rate with its two counts, rounded half up, and the period that is counted where nobody names one. Pure.

A figure is made of *parts*: named conditions that a case fulfils or not (`Part`). Which figures a programme shows, under
which names, is data of the programme (`[indicators]`); what a part asks of a case's row stands in `insight/parts.py`.
"""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, get_args

from msgspec import Struct

from huying.rules.wording import Text

Part = Literal[
    "opened", "replied", "due", "in_time", "closed", "known", "resolved", "rated", "content", "reopened",
    "open", "overdue", "red", "amber", "green", "supervised",
]  # fmt: skip
PARTS: tuple[Part, ...] = get_args(Part)
STANDING: frozenset[Part] = frozenset({"open", "overdue", "red", "amber", "green", "supervised"})
"""Parts that tell how things stand at an instant, whenever the case was opened; the others count cases opened in a period."""
PRESENT: frozenset[Part] = frozenset({"red", "amber", "green", "supervised"})
"""Parts that are known of the present only: what lights a case showed in the past is in its log, not in its row."""


class Indicator(Struct, frozen=True, forbid_unknown_fields=True):
    """One figure of a programme: the count `of` a part, as a share `per` another where that is given.

    `note` says how it is counted; `sample` marks a definition that is nobody's official one (示例口径). `digits` behind the
    point of the per cent.
    """

    name: Text
    note: Text
    of: Part
    per: Part | None = None
    digits: int = 0
    sample: bool = False


class Rate(Struct, frozen=True):
    """A share with both its counts, which are always shown beside it."""

    numerator: int
    denominator: int

    @property
    def percent(self) -> Decimal | None:
        """In per cent, unrounded; None where there is nothing to be a share of."""
        return Decimal(100 * self.numerator) / self.denominator if self.denominator else None


class Period(Struct, frozen=True):
    """Local days from `start` until the day before `end`."""

    start: date
    end: date


def half_up(value: Decimal, digits: int) -> Decimal:
    """Rounded to `digits` behind the point; a five goes away from zero, as in school and in every official figure."""
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def shown(rate: Rate, digits: int = 0) -> str:
    """「85%」「95.82%」, or a dash where the denominator is zero."""
    percent = rate.percent
    return "—" if percent is None else f"{half_up(percent, digits)}%"


def usual_period(on: date) -> Period:
    """The year so far, up to the end of the last whole month; in January the whole year before.

    On 30 December 2021 that is 1 January to 30 November 2021.
    """
    end = on.replace(day=1)
    return Period((end - timedelta(days=1)).replace(month=1, day=1), end)


def latest_months(on: date, months: int = 12) -> Period:
    """The last months, the running one included, up to and with `on`."""
    before = on.year * 12 + on.month - months
    return Period(date(before // 12, before % 12 + 1, 1), on + timedelta(days=1))
