"""How the door reads and writes: one locked row in, one event and its projection out.

This is the hot path, so it is plain SQL, sent by `statements.py`. The transaction is the door's; nothing here commits.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from msgspec import json

from huying.ledger import models, projection, statements, writes
from huying.ledger.packing import Hexed, Packed, legible, unpack
from huying.ledger.writes import Write
from huying.people.calendars import DIGEST
from huying.rules.case import Case, Event, Signature
from huying.rules.decide import Decision, Passage
from huying.rules.errors import NotFound
from huying.rules.programme import Programme
from huying.rules.wording import Text

decoder = json.Decoder(Case, strict=False)
CASE = Text("事项", "case")
# The document is the case: whoever waited for its lock reads what the one before wrote. (Of two tables joined only the locked
# one would be read anew.)
LOCK = "SELECT body, now() FROM ledger_document WHERE case_id = %s FOR UPDATE"
BODY = "SELECT body FROM ledger_document WHERE case_id = %s"
NOW = "SELECT now()"
NAMED = "SELECT id::text FROM ledger_case WHERE number = %s"


class Line(NamedTuple):
    """One event's row, read without a model: what `log verify` reads by the hundred thousand."""

    case_id: UUID
    seq: int
    form: int
    action: str
    task: int
    actor: str
    role: str
    unit: str
    at: datetime
    data: str
    patch: str
    hash: str
    key: str | None
    recorded_at: datetime


def lock(case_id: str) -> Case:
    """The case, locked until the transaction ends. Raises NotFound."""
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
    return decoder.decode(unpack(row[0])), row[1]


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
    """The case that a row stands for; its document comes with it where it was selected (`select_related("document")`)."""
    if models.Case.document.is_cached(row):
        return decoder.decode(row.document.body)
    return decoder.decode(unpack(statements.ask(BODY, [row.id])[0]))


def line(row: Sequence[Any]) -> Line:
    """A row as the database gives it, its columns in the order of `Line`."""
    return Line._make((*row[:9], legible(row[9]), legible(row[10]), row[11].hex(), *row[12:]))


def event(row: models.Event | Line, prev: str = "") -> Event:
    """The event that a row holds; `prev` is the hash of the one before, which only whoever reads them in order knows."""
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
        prev=prev,
        hash=row.hash,
        key=row.key or "",
        form=row.form,
    )


def chained(rows: Iterable[models.Event | Line]) -> list[Event]:
    """The events of one case's log from the first one on, each with the hash of the one before."""
    events, prev = [], ""
    for row in rows:
        events.append(event(row, prev))
        prev = row.hash
    return events


def insert(decision: Decision, programme: Programme, more: Iterable[Write]) -> Any:
    """A new case, with the assignments that its first event issued, that event, and what else (`more`) is to be written with it. Brings
    `calendars.DIGEST`.
    """
    case = decision.case
    columns = projection.case_columns(case, programme) | {"heading": heading(decision, programme) or ""}
    parts = [
        writes.add("ledger_case", columns),
        writes.put("ledger_document", {"case_id": case.id, "body": Packed(projection.document(case))}, ("case_id",)),
        *linked({}, case),
        *(_assignment(projection.task_columns(case, task, programme)) for task in case.tasks.values()),
        *_said(decision),
        *more,
    ]
    return statements.write(parts, DIGEST)


def update(before: Case, decision: Decision, programme: Programme, more: Iterable[Write]) -> Any:
    """What an event changed: the row, its document, links, the assignments that moved, the event itself, its passages, and
    `more`. Brings `calendars.DIGEST`.
    """
    case = decision.case
    old, new = projection.case_columns(before, programme), projection.case_columns(case, programme)
    changed = {name: value for name, value in new.items() if value != old[name]}
    name = "" if case.forgotten else heading(decision, programme)
    if name is not None:
        changed["heading"] = name
    parts = [
        writes.mend("ledger_case", changed, id=UUID(case.id)),
        writes.mend("ledger_document", {"body": Packed(projection.document(case))}, case_id=UUID(case.id)),
        *linked(before.links, case),
        *(_assignment(row) for row in _changed_tasks(before, case, programme)),
    ]
    return statements.write([*parts, *_said(decision), *more], DIGEST)


def heading(decision: Decision, programme: Programme) -> str | None:
    """What this action named the case, None where it did not."""
    fact = programme.meaning("heading")
    value = decision.case.facts.get(fact)
    if programme.facts[fact].type != "prose":
        return value
    return next((one.text for one in decision.passages if one.id == value), None)


def _said(decision: Decision) -> list[Write]:
    case_id = decision.case.id
    found = [writes.add("ledger_passage", passage_columns(case_id, one)) for one in decision.passages]
    return [writes.add("ledger_event", event_columns(decision.event)), *found]


def linked(before: dict[str, str], case: Case) -> Iterator[Write]:
    """The rows of the case's links that are new or gone."""
    for name, target in case.links.items():
        if before.get(name) != target:
            yield writes.put(
                "ledger_link", {"case_id": case.id, "name": name, "target_id": target}, ("case_id", "name")
            )
    gone = [name for name in before if name not in case.links]
    if gone:
        yield writes.drop("ledger_link", case_id=UUID(case.id), name=gone)


def _assignment(columns: dict[str, Any]) -> Write:
    return writes.put("ledger_assignment", columns, ("case_id", "no"))


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
        "form": event.form,
        "action": event.action,
        "task": event.task,
        "actor": event.actor.id,
        "role": event.actor.role,
        "unit": event.actor.unit,
        "at": event.at,
        "recorded_at": event.recorded,
        "data": Packed(event.data),
        "patch": Packed(event.patch),
        "hash": Hexed(event.hash),
        "key": event.key or None,
    }


def passage_columns(case_id: str, passage: Passage) -> dict[str, Any]:
    """The columns of one passage's row."""
    text, salt = Packed(passage.text, "text"), Hexed(passage.salt)
    return {"id": passage.id, "case_id": case_id, "field": passage.field, "text": text, "salt": salt}
