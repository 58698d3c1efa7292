"""How the door reads and writes: one locked row in, one event and its projection out. Plain SQL, because this is the hot path."""

import functools
from collections.abc import Iterable, Mapping
from typing import Any

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


def lock(case_id: str) -> Case:
    """The case, its row locked until the transaction ends. Raises NotFound."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT document FROM cases_case WHERE id = %s FOR UPDATE", [case_id])
        row = cursor.fetchone()
    if row is None:
        raise NotFound(what=CASE)
    return decoder.decode(row[0])


def read(row: models.Case) -> Case:
    """The case that a row holds."""
    return decoder.decode(row.document)


def insert(decision: Decision, programme: Programme, title: str, key: str) -> None:
    """A new case, with its first event."""
    columns = projection.case_columns(decision.case, programme) | {"title": title}
    with connection.cursor() as cursor:
        cursor.execute(_insert("cases_case", tuple(columns)), list(columns.values()))
        _event(cursor, decision.event, key)
        _passages(cursor, decision.case.id, decision.passages)


def update(before: Case, decision: Decision, programme: Programme, key: str) -> None:
    """What an event changed: the row, the assignments that moved, the event itself and its passages."""
    old, new = projection.case_columns(before, programme), projection.case_columns(decision.case, programme)
    changed = {name: value for name, value in new.items() if value != old[name]}
    with connection.cursor() as cursor:
        _event(cursor, decision.event, key)
        cursor.execute(_update("cases_case", tuple(changed)), [*changed.values(), before.id])
        for row in _changed_tasks(before, decision.case, programme):
            cursor.execute(_upsert(tuple(row)), list(row.values()))
        _passages(cursor, before.id, decision.passages)


def _changed_tasks(before: Case, after: Case, programme: Programme) -> Iterable[dict[str, Any]]:
    for number, task in after.tasks.items():
        row = projection.task_columns(after, task, programme)
        old = before.tasks.get(number)
        if old is None or row != projection.task_columns(before, old, programme):
            yield row


def event_columns(event: Event, key: str) -> dict[str, Any]:
    """The columns of one event's row."""
    return {
        "case_id": event.case, "seq": event.seq, "action": event.action, "task": event.task, "actor": event.actor.id,
        "role": event.actor.role, "unit": event.actor.unit, "at": event.at, "data": encoder.encode(event.data).decode(),
        "patch": encoder.encode(event.patch).decode(), "prev": event.prev, "hash": event.hash, "key": key or None,
    }


def _event(cursor: Any, event: Event, key: str) -> None:
    columns = event_columns(event, key)
    cursor.execute(_insert("cases_event", tuple(columns)), list(columns.values()))


def passage_columns(case_id: str, passage: Passage) -> dict[str, Any]:
    """The columns of one passage's row."""
    return {"id": passage.id, "case_id": case_id, "field": passage.field, "text": passage.text, "salt": passage.salt}


def _passages(cursor: Any, case_id: str, passages: Iterable[Passage]) -> None:
    for passage in passages:
        columns: Mapping[str, Any] = passage_columns(case_id, passage)
        cursor.execute(_insert("cases_passage", tuple(columns)), list(columns.values()))


@functools.cache
def _insert(table: str, names: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"


@functools.cache
def _update(table: str, names: tuple[str, ...]) -> str:
    return f"UPDATE {table} SET {', '.join(f'{name} = %s' for name in names)} WHERE id = %s"


@functools.cache
def _upsert(names: tuple[str, ...]) -> str:
    fresh = ", ".join(f"{name} = EXCLUDED.{name}" for name in names if name not in ("case_id", "no"))
    return f"{_insert('cases_assignment', names)} ON CONFLICT (case_id, no) DO UPDATE SET {fresh}"
