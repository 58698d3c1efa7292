"""Whether one case is what its log says. It believes nothing that it can compute, and asks no database itself."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from msgspec import MsgspecError

from huying.ledger import models, projection, store
from huying.ledger.store import Line
from huying.programmes.registry import load
from huying.rules.case import Case, Event, replay
from huying.rules.errors import HuyingError
from huying.rules.log import digest, first_break
from huying.rules.programme import Programme


class Record(NamedTuple):
    """Everything that is stored of one case and follows from its log."""

    row: models.Case
    body: str
    lines: list[Line]
    misworded: bool  # whether the public finds it by other words than its own
    assignments: list[models.Assignment]
    passages: list[models.Passage]
    links: list[models.Link]
    files: list[models.Attachment]
    publications: list[models.Publication]
    parties: list[models.Party]
    unreasoned: list[models.Access]  # looks at the contact without a reason (any more)


class Log(NamedTuple):
    """The log of a case, read: its events, the case they make, its programme, and the passages by id."""

    events: list[Event]
    case: Case
    programme: Programme
    passages: dict[str, models.Passage]

    def said(self, pointer: Any) -> str:
        """The text that an event points to; empty for one that is gone or forgotten."""
        passage = self.passages.get(pointer["passage"]) if isinstance(pointer, dict) else None
        return passage.text if passage else ""


def problems(record: Record) -> Iterator[str]:
    """What does not hold of one case, in words; nothing where all does."""
    events = store.chained(record.lines)
    broken = first_break(events) if events else 1
    if broken is not None:
        yield f"event {broken} does not follow from the one before, or was changed"
        return
    try:
        log = _read(record, events)
        if log.case != store.decoder.decode(record.body):
            yield "the document is not what its events say"
            return
        for check in (_columns, _assignments, _links, _passages, _files, _publication, _contact, _looks):
            yield from check(record, log)
    except (MsgspecError, HuyingError, ValueError, KeyError, TypeError) as error:
        # A good chain over events that no release ever wrote, or a row that is no case: named like any other fault.
        yield f"can't be replayed: {type(error).__name__} {error}"


def _read(record: Record, events: list[Event]) -> Log:
    case = replay(events)
    return Log(events, case, load(case.programme, case.version), {one.id.hex: one for one in record.passages})


def _columns(record: Record, log: Log) -> Iterator[str]:
    row = record.row
    for name, value in projection.case_columns(log.case, log.programme).items():
        stored = getattr(row, name)
        if (str(stored) if isinstance(stored, UUID) else stored) != value:
            yield f"column {name} is not what its events say"
    fact = log.programme.meaning("heading")
    value = log.case.facts.get(fact, "")
    if log.programme.facts[fact].type == "prose":
        passage = log.passages.get(value)
        value = passage.text if passage else ""
    if row.heading != ("" if log.case.forgotten else value):
        yield "the heading of the row is not the one that was written"


def _assignments(record: Record, log: Log) -> Iterator[str]:
    stored = {one.no: one for one in record.assignments}
    for number, task in log.case.tasks.items():
        wanted = projection.task_columns(log.case, task, log.programme)
        del wanted["case_id"]
        row = stored.pop(number, None)
        if row is None or any(getattr(row, name) != value for name, value in wanted.items()):
            yield f"assignment {number} is not what the events say"
    if stored:
        yield "there are assignments that no event made"


def _links(record: Record, log: Log) -> Iterator[str]:
    if {one.name: str(one.target_id) for one in record.links} != log.case.links:
        yield "the links are not what the events say"


def _passages(record: Record, log: Log) -> Iterator[str]:
    kept = dict(log.passages)
    for event in log.events:
        if '"passage"' in event.data:
            for field, said in _pointers(event.said):
                yield from _passage(kept.pop(said["passage"], None), field, said["digest"], event.seq, log.case)
    if kept:
        yield "there are passages that no event points to"


def _pointers(data: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """Every free text of an event by its field, the name of a file included."""
    for field, said in data.items():
        if isinstance(said, dict):
            pointer = said if "passage" in said else said.get("name")
            if pointer:
                yield field, pointer


def _passage(passage: models.Passage | None, field: str, sealed: str, seq: int, case: Case) -> Iterator[str]:
    if passage is None:
        yield f"the {field} of event {seq} is gone"
    elif passage.field != field:
        yield f"the {field} of event {seq} was given another name"
    elif passage.forgotten_at:
        if not case.forgotten:
            yield f"the {field} of event {seq} was emptied, and no event says that it was to be forgotten"
        elif passage.text or passage.salt:
            yield f"the {field} of event {seq} was forgotten, and yet it says something"
    elif digest(passage.text, passage.salt) != sealed:
        yield f"the {field} of event {seq} was changed after it was said"


def _files(record: Record, log: Log) -> Iterator[str]:
    """Every file came by an event, and is there until an event takes it away."""
    stored = {str(one.id): one for one in record.files}
    actions = log.programme.actions
    gone = {event.said["file"]["id"]: event.at for event in log.events if actions[event.action].detaches}
    forgotten = next((event.at for event in log.events if actions[event.action].forgets), None)
    for event in (one for one in log.events if actions[one.action].attaches):
        said = event.said["file"]
        row = stored.pop(said["id"], None)
        if row is None:
            yield f"the file of event {event.seq} is gone"
        elif _file(row) != _brought(event, log, gone.get(said["id"], forgotten)):
            yield f"the file of event {event.seq} is not the one that came"
    if stored:
        yield "there are files that no event brought"


def _file(row: models.Attachment) -> tuple[Any, ...]:
    kept = (row.digest, row.size, row.media_type, row.name)
    return (*kept, row.task, row.added_by, row.added_at, row.removed_at)


def _brought(event: Event, log: Log, removed: datetime | None) -> tuple[Any, ...]:
    """What the row of a file must say, by the event that brought it; `removed` is when it was taken away."""
    said = event.said["file"]
    kept = (said["digest"], said["size"], said["media_type"], "" if removed else log.said(said["name"]))
    return (*kept, event.task, event.actor.id, event.at, removed)


def _publication(record: Record, log: Log) -> Iterator[str]:
    """What the public reads is what a person put before it last, beside what the case shows of itself."""
    if bool(record.publications) != log.case.published:
        yield "what is public is not what the events say"
        return
    actions = log.programme.actions
    last = next((one for one in reversed(log.events) if actions[one.action].publishes), None)
    for row in record.publications if last else ():
        wanted = tuple(log.said(last.said[name]) for name in SHOWN) if last else ()
        shown = projection.public_columns(log.case, log.programme) | {"published_at": last.at if last else None}
        if (row.heading, row.matter, row.answer) != wanted:
            yield "what is public is not what was put before the public"
        elif any(getattr(row, name) != value for name, value in shown.items()):
            yield "what is shown beside what is public is not what the events say"
        elif record.misworded:
            yield "the public finds it by words that it does not have"


def _contact(record: Record, log: Log) -> Iterator[str]:
    if log.case.reachable and not record.parties:
        yield "the contact is gone"
    for party in record.parties:
        if party.forgotten_at and not log.case.forgotten:
            yield "the contact was emptied, and no event says that it was to be forgotten"
        elif log.case.forgotten and not party.forgotten_at:
            yield "the contact was to be forgotten, and is there"


def _looks(record: Record, log: Log) -> Iterator[str]:
    if record.unreasoned and not log.case.forgotten:
        yield "the reason for a look at the contact was emptied, and no event says that it was to be forgotten"


SHOWN = ("shown_heading", "shown_matter", "shown_answer")
