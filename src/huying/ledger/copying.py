"""Rows as PostgreSQL's COPY reads them, written by hand: psycopg's `write_row` must find out anew what each value is."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from huying.rules.case import Event, encoder
from huying.rules.decide import Passage

SEPARATOR, NULL = "\x1f", "\x1e"  # neither is ever kept in a text (`rules.forms`)
OPTIONS = f"DELIMITER '{SEPARATOR}', NULL '{NULL}', ENCODING 'UTF8'"


class Sheet:
    """The rows of one table on their way in."""

    def __init__(self, table: str) -> None:
        self.table, self.lines = table, list[bytes]()
        self.columns: tuple[str, ...] = ()

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
        f"{event.case}\x1f{event.seq}\x1f{event.action}\x1f{event.task}\x1f"
        f"{actor.id}\x1f{actor.role}\x1f{actor.unit}\x1f{_instant(event.at)}\x1f{_instant(event.recorded)}\x1f"
        f"{event.data}\x1f{event.patch}\x1f{event.prev}\x1f{event.hash}\x1f{event.key or NULL}"
    )
    return _ended(row.encode())


def passage_line(case_id: str, passage: Passage) -> bytes:
    """The row of `store.passage_columns`: a life has ten of them."""
    row = f"{passage.id}\x1f{case_id}\x1f{passage.field}\x1f{passage.text}\x1f{passage.salt}"
    return _ended(row.encode())


def _ended(row: bytes) -> bytes:
    return row.replace(b"\\", b"\\\\").replace(b"\n", b"\\n").replace(b"\r", b"\\r") + b"\n"


def _shown(value: Any) -> str:
    if value is None:
        return NULL
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, list):
        return _array(value)
    return str(value)


def _instant(at: datetime) -> str:
    """As ISO 8601; JSON's encoder is ten times as quick as `str`, and a life has thirty instants."""
    return encoder.encode(at)[1:-1].decode()


def _array(texts: list[str]) -> str:
    quoted = [text.replace("\\", "\\\\").replace('"', '\\"') for text in texts]
    return "{" + ",".join(f'"{text}"' for text in quoted) + "}"
