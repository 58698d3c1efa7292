"""How the door reads and writes: one locked row in, one event and its projection out.

This is the hot path, so it is plain SQL, sent by `statements.py`. The transaction is the door's; nothing here commits.
"""

import functools
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from msgspec import json

from huying.ledger import models, projection, statements
from huying.ledger.statements import Statement
from huying.people.calendars import DIGEST
from huying.rules.case import Case, Event, Signature
from huying.rules.decide import Decision, Passage
from huying.rules.errors import NotFound
from huying.rules.programme import Programme
from huying.rules.wording import Text

decoder = json.Decoder(Case, strict=False)
CASE = Text("事项", "case")
LOCK = "SELECT document, now() FROM ledger_case WHERE id = %s FOR UPDATE"
NOW = "SELECT now()"
NAMED = "SELECT id::text FROM ledger_case WHERE number = %s"


class Line(NamedTuple):
    """One event's row, read without a model: what `log verify` reads by the hundred thousand."""

    case_id: UUID
    seq: int
    action: str
    task: int
    actor: str
    role: str
    unit: str
    at: datetime
    data: str
    patch: str
    prev: str
    hash: str
    key: str | None
    recorded_at: datetime


def lock(case_id: str) -> Case:
    """The case, its row locked until the transaction ends. Raises NotFound."""
    return lock_now(case_id)[0]


def lock_now(case_id: str) -> tuple[Case, datetime]:
    """The case, locked, and what the database's clock says: the instant under which this transaction records. Raises
    NotFound.
    """
    try:
        row = statements.ask(LOCK, [UUID(case_id)])
    except ValueError as error:
        raise NotFound(what=CASE) from error
    if row is None:
        raise NotFound(what=CASE)
    return decoder.decode(row[0]), row[1]


def recording() -> datetime:
    """The instant under which this transaction records, where it need not lock a case to know."""
    instant: datetime = statements.ask(NOW, [])[0]
    return instant


def named(number: str) -> str:
    """The id of the case with this number, for the door: who may see it is not asked here. Raises NotFound."""
    row = statements.ask(NAMED, [number.replace("\0", "")])
    if row is None:
        raise NotFound(what=CASE)
    return str(row[0])


def read(row: models.Case) -> Case:
    """The case that a row holds."""
    return decoder.decode(row.document)


def event(row: models.Event | Line) -> Event:
    """The event that a row holds."""
    return Event(
        case=str(row.case_id),
        seq=row.seq,
        action=row.action,
        task=row.task,
        actor=Signature(row.actor, row.role, row.unit),
        at=row.at,
        recorded=row.recorded_at,
        data=row.data,
        patch=row.patch,
        prev=row.prev,
        hash=row.hash,
        key=row.key or "",
    )


def insert(decision: Decision, programme: Programme, title: str, more: Iterable[Statement]) -> Any:
    """A new case, with its first event and what else (`more`) is to be written with it. Brings `calendars.DIGEST`."""
    columns = projection.case_columns(decision.case, programme) | {"title": title}
    return statements.write([_insert("ledger_case", columns), *_said(decision), *more], DIGEST)


def update(before: Case, decision: Decision, programme: Programme, more: Iterable[Statement]) -> Any:
    """What an event changed: the row, the assignments that moved, the event itself, its passages, and `more`.

    Brings `calendars.DIGEST`.
    """
    old, new = projection.case_columns(before, programme), projection.case_columns(decision.case, programme)
    changed = {name: value for name, value in new.items() if value != old[name]}
    tasks = _changed_tasks(before, decision.case, programme)
    parts = [_update("ledger_case", changed, before.id), *map(_upsert, tasks), *_said(decision), *more]
    return statements.write(parts, DIGEST)


def _said(decision: Decision) -> list[Statement]:
    passages = [_insert("ledger_passage", passage_columns(decision.case.id, one)) for one in decision.passages]
    return [_insert("ledger_event", event_columns(decision.event)), *passages]


def _changed_tasks(before: Case, after: Case, programme: Programme) -> Iterable[dict[str, Any]]:
    for number, task in after.tasks.items():
        row = projection.task_columns(after, task, programme)
        old = before.tasks.get(number)
        if old is None or row != projection.task_columns(before, old, programme):
            yield row


def event_columns(event: Event) -> dict[str, Any]:
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
        "recorded_at": event.recorded,
        "data": event.data,
        "patch": event.patch,
        "prev": event.prev,
        "hash": event.hash,
        "key": event.key or None,
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


@functools.cache
def _insertion(table: str, names: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"  # noqa: S608


@functools.cache
def _change(table: str, names: tuple[str, ...]) -> str:
    return f"UPDATE {table} SET {', '.join(f'{name} = %s' for name in names)} WHERE id = %s"  # noqa: S608


@functools.cache
def _insertion_or_change(names: tuple[str, ...]) -> str:
    fresh = ", ".join(f"{name} = EXCLUDED.{name}" for name in names if name not in ("case_id", "no"))
    return f"{_insertion('ledger_assignment', names)} ON CONFLICT (case_id, no) DO UPDATE SET {fresh}"
