"""Rows as PostgreSQL's COPY reads them, written by hand: psycopg's `write_row` must find out anew what each value is."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from huying.ledger.packing import Hexed, Packed, pack
from huying.ledger.writes import Late, Words
from huying.rules.case import Event, encoder
from huying.rules.decide import Passage

KEPT = 8192  # texts that are remembered as they are written: the simulator's repeat themselves
SEPARATOR, NULL = "\x1f", "\x1e"  # neither is ever kept in a text (`rules.forms`)
OPTIONS = f"DELIMITER '{SEPARATOR}', NULL '{NULL}', ENCODING 'UTF8'"


class Sheet:
    """The rows of one table on their way in."""

    def __init__(self, table: str, columns: tuple[str, ...] = ()) -> None:
        self.table, self.columns, self.lines = table, columns, list[bytes]()

    def add(self, row: dict[str, Any]) -> None:
        """A row by its columns, the same ones for every row."""
        self.columns = self.columns or tuple(row)
        self.lines.append(line(row.values()))

    def copy(self, cursor: Any) -> None:
        """Send what there is."""
        if self.lines:
            with cursor.copy(f"COPY {self.table} ({', '.join(self.columns)}) FROM STDIN ({OPTIONS})") as copy:
                copy.write(b"".join(self.lines))


def line(values: Iterable[Any]) -> bytes:
    """A row of any table."""
    return _ended(SEPARATOR.join([value if value.__class__ is str else _shown(value) for value in values]).encode())


def event_line(event: Event) -> bytes:
    """The row of `store.event_columns` in one stroke: a life has a dozen of them."""
    actor = event.actor
    row = (
        f"{event.case}\x1f{event.seq}\x1f{event.form}\x1f{event.action}\x1f{event.task}\x1f"
        f"{actor.id}\x1f{actor.role}\x1f{actor.unit}\x1f{_instant(event.at)}\x1f{_instant(event.recorded)}\x1f"
        f"{_bytes(pack(event.data))}\x1f{_bytes(pack(event.patch))}\x1f\\x{event.hash}\x1f{event.key or NULL}"
    )
    return _ended(row.encode())


def passage_line(case_id: str, passage: Passage) -> bytes:
    """The row of `store.passage_columns`: a life has ten of them."""
    row = f"{passage.id}\x1f{case_id}\x1f{passage.field}\x1f{_said(passage.text)}\x1f\\x{passage.salt}"
    return _ended(row.encode())


@lru_cache(maxsize=KEPT)
def _said(text: str) -> str:
    return _bytes(pack(text, "text"))


def _bytes(value: bytes) -> str:
    return f"\\x{value.hex()}"


def _ended(row: bytes) -> bytes:
    return row.replace(b"\\", b"\\\\").replace(b"\n", b"\\n").replace(b"\r", b"\\r") + b"\n"


def _shown(value: Any) -> str:
    if value is None:
        return NULL
    shown = SHOWN.get(value.__class__)
    return shown(value) if shown else str(value)


@lru_cache(maxsize=KEPT)
def lexemes(words: str) -> str:
    """Words joined by blanks, as the text of a tsvector (its lexemes quoted): what `to_tsvector('simple', …)` makes of them."""
    return " ".join(f"'{word}'" for word in dict.fromkeys(words.replace("'", "").replace("\\", "").split()))


def _instant(at: datetime) -> str:
    """As ISO 8601; JSON's encoder is ten times as quick as `str`, and a life has thirty instants."""
    return encoder.encode(at)[1:-1].decode()


def _array(texts: list[str]) -> str:
    quoted = [text.replace("\\", "\\\\").replace('"', '\\"') for text in texts]
    return "{" + ",".join(f'"{text}"' for text in quoted) + "}"


SHOWN: dict[type, Callable[[Any], str]] = {
    datetime: _instant,
    bytes: _bytes,
    Packed: lambda value: _bytes(pack(value.text, value.kind)),
    Hexed: lambda value: f"\\x{value.text}",
    list: _array,
    dict: lambda value: encoder.encode(value).decode(),
    Words: lambda value: lexemes(value.text),
    Late: lambda value: _shown(value.value()),
}
