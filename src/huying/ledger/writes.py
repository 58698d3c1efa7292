"""What is to be written, as data: rows by table and columns, before anybody says how. The door sends them in one statement
(`statements.py`), bulk loading keeps them in memory and copies them in (`services/loading.py`): one source, two ways in.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, TypeVar
from uuid import UUID

from msgspec import Struct

from huying.rules.case import Case
from huying.rules.decide import Decision
from huying.rules.programme import Programme


class Words(Struct, frozen=True):
    """Words joined by blanks, for a column that is searched by words (a tsvector)."""

    text: str


class Late(Struct, frozen=True):
    """A value that is worked out only when its row is written: what a later "put" of the same row replaces costs nothing."""

    value: Callable[[], Any]


class Write(Struct, frozen=True):
    """One thing to be written.

    "add" a row; "put" a row that may be there already, known by the columns of `key` (those of `join` hold words, which are added
    to what is there; those of `first` stay as whoever came first has put them); "mend" some columns of the rows that `match`
    (column → values, None for "is empty"); "drop" such rows. What is mended or dropped was there before: it never meets what
    the same decision adds.
    """

    op: Literal["add", "put", "mend", "drop"]
    table: str
    columns: dict[str, Any] = {}
    key: tuple[str, ...] = ()
    join: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    match: dict[str, tuple[Any, ...] | None] = {}

    @property
    def row(self) -> tuple[str, ...]:
        """Which row of its table it writes; empty where that is a new row without a name, or several."""
        if self.op == "put":
            return tuple(str(self.columns[name]) for name in self.key)
        return (str(self.columns["id"]),) if "id" in self.columns else ()


FRESH = ("add", "put")  # operations that bring a row of their own

Subscriber = Callable[[Case | None, Decision, Programme], Iterable[Write]]
"""Told of the case before (None for a new one), the decision, and the programme; gives back what it wants written."""

Heeded = Callable[[Programme, str], bool]
S = TypeVar("S", bound=Subscriber)


def heeds(wanted: Heeded) -> Callable[[S], S]:
    """Says of a subscriber which actions of a programme it may want anything of; it is told of no other."""

    def mark(subscriber: S) -> S:
        subscriber.heeds = wanted  # type: ignore[attr-defined]  # a mark on a function
        return subscriber

    return mark


def last_only(subscriber: S) -> S:
    """Says of a subscriber that what it wants written follows from the case as it stands: of a whole life it is told the end alone."""
    subscriber.last_only = True  # type: ignore[attr-defined]  # a mark on a function
    return subscriber


def add(table: str, columns: dict[str, Any]) -> Write:
    """A new row."""
    return Write("add", table, columns)


def put(
    table: str, columns: dict[str, Any], key: tuple[str, ...], join: tuple[str, ...] = (), first: tuple[str, ...] = ()
) -> Write:
    """A row that may be there already."""
    return Write("put", table, columns, key, join, first)


def mend(table: str, columns: dict[str, Any], **match: Any) -> Write:
    """Other values in some columns of the rows that match."""
    return Write("mend", table, columns, match=_match(match))


def drop(table: str, **match: Any) -> Write:
    """These rows go."""
    return Write("drop", table, match=_match(match))


def _match(given: Mapping[str, Any]) -> dict[str, tuple[Any, ...] | None]:
    return {
        name: None if value is None else tuple(value) if isinstance(value, list | tuple | set) else (value,)
        for name, value in given.items()
    }


def demand_apart(writes: Iterable[Write]) -> None:
    """Raise ValueError where two of them write one row: none sees what another one writes, so that one would silently be lost."""
    tables = defaultdict[str, list[Write]](list)
    for one in writes:
        for other in tables[one.table]:
            if _clash(one, other):
                raise ValueError(f"two parts of one decision write one row of {one.table}: {one.row or one.match}")
        tables[one.table].append(one)


def _clash(one: Write, other: Write) -> bool:
    match (one.op in FRESH, other.op in FRESH):
        case (True, True):
            return bool(one.row) and one.row == other.row
        case (False, False):
            return {one.op, other.op} != {"drop"} and not _apart(one.match, other.match)
    fresh, known = (one, other) if one.op in FRESH else (other, one)
    found = {name: values for name, values in known.match.items() if name in fresh.columns}
    return fresh.op == "put" and matches(fresh.columns, found)


def _apart(one: Mapping[str, tuple[Any, ...] | None], other: Mapping[str, tuple[Any, ...] | None]) -> bool:
    """Whether no row can be meant by both."""
    return any(
        set(map(_plain, one[name] or (None,))).isdisjoint(map(_plain, other[name] or (None,)))
        for name in one.keys() & other.keys()
    )


def matches(row: Mapping[str, Any], match: Mapping[str, tuple[Any, ...] | None]) -> bool:
    """Whether a row in memory is meant, by the same words that the database is asked with (which knows ids as ids)."""
    return matching(match)(row)


def matching(match: Mapping[str, tuple[Any, ...] | None]) -> Callable[[Mapping[str, Any]], bool]:
    """The same, made ready for many rows."""
    wanted = [(name, (None,) if values is None else tuple(map(_plain, values))) for name, values in match.items()]

    def meant(row: Mapping[str, Any]) -> bool:
        for name, values in wanted:  # noqa: SIM110 - a generator costs more than the answer
            if _plain(row.get(name)) not in values:
                return False
        return True

    return meant


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value
