"""`huying log verify`: every chain, every replay against its row, every seal. It believes nothing it can compute."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from msgspec import Struct, json

from huying.cases import models, projection, store
from huying.cases.services import seal
from huying.programmes.catalogue import load
from huying.rules.case import Case, Event, Signature, replay
from huying.rules.log import digest, first_break

BATCH = 2000


class Fault(Struct, frozen=True):
    """One thing that does not hold: the case's number, and what is wrong with it."""

    number: str
    problem: str


def event_of(row: models.Event) -> Event:
    """The event that a row holds."""
    return Event(
        case=str(row.case_id),
        seq=row.seq,
        action=row.action,
        task=row.task,
        actor=Signature(id=row.actor, role=row.role, unit=row.unit),
        at=row.at,
        data=json.decode(row.data),
        patch=json.decode(row.patch),
        prev=row.prev,
        hash=row.hash,
    )


def verify_case(row: models.Case, events: list[Event]) -> Iterator[Fault]:
    """What does not hold of one case: its chain, its replay, its row, its assignments."""
    broken = first_break(events)
    if broken is not None or not events:
        yield Fault(row.number, f"event {broken or 1} does not follow from the one before")
        return
    case = replay(events)
    if case != store.read(row):
        yield Fault(row.number, "the row is not what its events say")
        return
    yield from _columns(row, case)


def _columns(row: models.Case, case: Case) -> Iterator[Fault]:
    programme = load(case.programme, case.version)
    columns = projection.case_columns(case, programme)
    del columns["document"]  # compared as a case already: the order of its keys says nothing
    for name, value in columns.items():
        stored = getattr(row, name)
        if (str(stored) if name in ("id", "parent") and stored else stored) != value:
            yield Fault(row.number, f"column {name} is not what its events say")
    stored_tasks = {task.no: task for task in row.assignments.all()}
    for number, task in case.tasks.items():
        wanted = projection.task_columns(case, task, programme)
        del wanted["case_id"]
        stored_task = stored_tasks.pop(number, None)
        if stored_task is None or any(getattr(stored_task, name) != value for name, value in wanted.items()):
            yield Fault(row.number, f"assignment {number} is not what the events say")
    if stored_tasks:
        yield Fault(row.number, "there are assignments that no event made")


def _passages(row: models.Case, events: list[Event]) -> Iterator[Fault]:
    said = {
        value["passage"]: value["digest"]
        for event in events
        for value in event.data.values()
        if isinstance(value, dict) and "passage" in value
    }
    kept = {str(passage.id).replace("-", ""): passage for passage in row.passages.all()}
    for ident, sealed in said.items():
        passage = kept.get(ident)
        if passage is None:
            yield Fault(row.number, "a passage that an event points to is gone")
        elif passage.forgotten_at is None and digest(passage.text, passage.salt) != sealed:
            yield Fault(row.number, f"the text of {passage.field} was changed after it was said")


def verify_all() -> Iterator[Fault]:
    """Every fault in the ledger, case by case in batches, then the seals."""
    last = None
    while True:
        rows = models.Case.objects.order_by("id").prefetch_related("assignments", "passages")
        batch = list((rows.filter(id__gt=last) if last else rows)[:BATCH])
        if not batch:
            break
        last = batch[-1].id
        yield from _batch(batch)
    yield from (Fault(str(day), problem) for day, problem in seal.faults())


def _batch(batch: list[models.Case]) -> Iterator[Fault]:
    rows = models.Event.objects.filter(case_id__in=[row.id for row in batch]).order_by("case_id", "seq")
    logs = {ident: [event_of(row) for row in group] for ident, group in groupby(rows, attrgetter("case_id"))}
    for row in batch:
        events = logs.get(row.id, [])
        yield from verify_case(row, events)
        yield from _passages(row, events)
