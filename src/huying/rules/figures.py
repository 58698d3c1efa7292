"""Figures as sums: a rate with its two counts, rounded half up, and the period that is counted where nobody names one. Pure.

A figure is made of *parts*: conditions on cases that are data of the programme (`[parts]`), and those that every programme
has (`COMMON`, and `PROMISED` where somebody is promised something). A part is counted, summed, or counted distinct, over its own
period. Which figures a programme shows, under which names, is data too (`[indicators]`).
"""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct

from huying.rules.conditions import Where
from huying.rules.wording import Text

OPENED, TO_DATE = "opened", "to_date"


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """The cases that fulfil `where`, counted; `sum` adds up a number fact of theirs, `distinct` counts the values of a fact.

    `over` is what lies in the period: when the case was opened, when it reached a milestone (its name), or nothing
    ("to_date": how things stand, whenever the case was opened).
    """

    where: Where = Where()
    over: str = OPENED
    sum: str = ""
    distinct: str = ""

    @property
    def standing(self) -> bool:
        """Whether it tells how things stand at an instant, and not what came in during a period."""
        return self.over == TO_DATE

    @property
    def present(self) -> bool:
        """Whether it is known of the present only: what a case showed in the past is in its log, not in its row."""
        return self.where.present


COMMON: dict[str, Part] = {
    "opened": Part(),
    "closed": Part(Where(open=False)),
    "open": Part(Where(open=True), TO_DATE),
    "red": Part(Where(light="red"), TO_DATE),
    "amber": Part(Where(light="amber"), TO_DATE),
    "green": Part(Where(light="green"), TO_DATE),
}
"""Parts that every programme has."""


def promised(until: str) -> dict[str, Part]:
    """Parts of a programme that promises: `until` is the milestone by which the promise is kept."""
    kept = Where(milestone=(until,), promise="made")
    return {
        "replied": Part(kept),
        "due": Part(Where(any=(kept, Where(promise="due")))),
        "in_time": Part(Where(promise="kept")),
        "overdue": Part(Where(open=True, promise="over", missing=(until,)), TO_DATE),
    }


class Indicator(Struct, frozen=True, forbid_unknown_fields=True):
    """One figure of a programme: `of` a part, as a share `per` another where that is given.

    `note` says how it is counted; `sample` marks a definition that is nobody's official one (示例口径). `digits` behind the
    point of the per cent. `key` is what the figure is called outside where that differs from "programme.indicator".
    """

    name: Text
    note: Text
    of: str
    per: str = ""
    digits: int = 0
    sample: bool = False
    key: str = ""


class Matrix(Struct, frozen=True, forbid_unknown_fields=True):
    """Parts of a programme, cell by cell: a row for each value of the fact `rows`, a column for each county, in every cell the
    `parts` under the names that they have here. Whenever the cases were opened, all of them count.
    """

    name: Text
    rows: str
    parts: dict[str, Text]


class Rate(Struct, frozen=True):
    """A share with both its counts, which are always shown beside it."""

    numerator: int | Decimal
    denominator: int | Decimal

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
