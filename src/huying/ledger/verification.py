"""Whether one case is what its log says. It believes nothing that it can compute, and asks no database itself."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

from msgspec import MsgspecError, convert, json

from huying.ledger import models, projection, store
from huying.ledger.store import Line
from huying.programmes.catalogue import load
from huying.rules.case import Case, merge
from huying.rules.errors import HuyingError
from huying.rules.log import chain, digest
from huying.rules.programme import Programme


class Record(NamedTuple):
    """Everything that is stored of one case."""

    row: models.Case
    lines: list[Line]
    assignments: list[models.Assignment]
    passages: list[models.Passage]


def problems(record: Record) -> Iterator[str]:
    """What does not hold of one case, in words; nothing where all does."""
    broken = _first_break(record)
    if broken is not None:
        yield f"event {broken} does not follow from the one before, or was changed"
        return
    try:
        yield from _replayed(record)
        yield from _passages(record)
    except (MsgspecError, HuyingError, ValueError, KeyError, TypeError) as error:
        # A good chain over events that no release ever wrote, or a row that is no case: named like any other fault.
        yield f"can't be replayed: {type(error).__name__} {error}"


def _first_break(record: Record) -> int | None:
    """The number of the first event that was not sealed as it stands."""
    if not record.lines:
        return 1
    prev = ""
    for expected, line in enumerate(record.lines, 1):
        if (line.seq, line.prev, line.hash) != (expected, prev, chain(store.event(line))):
            return expected
        prev = line.hash
    return None


def _replayed(record: Record) -> Iterator[str]:
    document: dict[str, Any] = {}
    for line in record.lines:
        document = merge(document, json.decode(line.patch))
    last = record.lines[-1]
    case = convert({**document, "seq": last.seq, "head": last.hash}, Case, strict=False)
    if case != store.read(record.row):
        yield "the row is not what its events say"
        return
    programme = load(case.programme, case.version)
    yield from _columns(record.row, case, programme)
    yield from _assignments(record, case, programme)


def _columns(row: models.Case, case: Case, programme: Programme) -> Iterator[str]:
    columns = projection.case_columns(case, programme)
    del columns["document"]  # compared as a case already: the order of its keys says nothing
    for name, value in columns.items():
        stored = getattr(row, name)
        if (str(stored) if isinstance(stored, UUID) else stored) != value:
            yield f"column {name} is not what its events say"


def _assignments(record: Record, case: Case, programme: Programme) -> Iterator[str]:
    stored = {one.no: one for one in record.assignments}
    for number, task in case.tasks.items():
        wanted = projection.task_columns(case, task, programme)
        del wanted["case_id"]
        row = stored.pop(number, None)
        if row is None or any(getattr(row, name) != value for name, value in wanted.items()):
            yield f"assignment {number} is not what the events say"
    if stored:
        yield "there are assignments that no event made"


def _passages(record: Record) -> Iterator[str]:
    kept = {one.id.hex: one for one in record.passages}
    for line in record.lines:
        if '"passage"' not in line.data:
            continue
        for field, said in json.decode(line.data).items():
            if isinstance(said, dict) and "passage" in said:
                yield from _passage(record.row, kept.pop(said["passage"], None), field, said["digest"], line.seq)
    if kept:
        yield "there are passages that no event points to"


def _passage(row: models.Case, passage: models.Passage | None, field: str, sealed: str, seq: int) -> Iterator[str]:
    if passage is None:
        yield f"the {field} of event {seq} is gone"
    elif passage.field != field:
        yield f"the {field} of event {seq} was given another name"
    elif passage.forgotten_at:
        if passage.text or passage.salt:
            yield f"the {field} of event {seq} was forgotten, and yet it says something"
    elif digest(passage.text, passage.salt) != sealed:
        yield f"the {field} of event {seq} was changed after it was said"
    elif seq == 1 and field == "title" and row.title != passage.text:
        yield "the title of the row is not the one that was written"
