"""A long list page by page: found by an index where there is one, continued by the key of its last row, never by an offset or a
full count. What has no value in the order stands at the end, whichever way it goes.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote

from django.db.models import Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, IsNull, LessThan, LessThanOrEqual
from msgspec import Struct

PAGE = 50
MOST = 1000  # a list is counted this far and no further; the page says 999+
VALUE = "order_value"  # what a row is called by in its order
NULL = "~"


class Order(Struct, frozen=True):
    """What a list is ordered by: `value`, then `ties` (fields that tell every two rows apart), all one way.

    `read` turns the text of a value back into it (ValueError for what is none).
    """

    value: Combinable
    ties: dict[str, Callable[[str], Any]]
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str
    descending: bool = False
    nullable: bool = True


class Page(Struct, frozen=True):
    """Some rows of a list and the key of what follows, empty at the end."""

    rows: list[Any]
    following: str


def ordered(rows: QuerySet[Any], order: Order) -> QuerySet[Any]:
    """All of them in their order, each with its value at hand."""
    rising = order.value.asc()  # type: ignore[attr-defined]  # of every expression; PostgreSQL puts nothing last by itself
    falling = order.value.desc(nulls_last=order.nullable or None)  # type: ignore[attr-defined]
    first = falling if order.descending else rising
    ties = [f"-{name}" if order.descending else name for name in order.ties]
    line: QuerySet[Any] = rows.annotate(**{VALUE: order.value}).order_by(first, *ties)
    return line


def page(rows: QuerySet[Any], order: Order, after: str = "", size: int = PAGE) -> Page:
    """So many rows that follow the key `after`; a key that nobody made begins at the beginning."""
    line = ordered(rows, order)
    key = _read(order, after)
    if key is None:
        found = list(line[: size + 1])
    else:
        value, ties = key
        found = [] if value is None else list(line.filter(_beyond(order, value, ties))[: size + 1])
        if order.nullable and len(found) <= size:
            rest = Q(IsNull(order.value, True)) & (_ties(order, ties) if value is None else Q())
            found += list(line.filter(rest)[: size + 1 - len(found)])
    return Page(found[:size], _key(order, found[size - 1]) if len(found) > size else "")


def made(order: Order, after: str) -> bool:
    """Whether a page in this order could have given that key."""
    return _read(order, after) is not None


def counted(rows: QuerySet[Any]) -> int:
    """How many there are, at most `MOST`."""
    return rows.order_by().values("pk")[:MOST].count()


def many(number: int) -> int | str:
    """A count that went no further than `MOST`, as pages say it."""
    return f"{MOST - 1}+" if number >= MOST else number


def _key(order: Order, row: Any) -> str:
    value = getattr(row, VALUE)
    parts = [NULL if value is None else order.write(value), *(str(getattr(row, name)) for name in order.ties)]
    return "!".join(part if part == NULL else quote(part, safe="").replace(NULL, "%7E") for part in parts)


def _read(order: Order, after: str) -> tuple[Any, list[Any]] | None:
    """The value and the ties of a key; None where nobody made it."""
    try:
        value, *ties = after.split("!")
        known = [read(unquote(tie)) for read, tie in zip(order.ties.values(), ties, strict=True)]
        return (None if value == NULL else order.read(unquote(value))), known
    except (ValueError, ArithmeticError):  # decimal.InvalidOperation is arithmetic
        return None


def _beyond(order: Order, value: Any, ties: list[Any]) -> Q:
    """The rows behind a key: bounded by its value (which an index follows), told apart by the ties."""
    bound, further = (LessThanOrEqual, LessThan) if order.descending else (GreaterThanOrEqual, GreaterThan)
    same = Q(Exact(order.value, value)) & _ties(order, ties)
    return Q(bound(order.value, value)) & (Q(further(order.value, value)) | same)


def _ties(order: Order, values: list[Any]) -> Q:
    side = "lt" if order.descending else "gt"
    found = Q()
    for name, value in reversed(list(zip(order.ties, values, strict=True))):
        further = Q(**{f"{name}__{side}": value})
        found = further | (Q(**{name: value}) & found) if found else further
    return found
