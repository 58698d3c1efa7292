"""What a case is: one frozen document, changed only by events.

Read this file, then one programme (`programmes/appeal/programme.toml`), then `decide.py`: that is the system.
"""

from datetime import datetime
from typing import Any, Self

from msgspec import Struct, convert, json, to_builtins
from msgspec.structs import replace

from huying.rules.clock import Clock
from huying.rules.decoding import readable
from huying.rules.upcasting import FORM, upcast

# Canonical JSON has its keys in order. Maps are sorted by the encoder; structs come as they are declared, which is a good deal
# quicker, so those that the log keeps (`Task`, `Clock`, `Signature`) declare their fields in the order of their names.
encoder = json.Encoder(order="deterministic")
decoder = json.Decoder(dict[str, Any])
# `gc=False` below and in the rest of the rules: a frozen value holds only what was there before it, so it can't be part of a
# ring, and the garbage collector need not look for one.


class Task(Struct, frozen=True, omit_defaults=True, gc=False, kw_only=True):
    """One assignment 交办单: a unit, its share of the case, and where it stands.

    `role` is lead 主办 or assist 协办; `line` names the line of a dual hand-over (territorial, functional);
    `supervisor` is the unit that supervises this line, empty where the case's home unit does. `facts` are the assignment's own.
    """

    changed: datetime | None = None
    facts: dict[str, Any] = {}
    line: str = ""
    no: int
    opened: datetime | None = None
    required: bool = True
    role: str = "lead"
    state: str
    supervisor: str = ""
    unit: str


@readable
class Case(Struct, frozen=True, omit_defaults=True, gc=False):
    """One case 件. `home` is the unit that keeps the loop; `owner_*` who must act now; `clock` which clock counts now.

    `asker` is whose question it is: an actor's id ("party:…", an account), "firm:…", or nobody. `facts` and `links` are those
    that the programme declares, by code; `within` are the codes of the place it was opened with and of all that is above it,
    the city first, and `county` is one of them. `clocks` are keyed by the clock's name, or "name/2" for the clock of assignment 2.
    Closed 办结 (`closed`) and resolved 解决 (a fact) are separate. `accused` are ids of units and persons that must never meet
    the case, `files` the digests of the files that belong to it, by id; `reachable` says that whoever asked left a telephone.
    """

    id: str
    programme: str
    version: int
    number: str
    state: str
    opened: datetime
    home: str = ""
    asker: str = ""
    owner_role: str = ""
    owner_unit: str = ""
    clock: str = ""
    county: str = ""
    within: tuple[str, ...] = ()
    facts: dict[str, Any] = {}
    links: dict[str, str] = {}
    tasks: dict[int, Task] = {}
    clocks: dict[str, Clock] = {}
    milestones: dict[str, datetime] = {}
    counts: dict[str, int] = {}
    files: dict[str, str] = {}
    workers: tuple[str, ...] = ()
    accused: tuple[str, ...] = ()
    reachable: bool = False
    published: bool = False
    forgotten: bool = False
    closed: datetime | None = None
    seq: int = 0
    head: str = ""

    @property
    def due(self) -> datetime | None:
        """When the clock that counts now runs out; None for a case that has left the ledger."""
        clock = self.clocks.get(self.clock)
        return clock.due if clock else None

    @property
    def place(self) -> str:
        """The code of the place it lies in, empty where none was given."""
        return self.within[-1] if self.within else ""

    def evolve(self, **changes: Any) -> Self:
        """The same case with some fields changed."""
        return replace(self, **changes)


class Signature(Struct, frozen=True, omit_defaults=True, gc=False):
    """Who acted, as the log keeps it: an account or party id, the role used, the unit acted for."""

    id: str
    role: str
    unit: str = ""


class Event(Struct, frozen=True, omit_defaults=True, gc=False):
    """One thing that happened. `data` is what the actor said, `patch` what it changed (a merge patch on the case), both
    as the canonical JSON that the hash is taken over (`said` reads the one). `form` is that of the document (`upcasting`).

    `at` is when it happened (an imported letter's life lies in the past), `recorded` when the ledger wrote it down; `key` is
    the name that whoever asked gave the request. `prev` and `hash` chain the events of a case; `task` is 0 where the whole
    case is meant.
    """

    case: str
    seq: int
    action: str
    actor: Signature
    at: datetime
    recorded: datetime
    data: str
    patch: str
    prev: str
    hash: str
    key: str = ""
    task: int = 0
    form: int = FORM

    @property
    def said(self) -> dict[str, Any]:
        """What the actor said, by field."""
        return decoder.decode(self.data)

    @property
    def change(self) -> dict[str, Any]:
        """The patch, in the form that is read now."""
        return upcast(decoder.decode(self.patch), self.form)


NESTED = frozenset({"tasks", "clocks", "milestones", "counts", "facts", "links", "files"})


def amended(case: Case, changes: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the changes of one event come to, without what is as it was before: a merge patch (RFC 7396), and the fields
    of the case after it. Of a nested map `changes` and patch hold what is new in it, None for what goes.
    """
    patch: dict[str, Any] = {}
    fields: dict[str, Any] = {}
    for name, value in changes.items():
        before: Any = getattr(case, name)
        if name not in NESTED:
            if value != before:
                patch[name] = fields[name] = value
        elif members := {key: one for key, one in value.items() if before.get(key) != one}:
            fields[name] = _merged(before, members)
            patch[name] = {str(key): one for key, one in members.items()} if name == "tasks" else members  # as in JSON
    return patch, fields


def _merged(before: dict[Any, Any], members: dict[Any, Any]) -> dict[Any, Any]:
    if not members:
        return before
    merged = before | members
    if None in members.values():
        return {key: item for key, item in merged.items() if item is not None}
    return merged


def merge(document: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    """Apply a patch. Members of the nested maps are replaced whole, so a task or clock is never half of two states."""
    merged = dict(document)
    for name, value in patch.items():
        nested = name in NESTED and isinstance(value, dict)
        merged[name] = _merged(merged.get(name, {}), value) if nested else value
    return merged


def apply(case: Case | None, event: Event) -> Case:
    """The case after the event."""
    document = merge(to_builtins(case, str_keys=True) if case else {}, event.change)
    return finished(document, event)


def replay(events: list[Event]) -> Case:
    """The case as its whole log tells it. Raises ValueError for an empty log: there is no case without an event."""
    if not events:
        raise ValueError("A case has at least one event.")
    document: dict[str, Any] = {}
    for event in events:
        document = merge(document, event.change)
    return finished(document, events[-1])


def finished(document: dict[str, Any], last: Event) -> Case:
    """The case of a merged document after its last event."""
    return convert({**document, "seq": last.seq, "head": last.hash}, Case, strict=False)
