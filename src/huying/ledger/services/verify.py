"""`huying log verify`: every chain, every replay against its row, every person and file, every seal; a batch of cases at a
time. Then whatever belongs to no case.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from msgspec import Struct

from huying.ledger import models, store
from huying.ledger.contact_and_files import file_problems, party_problems
from huying.ledger.services import orphans, seal
from huying.ledger.store import Line
from huying.ledger.subscribers import found_by
from huying.ledger.verification import Record, problems

BATCH = 500  # cases in memory at a time
FOLLOWING = (
    models.Assignment,
    models.Passage,
    models.Link,
    models.Attachment,
    models.Publication,
    models.Party,
)  # as `Record` has them
COLUMNS = ", ".join(Line._fields)
LINES = f"SELECT {COLUMNS} FROM ledger_event WHERE case_id = ANY(%s) ORDER BY case_id, seq"  # noqa: S608 - our own names

MISWORDED = """
SELECT case_id FROM ledger_publication JOIN unnest(%s::uuid[], %s::text[]) AS shown (case_id, text) USING (case_id)
WHERE strip(words) <> strip(to_tsvector('simple', shown.text))
"""


class Fault(Struct, frozen=True):
    """One thing that does not hold: the case's number (or the sealed day), and what is wrong with it."""

    number: str
    problem: str


class Seen(Struct, frozen=True):
    """How much has been looked at so far."""

    cases: int = 0
    events: int = 0
    parties: int = 0
    files: int = 0


class Whole(Struct, frozen=True):
    """One case with all that belongs to it; `files` are those that lie somewhere."""

    record: Record
    files: list[models.Attachment]


Progress = Callable[[Seen], None]


def verify_all(progress: Progress | None = None) -> Iterator[Fault]:
    """Every fault in the ledger. `progress`, if given, is told, batch after batch, how much has been seen."""
    seen, last = Seen(), None
    while wholes := _batch(last):
        for whole in wholes:
            yield from _faults(whole)
        last = wholes[-1].record.row.id
        seen = _counted(seen, wholes)
        if progress:
            progress(seen)
    yield from (Fault(str(lost), f"{table} has rows of a case that is not there") for lost, table in orphans.orphans())
    yield from (Fault(str(day), problem) for day, problem in seal.faults())


def verify_case(case_id: str) -> list[Fault]:
    """The faults of one case."""
    rows = models.Case.objects.filter(id=case_id)
    return [fault for whole in _wholes(list(rows)) for fault in _faults(whole)]


def _faults(whole: Whole) -> Iterator[Fault]:
    number = whole.record.row.number
    yield from (Fault(number, problem) for problem in problems(whole.record))
    yield from (Fault(number, problem) for party in whole.record.parties for problem in party_problems(party))
    yield from (Fault(number, problem) for file in whole.files for problem in file_problems(file))


def _counted(seen: Seen, wholes: list[Whole]) -> Seen:
    return Seen(
        cases=seen.cases + len(wholes),
        events=seen.events + sum(len(whole.record.lines) for whole in wholes),
        parties=seen.parties + sum(len(whole.record.parties) for whole in wholes),
        files=seen.files + sum(len(whole.files) for whole in wholes),
    )


def _batch(last: UUID | None) -> list[Whole]:
    """The next cases in order of id, all that belongs to them read at one and the same moment."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        rows = models.Case.objects.order_by("id")
        return _wholes(list((rows.filter(id__gt=last) if last else rows)[:BATCH]))


def _wholes(rows: list[models.Case]) -> list[Whole]:
    idents = [row.id for row in rows]
    bodies = dict(models.Document.objects.filter(case_id__in=idents).values_list("case_id", "body"))
    lines, looks = _lines(idents), models.Access.objects.filter(case_id__in=idents, kind="unmask", detail="")
    found = [_by_case(model.objects.filter(case_id__in=idents)) for model in FOLLOWING] + [_by_case(looks)]
    misworded = _misworded([one for rows in found[FOLLOWING.index(models.Publication)].values() for one in rows])
    files = found[FOLLOWING.index(models.Attachment)]
    return [
        Whole(
            Record(row, bodies.get(row.id, ""), lines[row.id], row.id in misworded, *(one[row.id] for one in found)),
            [file for file in files[row.id] if file.removed_at is None],
        )
        for row in rows
    ]


def _lines(idents: list[UUID]) -> defaultdict[UUID, list[Line]]:
    lines: defaultdict[UUID, list[Line]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(LINES, [idents])
        for row in cursor.fetchall():
            line = store.line(row)
            lines[line.case_id].append(line)
    return lines


def _misworded(rows: list[models.Publication]) -> set[UUID]:
    """The cases whose publication is found by other words than those it shows."""
    if not rows:
        return set()
    texts = [found_by((row.heading, row.matter, row.answer)).text for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(MISWORDED, [[row.case_id for row in rows], texts])
        return {case_id for (case_id,) in cursor.fetchall()}


def _by_case(rows: Iterable[Any]) -> defaultdict[UUID, list[Any]]:
    found: defaultdict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(row)
    return found
