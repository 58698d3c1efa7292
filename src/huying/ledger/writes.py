"""What is to be written, as data: rows by table and columns, before anybody says how. The door sends them in one statement
(`statements.py`), bulk loading keeps them in memory and copies them in (`services/loading.py`): one source, two ways in.
"""

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
    to what is there; those of `first` stay as whoever came first has put them); "mend" some columns of the rows that `match` (column → values, None for "is empty"); "drop" such rows.
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


def matches(row: Mapping[str, Any], match: Mapping[str, tuple[Any, ...] | None]) -> bool:
    """Whether a row in memory is meant, by the same words that the database is asked with (which knows ids as ids)."""
    return all(
        row.get(name) is None if values is None else _plain(row.get(name)) in map(_plain, values)
        for name, values in match.items()
    )


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value
