"""Parts as conditions on cases, and what of them the clock moves. Pure.

The columns of a case tell its past as far as its dates do: when it was opened, reached its milestones, was promised something
and was closed. What they do not keep is what a case held before it was handled again, and the lights of the past
(`Part.present`). Both are in the log; a figure of a past day leaves the second out and counts the first as the case stands now.
"""

from decimal import Decimal

from msgspec.structs import replace

from huying.rules.conditions import Test, Where
from huying.rules.figures import OPENED, TO_DATE, Part

Counts = dict[str, int | Decimal]
"""What parts came to, by their codes: counts, and exact sums."""


def milestone(part: Part) -> str:
    """The milestone whose date says into which period a case falls; empty where that is its opening, or where none is asked."""
    return "" if part.over in (OPENED, TO_DATE) else part.over


def counted(part: Part) -> Where:
    """What a case must fulfil to count: the part's condition, a date to be counted by, a value to be told apart by."""
    where = part.where
    if reached := milestone(part):
        where = replace(where, milestone=(*where.milestone, reached))
    if part.distinct and part.distinct not in where.fact:
        where = replace(where, fact={**where.fact, part.distinct: Test(known=True)})
    return where


def lit(where: Where) -> bool:
    """Whether it asks for a light."""
    return where.light is not None or any(map(lit, where.any))


def owed(where: Where) -> bool:
    """Whether a promise that runs out moves it."""
    return where.promise in ("due", "over") or any(map(owed, where.any))


def dates(where: Where) -> frozenset[str]:
    """The dates whose passing moves it."""
    return frozenset(where.passed).union(*map(dates, where.any))


def moved(where: Where) -> bool:
    """Whether the clock moves it though nothing happens to the case."""
    return lit(where) or owed(where) or bool(dates(where))
