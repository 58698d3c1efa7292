"""How the door reads and writes: one locked row in, one event and its projection out.

This is the hot path, so it is plain SQL in prepared statements, and everything that one event writes goes to the server in
one trip (psycopg's pipeline). The transaction is the door's; nothing here commits.
"""

import functools
import uuid
from collections.abc import Iterable
from typing import Any

import psycopg
from django.db import connection
from msgspec import json

from huying.cases import models, projection
from huying.rules.case import Case, Event, encoder
from huying.rules.decide import Decision, Passage
from huying.rules.errors import NotFound
from huying.rules.programme import Programme
from huying.rules.wording import Text

decoder = json.Decoder(Case, strict=False)
CASE = Text("事项", "case")
Statement = tuple[str, list[Any]]


def lock(case_id: str) -> Case:
    """The case, its row locked until the transaction ends. Raises NotFound."""
    try:
        ident = uuid.UUID(case_id)
    except ValueError as error:
        raise NotFound(what=CASE) from error
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.execute("SELECT document FROM cases_case WHERE id = %s FOR UPDATE", [ident], prepare=True)
        row = cursor.fetchone()
    if row is None:
        raise NotFound(what=CASE)
    return decoder.decode(row[0])


def named(number: str) -> str:
    """The id of the case with this number, for the door: who may see it is not asked here. Raises NotFound."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.execute("SELECT id::text FROM cases_case WHERE number = %s", [number.replace("\0", "")], prepare=True)
        row = cursor.fetchone()
    if row is None:
        raise NotFound(what=CASE)
    return str(row[0])


def read(row: models.Case) -> Case:
    """The case that a row holds."""
    return decoder.decode(row.document)


def insert(decision: Decision, programme: Programme, title: str, key: str) -> None:
    """A new case, with its first event."""
    columns = projection.case_columns(decision.case, programme) | {"title": title}
    _write([_insert("cases_case", columns), *_said(decision, key)])


def update(before: Case, decision: Decision, programme: Programme, key: str) -> None:
    """What an event changed: the row, the assignments that moved, the event itself and its passages."""
    old, new = projection.case_columns(before, programme), projection.case_columns(decision.case, programme)
    changed = {name: value for name, value in new.items() if value != old[name]}
    tasks = _changed_tasks(before, decision.case, programme)
    _write([_update("cases_case", changed, before.id), *map(_upsert, tasks), *_said(decision, key)])


def _said(decision: Decision, key: str) -> list[Statement]:
    passages = [_insert("cases_passage", passage_columns(decision.case.id, one)) for one in decision.passages]
    return [_insert("cases_event", event_columns(decision.event, key)), *passages]


def _write(statements: list[Statement]) -> None:
    connection.ensure_connection()
    with connection.connection.pipeline(), psycopg.Cursor(connection.connection) as cursor:
        for sql, values in statements:
            cursor.execute(sql, values, prepare=True)


def _changed_tasks(before: Case, after: Case, programme: Programme) -> Iterable[dict[str, Any]]:
    for number, task in after.tasks.items():
        row = projection.task_columns(after, task, programme)
        old = before.tasks.get(number)
        if old is None or row != projection.task_columns(before, old, programme):
            yield row


def event_columns(event: Event, key: str) -> dict[str, Any]:
    """The columns of one event's row."""
    return {
        "case_id": event.case,
        "seq": event.seq,
        "action": event.action,
        "task": event.task,
        "actor": event.actor.id,
        "role": event.actor.role,
        "unit": event.actor.unit,
        "at": event.at,
        "data": encoder.encode(event.data).decode(),
        "patch": encoder.encode(event.patch).decode(),
        "prev": event.prev,
        "hash": event.hash,
        "key": key or None,
    }


def passage_columns(case_id: str, passage: Passage) -> dict[str, Any]:
    """The columns of one passage's row."""
    return {"id": passage.id, "case_id": case_id, "field": passage.field, "text": passage.text, "salt": passage.salt}


def _insert(table: str, columns: dict[str, Any]) -> Statement:
    return _insertion(table, tuple(columns)), list(columns.values())


def _update(table: str, columns: dict[str, Any], ident: str) -> Statement:
    return _change(table, tuple(columns)), [*columns.values(), ident]


def _upsert(columns: dict[str, Any]) -> Statement:
    return _insertion_or_change(tuple(columns)), list(columns.values())


# Names of tables and columns below come from this package alone; values always travel apart from the statement.


@functools.cache
def _insertion(table: str, names: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"  # noqa: S608


@functools.cache
def _change(table: str, names: tuple[str, ...]) -> str:
    return f"UPDATE {table} SET {', '.join(f'{name} = %s' for name in names)} WHERE id = %s"  # noqa: S608


@functools.cache
def _insertion_or_change(names: tuple[str, ...]) -> str:
    fresh = ", ".join(f"{name} = EXCLUDED.{name}" for name in names if name not in ("case_id", "no"))
    return f"{_insertion('cases_assignment', names)} ON CONFLICT (case_id, no) DO UPDATE SET {fresh}"
