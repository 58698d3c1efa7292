"""`huying log verify`: every chain, every replay against its row, every seal; a batch of cases at a time."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from msgspec import Struct

from huying.cases import models
from huying.cases.services import seal
from huying.cases.verification import Line, Record, problems

BATCH = 500  # cases in memory at a time
COLUMNS = ", ".join(Line._fields)
LINES = f"SELECT {COLUMNS} FROM cases_event WHERE case_id = ANY(%s) ORDER BY case_id, seq"  # noqa: S608 - our own names
NAMED = 100  # cases without a row that are named; where there are more, the ledger is in ruins anyway


class Fault(Struct, frozen=True):
    """One thing that does not hold: the case's number (or the sealed day), and what is wrong with it."""

    number: str
    problem: str


Progress = Callable[[int, int], None]


def verify_all(progress: Progress | None = None) -> Iterator[Fault]:
    """Every fault in the ledger. `progress`, if given, is told, batch after batch, how many cases and events have been seen."""
    cases = events = 0
    last: UUID | None = None
    while True:
        records = _batch(last)
        if not records:
            break
        for record in records:
            yield from (Fault(record.row.number, problem) for problem in problems(record))
        last = records[-1].row.id
        cases, events = cases + len(records), events + sum(len(record.lines) for record in records)
        if progress:
            progress(cases, events)
    yield from _orphans()
    yield from (Fault(str(day), problem) for day, problem in seal.faults())


def verify_case(case_id: str) -> list[Fault]:
    """The faults of one case."""
    rows = models.Case.objects.filter(id=case_id)
    return [Fault(record.row.number, problem) for record in _records(list(rows)) for problem in problems(record)]


def _batch(last: UUID | None) -> list[Record]:
    """The next cases in order of id, all that belongs to them read at one and the same moment."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        rows = models.Case.objects.order_by("id")
        return _records(list((rows.filter(id__gt=last) if last else rows)[:BATCH]))


def _records(rows: list[models.Case]) -> list[Record]:
    idents = [row.id for row in rows]
    lines: defaultdict[UUID, list[Line]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(LINES, [idents])
        for line in map(Line._make, cursor.fetchall()):
            lines[line.case_id].append(line)
    assignments = _by_case(models.Assignment.objects.filter(case_id__in=idents))
    passages = _by_case(models.Passage.objects.filter(case_id__in=idents))
    return [Record(row, lines[row.id], assignments[row.id], passages[row.id]) for row in rows]


def _by_case(rows: Iterable[Any]) -> defaultdict[UUID, list[Any]]:
    found: defaultdict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(row)
    return found


def _orphans() -> Iterator[Fault]:
    """Events of cases that are no more: nobody can have deleted the row but around the database's own guard."""
    home = models.Case.objects.filter(id=OuterRef("case_id"))
    lost = models.Event.objects.filter(~Exists(home)).values_list("case_id", flat=True).distinct()
    yield from (Fault(str(case_id), "there are events, but no case") for case_id in lost[:NAMED])
