"""How the hot path speaks to the server: prepared statements, and all rows that one action writes as one of them.

A trip costs more than most of what it asks for; psycopg's pipeline was measured, and cost more still.
Names of tables and columns come from this program alone; values always travel apart from the statement.
"""

import functools
from collections.abc import Iterable
from typing import Any

from msgspec import json
from psycopg.types.json import Jsonb

from huying.ledger.packing import Hexed, Packed, pack
from huying.ledger.writes import Late, Words, Write, demand_apart
from huying.people.prepared import execute

encode = json.Encoder().encode
Sql = tuple[str, list[Any]]


def ask(sql: str, values: list[Any]) -> Any:
    """The first row, or None."""
    return execute(sql, values).fetchone()


def write(writes: Iterable[Write], question: str) -> Any:
    """Write rows and ask a question, all by one statement; its first row, or None. Raises ValueError where two parts write one
    row (`writes.demand_apart`).
    """
    parts = list(writes)
    demand_apart(parts)
    texts, values = [], list[Any]()
    for one in parts:
        text, own = rendered(one)
        texts.append(text)
        values += own
    return ask(_together(tuple(texts), question), values)


def rendered(one: Write) -> Sql:
    """The statement of one write, and its values."""
    names = tuple(one.columns)
    worded = tuple(name for name, value in one.columns.items() if value.__class__ is Words)
    match one.op:
        case "add":
            return _insertion(one.table, names, worded), _values(one.columns)
        case "put":
            changed = tuple(name for name in names if name not in one.key and name not in one.first)
            return _insertion_or_change(one.table, names, worded, one.key, one.join, changed), _values(one.columns)
    bounds = tuple((name, values is None) for name, values in one.match.items())
    values = [list(values) for values in one.match.values() if values is not None]
    if one.op == "drop":
        return _removal(one.table, bounds), values
    return _change(one.table, names, bounds), [*_values(one.columns), *values]


def _values(columns: dict[str, Any]) -> list[Any]:
    return [_value(value) for value in columns.values()]


def _value(value: Any) -> Any:
    if value.__class__ is dict:
        return Jsonb(value, encode)
    if value.__class__ is Late:
        return _value(value.value())
    if value.__class__ is Packed:
        return pack(value.text, value.kind)
    if value.__class__ is Hexed:
        return bytes.fromhex(value.text)
    return value.text if value.__class__ is Words else value


@functools.lru_cache(maxsize=1000)
def _together(texts: tuple[str, ...], question: str) -> str:
    parts = ", ".join(f"part{number} AS ({text})" for number, text in enumerate(texts))
    return f"WITH {parts} {question}"


@functools.cache
def _insertion(table: str, names: tuple[str, ...], worded: tuple[str, ...]) -> str:
    values = ", ".join("to_tsvector('simple', %s)" if name in worded else "%s" for name in names)
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values})"  # noqa: S608 - our own names and numbers; values travel apart


@functools.cache
def _insertion_or_change(
    table: str,
    names: tuple[str, ...],
    worded: tuple[str, ...],
    key: tuple[str, ...],
    join: tuple[str, ...],
    changed: tuple[str, ...],
) -> str:
    fresh = ", ".join(
        f"{name} = {table}.{name} || EXCLUDED.{name}" if name in join else f"{name} = EXCLUDED.{name}"
        for name in changed
    )
    return f"{_insertion(table, names, worded)} ON CONFLICT ({', '.join(key)}) DO UPDATE SET {fresh}"


@functools.cache
def _change(table: str, names: tuple[str, ...], bounds: tuple[tuple[str, bool], ...]) -> str:
    return f"UPDATE {table} SET {', '.join(f'{name} = %s' for name in names)} WHERE {_where(bounds)}"  # noqa: S608 - our own names and numbers; values travel apart


@functools.cache
def _removal(table: str, bounds: tuple[tuple[str, bool], ...]) -> str:
    return f"DELETE FROM {table} WHERE {_where(bounds)}"  # noqa: S608 - our own names and numbers; values travel apart


def _where(bounds: tuple[tuple[str, bool], ...]) -> str:
    return " AND ".join(f"{name} IS NULL" if empty else f"{name} = ANY(%s)" for name, empty in bounds)
