"""The decision: may this be done, and what does it change? One pure function for screen, API, import, demo and simulator."""

from collections.abc import Mapping
from datetime import datetime
from random import Random
from typing import Any

from msgspec import Struct, to_builtins
from msgspec.structs import replace

from huying.rules import forms, handover, policy, timing, workflow
from huying.rules.calendar import Calendar
from huying.rules.case import Case, Event, Signature, Task, amended, encoder
from huying.rules.idents import timed
from huying.rules.log import chain, digest
from huying.rules.policy import Actor
from huying.rules.programme import Action, Programme
from huying.rules.refusals import NotHere, NotYours, UsedUp
from huying.rules.workflow import START, Position

SALT = 128  # bits


class Passage(Struct, frozen=True, gc=False):
    """Free text that an action said. The event holds only `id` and the salted digest; the text lies beside the log."""

    id: str
    field: str
    text: str
    salt: str


class Decision(Struct, frozen=True, gc=False):
    """What one action comes to: the event, the case after it, the passages, and what merged cases do in turn."""

    event: Event
    case: Case
    passages: tuple[Passage, ...]
    children: str


class Moment(Struct, frozen=True, gc=False):
    """The circumstances of a decision: when, on which calendar, and where chance comes from (ids and salts).

    `learnt` is when the ledger learns of what happened at `now`, if later: what should have rung in between stays silent.
    `recorded` is when it writes that down, by the database's own clock, and `key` the name of the request: the event keeps
    both.
    """

    now: datetime
    calendar: Calendar
    rng: Random
    learnt: datetime | None = None
    recorded: datetime | None = None
    key: str = ""


def position(case: Case) -> Position:
    """Where the case stands, as the workflow sees it."""
    return Position(case.state, tuple(case.tasks.values()), frozenset(case.milestones), frozenset(case.counts))


class Deed(Struct, frozen=True, gc=False):
    """One action that may be done, with everything that its consequences follow from. `before` is where the case stands."""

    case: Case
    programme: Programme
    code: str
    action: Action
    before: Position
    signature: Signature
    values: dict[str, Any]
    moment: Moment
    task: int = 0
    issued: tuple[Task, ...] = ()


def decide(
    case: Case, programme: Programme, code: str, actor: Actor, payload: Mapping[str, Any], moment: Moment, task: int = 0
) -> Decision:
    """What the action does. Raises NotHere, UsedUp, NotYours, BadInput or Involved; the order lets each say what to do next."""
    action = programme.actions[code]
    before = position(case)
    if not workflow.enabled(programme, before, code, task):
        raise _not_here(case, programme, action, actor)
    signature = policy.permits(case, actor, programme, action, task)
    if signature is None:
        raise NotYours(action=action.name)
    check_limit(case, programme, code)
    values = forms.check(programme, action, payload)
    handover.apart(programme, case, values.get("accused", ()))
    issued = handover.tasks(programme, case, values, moment.now) if action.issues else ()
    return _record(Deed(case, programme, code, action, before, signature, values, moment, task, issued))


def _not_here(case: Case, programme: Programme, action: Action, actor: Actor) -> NotHere | NotYours:
    """Where the case stands is told only to somebody who may know of it."""
    if actor.id == policy.SYSTEM.id or policy.visible(case, actor, programme):
        return NotHere(action=action.name, state=programme.states[case.state].name)
    return NotYours(action=action.name)


def start(blank: Case, programme: Programme, actor: Actor, payload: Mapping[str, Any], moment: Moment) -> Decision:
    """The first event of a case. `blank` brings id, number, home and whom it accuses; the state comes from here."""
    action = programme.actions[programme.start]
    signature, values = admitted(blank, programme, actor, payload)
    return _record(Deed(blank, programme, programme.start, action, position(blank), signature, values, moment))


def admitted(
    blank: Case, programme: Programme, actor: Actor, payload: Mapping[str, Any]
) -> tuple[Signature, dict[str, Any]]:
    """Who opens the case, and the values. Raises NotYours, BadInput: `start` does, and who must know before a number is
    drawn.
    """
    action = programme.actions[programme.start]
    signature = policy.permits_start(blank, actor, programme)
    if signature is None:
        raise NotYours(action=action.name)
    values = forms.check(programme, action, payload)
    handover.apart(programme, blank, values.get("accused", ()))
    return signature, values


def check_limit(case: Case, programme: Programme, code: str) -> None:
    """Raise UsedUp when the action has had its number of times in this case."""
    action = programme.actions[code]
    if action.limit and case.counts.get(code, 0) >= action.limit:
        remaining = programme.actions[action.then].name if action.then else "—"
        raise UsedUp(action=action.name, limit=action.limit, then=remaining)


def _record(deed: Deed) -> Decision:
    """Move, wind the clocks, name the holder, and seal it all into one event."""
    case = deed.case
    patch, fields = amended(case, _changes(deed))
    data, passages = _said(deed.action, deed.values, deed.moment)
    draft = Event(
        case=case.id,
        seq=case.seq + 1,
        action=deed.code,
        task=deed.task,
        actor=deed.signature,
        at=deed.moment.now,
        recorded=deed.moment.recorded or deed.moment.now,
        data=encoder.encode(data).decode(),
        patch=encoder.encode(patch if case.seq else _opening(case) | patch).decode(),
        prev=case.head,
        hash="",
        key=deed.moment.key,
    )
    event = replace(draft, hash=chain(draft))
    after = replace(case, **fields, seq=event.seq, head=event.hash)
    return Decision(event, after, passages, deed.action.children)


def _opening(blank: Case) -> dict[str, Any]:
    """What a first event must say besides its changes: everything the case was born with."""
    return {name: getattr(blank, name) for name in to_builtins(blank) if name not in ("state", "seq", "head")}


def _changes(deed: Deed) -> dict[str, Any]:
    """What is new in the case; of its maps, only the members that are new or go."""
    case, action = deed.case, deed.action
    after = workflow.move(deed.programme, deed.before, deed.code, deed.task, deed.issued)
    changes = _facts(action, deed.values)
    changes["counts"] = {deed.code: case.counts.get(deed.code, 0) + 1}
    if action.works and deed.signature.id not in case.workers:
        changes["workers"] = (*case.workers, deed.signature.id)
    if action.milestones or action.resets:
        changes["milestones"] = _milestones(deed, after)
    entered = after.state != deed.before.state or deed.before.state == START
    moved = _moved(deed, after)
    if entered or moved or action.extends or action.rings or action.retimes:
        changes |= _holding(deed, after, moved, entered)
    return changes


def _facts(action: Action, values: dict[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {name: values[name] for name in action.records if name in values}
    for name in action.clears:
        facts[name] = ""
    if "accused" in facts:
        facts["accused"] = tuple(facts["accused"])
    if action.resolved is not None:
        facts["resolved"] = action.resolved
    if action.outcome:
        facts["outcome"] = action.outcome
    if action.supervises:
        facts["supervised"] = True
    return facts


def _milestones(deed: Deed, after: Position) -> dict[str, datetime | None]:
    """Those reached now, None for those undone."""
    undone = dict.fromkeys(deed.before.milestones - after.milestones)
    return undone | dict.fromkeys(deed.action.milestones, deed.moment.now)


def _moved(deed: Deed, after: Position) -> dict[int, Task]:
    """The assignments that are new or stand elsewhere than before, stamped with the time."""
    old = deed.case.tasks
    return {
        task.no: replace(task, changed=deed.moment.now)
        for task in after.tasks
        if task.no not in old or old[task.no].state != task.state
    }


def _holding(deed: Deed, after: Position, moved: dict[int, Task], entered: bool) -> dict[str, Any]:
    """State, assignments, clocks and owner after a move."""
    case, programme, now = deed.case, deed.programme, deed.moment.now
    urgency = deed.values.get("urgency", case.urgency) if "urgency" in deed.action.records else case.urgency
    timer = timing.Timer(programme, case.clocks, urgency, now, deed.moment.calendar, deed.moment.learnt or now)
    timing.wind(timer, after, moved.values(), entered)
    timing.affect(timer, deed.action, deed.values, deed.task)
    role, unit, clock = timing.holder(programme, after, case.home)
    closed = now if programme.states[after.state].closed else None
    return {
        "state": after.state,
        "tasks": moved,
        "clocks": timer.changed,
        "owner_role": role,
        "owner_unit": unit,
        "clock": clock,
        "closed": (case.closed or closed) if closed else None,
    }


def _said(action: Action, values: dict[str, Any], moment: Moment) -> tuple[dict[str, Any], tuple[Passage, ...]]:
    """What the event keeps of the payload, and the prose it only points to."""
    data: dict[str, Any] = {}
    passages = []
    for name, value in values.items():
        if action.fields[name].type == "prose":
            passage = Passage(timed(moment.now, moment.rng), name, value, f"{moment.rng.getrandbits(SALT):032x}")
            passages.append(passage)
            data[name] = {"passage": passage.id, "digest": digest(value, passage.salt)}
        else:
            data[name] = value
    return data, tuple(passages)
