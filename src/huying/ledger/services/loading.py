"""Whole lives into the ledger by COPY: the same rows that the door would have written, a batch in one transaction.

The core's rows follow from the case as it ends; everything else is what the subscribers wanted written on the way, event by event,
kept in memory as the database would have kept it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import connection, transaction

from huying.ledger import contacts, projection, store
from huying.ledger.copying import Sheet, event_line, passage_line
from huying.ledger.packing import Packed
from huying.ledger.telling import tell_at_the_end
from huying.ledger.whole_lives import Life
from huying.ledger.writes import Words, Write, matching
from huying.rules.programme import Programme

Row = dict[str, Any]
Rows = dict[str, dict[tuple[str, ...], Row]]  # by table, then by whatever tells one row of it from another
BATCH = 1250
EVENT = (
    "case_id",
    "seq",
    "form",
    "action",
    "task",
    "actor",
    "role",
    "unit",
    "at",
    "recorded_at",
    "data",
    "patch",
    "hash",
    "key",
)
PASSAGE = ("id", "case_id", "field", "text", "salt")


def load(programme: Programme, lives: Iterable[Life]) -> tuple[int, int]:
    """Load lives; (cases, events)."""
    cases = events = 0
    waiting = iter(lives)
    while batch := list(islice(waiting, BATCH)):
        sheets = _sheets(programme, batch)
        with transaction.atomic(), connection.cursor() as cursor:
            for sheet in sheets:
                sheet.copy(cursor)
        cases, events = cases + len(batch), events + sum(len(life.events) for life in batch)
    return cases, events


@contextmanager
def at_leisure() -> Iterator[None]:
    """Commits do not wait for the disk one by one; on leaving, everything is there."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        try:
            yield
        finally:
            cursor.execute("RESET synchronous_commit")
            cursor.execute("SELECT pg_current_xact_id()")  # a commit of its own, and the disk keeps their order


def reserve(amount: int) -> int:
    """The first of `amount` consecutive case numbers. For a ledger where nobody opens a case meanwhile (two steps, no lock)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('case_number', nextval('case_number') + %s) - %s", [amount, amount])
        return int(cursor.fetchone()[0])


def claim(last: int) -> None:
    """Leave the numbers up to `last` to whoever gives them out by plan."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('case_number', greatest(nextval('case_number'), %s))", [last])


def _sheets(programme: Programme, lives: list[Life]) -> list[Sheet]:
    """Every table's rows, cases first."""
    cases, events, passages = Sheet("ledger_case"), Sheet("ledger_event", EVENT), Sheet("ledger_passage", PASSAGE)
    sheets: dict[tuple[str, ...], Sheet] = {}
    for life in lives:
        cases.add(projection.case_columns(life.case, programme) | {"heading": life.heading})
        events.lines += [event_line(one) for one in life.events]
        passages.lines += [passage_line(life.case.id, one) for one in life.passages]
        for table, row in _others(programme, life):
            sheets.setdefault((table, *row), Sheet(table)).add(row)
    return [cases, events, passages, *sheets.values()]


def _others(programme: Programme, life: Life) -> Iterator[tuple[str, Row]]:
    case = life.case
    yield "ledger_document", {"case_id": case.id, "body": Packed(projection.document(case))}
    for task in case.tasks.values():
        yield "ledger_assignment", projection.task_columns(case, task, programme)
    for one in (*store.linked({}, case), *contacts.kept(case.id, life.contact)):
        yield one.table, one.columns
    end = tell_at_the_end(life.last, programme) if life.last else []
    for table, rows in kept([*life.writes, *end]).items():
        for row in rows.values():
            yield table, row


def kept(writes: Iterable[Write]) -> Rows:
    """The rows that are left when all of this has been written, one after the other."""
    tables: Rows = defaultdict(dict)
    for number, one in enumerate(writes):
        rows = tables[one.table]
        match one.op:
            case "add":
                rows[one.row or (str(number),)] = one.columns
            case "put":
                rows[one.row] = _joined(rows.get(one.row, {}), one)
            case "mend" if rows:
                meant = matching(one.match)
                rows |= {key: row | one.columns for key, row in rows.items() if meant(row)}
            case "drop" if rows:
                meant = matching(one.match)
                tables[one.table] = {key: row for key, row in rows.items() if not meant(row)}
    return tables


def _joined(before: Row, one: Write) -> Row:
    columns = dict(one.columns)
    for name in one.join:
        old = before.get(name)
        if isinstance(old, Words):
            columns[name] = Words(f"{old.text} {columns[name].text}")
    return before | columns | {name: before[name] for name in one.first if name in before}
