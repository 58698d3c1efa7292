"""The decision: may this be done, and what does it change? One pure function for screen, API, import, demo and simulator."""

from collections.abc import Mapping
from datetime import date, datetime
from random import Random
from typing import Any

from msgspec import Struct, to_builtins
from msgspec.structs import replace

from huying.rules import checks, forms, handover, policy, timing, workflow
from huying.rules.calendar import LOCAL, Calendar
from huying.rules.case import Case, Event, Signature, Task, amended, encoder
from huying.rules.errors import BadInput
from huying.rules.idents import timed
from huying.rules.log import chain, digest
from huying.rules.policy import Actor
from huying.rules.programme import Action, Programme
from huying.rules.refusals import ChildrenOpen, NotHere, NotYours
from huying.rules.workflow import START, Position

SALT = 128  # bits


class Passage(Struct, frozen=True, gc=False):
    """Free text that an action said. The event holds only `id` and the salted digest; the text lies beside the log."""

    id: str
    field: str
    text: str
    salt: str


class Decision(Struct, frozen=True, gc=False):
    """What one action comes to: the event, the case after it, and the passages."""

    event: Event
    case: Case
    passages: tuple[Passage, ...]


class Moment(Struct, frozen=True, gc=False):
    """The circumstances of a decision: when, on which calendar, and where chance comes from (ids and salts).

    `learnt` is when the ledger learns of what happened at `now`, if later: what should have rung in between stays silent.
    `recorded` is when it writes that down, by the database's own clock, and `key` the name of the request: the event keeps
    both. `within` are the codes of the place that the action names and of all above it, the city first, and `county` is one
    of them; `holding` are the numbers of open cases that hold this one back (`Link.holds`), `shunned` whoever is accused by a
    case that this one is linked to. All four the door finds out.
    """

    now: datetime
    calendar: Calendar
    rng: Random
    learnt: datetime | None = None
    recorded: datetime | None = None
    key: str = ""
    within: tuple[str, ...] = ()
    county: str = ""
    holding: tuple[str, ...] = ()
    shunned: tuple[str, ...] = ()


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
    """What the action does. Raises NotHere, NotYours, UsedUp, NotYet, BadInput, Involved or ChildrenOpen; the order lets each
    say what to do next.
    """
    action = programme.actions[code]
    before = position(case)
    if not workflow.enabled(programme, before, code, task):
        raise _not_here(case, programme, action, actor)
    signature = policy.permits(case, actor, programme, action, task)
    if signature is None:
        raise NotYours(action=action.name)
    checks.demand(case, programme, code, task, moment.now, moment.calendar)
    values = forms.check(programme, action, payload, _today(moment))
    _demand_file(case, action, values)
    handover.apart(programme, case, _accused(action, values))
    issued = handover.tasks(programme, case, values, moment.now, moment.shunned) if action.issues else ()
    return _record(Deed(case, programme, code, action, before, signature, values, moment, task, issued))


def _today(moment: Moment) -> date:
    return moment.now.astimezone(LOCAL).date()


def _accused(action: Action, values: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(values.get("accused", ())) if action.accuses else ()


def _demand_file(case: Case, action: Action, values: Mapping[str, Any]) -> None:
    """Raise BadInput unless what is attached was stored, and what is taken away is a file of this case."""
    if action.attaches and "digest" not in values["file"]:
        raise BadInput(field="file", problem=forms.NOT_A_FILE)
    if action.detaches and values["file"]["id"] not in case.files:
        raise BadInput(field="file", problem=forms.NOT_A_FILE)


def _not_here(case: Case, programme: Programme, action: Action, actor: Actor) -> NotHere | NotYours:
    """Where the case stands is told only to somebody who may know of it, and has not left it."""
    if policy.visible(case, actor, programme) and policy.ended(case, actor, programme) is None:
        return NotHere(action=action.name, state=programme.states[case.state].name)
    return NotYours(action=action.name)


def start(blank: Case, programme: Programme, actor: Actor, payload: Mapping[str, Any], moment: Moment) -> Decision:
    """The first event of a case. `blank` brings id, number, home, asker, place and whom it accuses; the state comes from here."""
    action = programme.actions[programme.start]
    signature, values = admitted(blank, programme, actor, payload, moment.now)
    handed = bool(values.get(handover.FIELD))
    issued = handover.tasks(programme, blank, values, moment.now, moment.shunned) if handed else ()
    return _record(
        Deed(blank, programme, programme.start, action, position(blank), signature, values, moment, issued=issued)
    )


def admitted(
    blank: Case, programme: Programme, actor: Actor, payload: Mapping[str, Any], now: datetime
) -> tuple[Signature, dict[str, Any]]:
    """Who opens the case, and the values. Raises NotYours, BadInput: `start` does, and who must know before a number is
    drawn.
    """
    action = programme.actions[programme.start]
    signature = policy.permits_start(blank, actor, programme)
    if signature is None:
        raise NotYours(action=action.name)
    values = forms.check(programme, action, payload, now.astimezone(LOCAL).date())
    _demand_file(blank, action, values)
    handover.apart(programme, blank, _accused(action, values))
    return signature, values


def _record(deed: Deed) -> Decision:
    """Move, wind the clocks, name the holder, and seal it all into one event."""
    case = deed.case
    data, passages = _said(deed.action, deed.values, deed.moment)
    patch, fields = amended(case, _changes(deed, data))
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
    return Decision(event, after, passages)


def _opening(blank: Case) -> dict[str, Any]:
    """What a first event must say besides its changes: everything the case was born with."""
    return {name: getattr(blank, name) for name in to_builtins(blank) if name not in ("state", "seq", "head")}


def _changes(deed: Deed, data: dict[str, Any]) -> dict[str, Any]:
    """What is new in the case; of its maps, only the members that are new or go. `data` is what the event keeps of the payload."""
    case, action = deed.case, deed.action
    after = workflow.move(deed.programme, deed.before, deed.code, deed.task, deed.issued)
    changes: dict[str, Any] = {"counts": {deed.code: case.counts.get(deed.code, 0) + 1}}
    facts, own = _facts(deed, data)
    changes |= {"facts": facts, "links": _links(deed)} | _special(deed)
    if action.works and deed.signature.id not in case.workers:
        changes["workers"] = (*case.workers, deed.signature.id)
    if action.milestones or action.resets:
        changes["milestones"] = _milestones(deed, after)
    entered = after.state != deed.before.state or deed.before.state == START
    moved = _moved(deed, after, own)
    if entered or moved or facts or action.extends or action.rings or action.retimes:
        changes |= _holding(deed, after, moved, facts, entered)
    return changes


def _facts(deed: Deed, data: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The facts of the case, and of the assignment that is acted on, that are new (None where they go)."""
    of_case: dict[str, Any] = {}
    of_task: dict[str, Any] = {}
    said = {field.fact: _kept(data[name]) for name, field in deed.action.fields.items() if field.fact and name in data}
    emptied = {name: None for name in deed.action.clears if name in deed.programme.facts}
    for name, value in (emptied | deed.action.sets | said).items():
        (of_task if deed.programme.facts[name].on == "task" else of_case)[name] = value
    return of_case, of_task


def _kept(value: Any) -> Any:
    """A fact as the document has it: free text by the id of its passage."""
    return value["passage"] if isinstance(value, dict) else value


def _links(deed: Deed) -> dict[str, str | None]:
    made = {
        field.link: deed.values[name]
        for name, field in deed.action.fields.items()
        if field.link and name in deed.values
    }
    return {name: None for name in deed.action.clears if name in deed.programme.links} | made


def _special(deed: Deed) -> dict[str, Any]:
    """What the action does that has a word of its own."""
    action, values, moment = deed.action, deed.values, deed.moment
    changes: dict[str, Any] = {}
    if moment.within:
        changes |= {"within": moment.within, "county": moment.county}
    if action.accuses and "accused" in values:
        changes["accused"] = tuple(values["accused"])
    if action.attaches or action.detaches:
        file = values["file"]
        changes["files"] = {file["id"]: None if action.detaches else file["digest"]}
    if action.publishes or action.retracts or changes.get("accused"):
        changes["published"] = action.publishes and not changes.get("accused")
    if action.forgets:
        changes |= {"forgotten": True, "reachable": False, "published": False}
    return changes


def _milestones(deed: Deed, after: Position) -> dict[str, datetime | None]:
    """Those reached now, None for those undone."""
    undone = dict.fromkeys(deed.before.milestones - after.milestones)
    return undone | dict.fromkeys(deed.action.milestones, deed.moment.now)


def _moved(deed: Deed, after: Position, facts: dict[str, Any]) -> dict[int, Task]:
    """The assignments that are new, stand elsewhere than before, or have new facts, stamped with the time."""
    old = deed.case.tasks
    found = {}
    for task in after.tasks:
        one = replace(task, facts=_with(task.facts, facts)) if facts and task.no == deed.task else task
        if task.no not in old or old[task.no].state != one.state or old[task.no].facts != one.facts:
            found[task.no] = replace(one, changed=deed.moment.now)
    return found


def _with(facts: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    if not changes:
        return facts
    return {name: value for name, value in (facts | changes).items() if value is not None}


def _holding(
    deed: Deed, after: Position, moved: dict[int, Task], facts: dict[str, Any], entered: bool
) -> dict[str, Any]:
    """State, assignments, clocks and owner after a move, or after a fact that clocks run by has changed."""
    case, programme, moment = deed.case, deed.programme, deed.moment
    tasks = {task.no: task.facts for task in after.tasks} | {task.no: task.facts for task in moved.values()}
    timer = timing.Timer(
        programme,
        case.clocks,
        _with(case.facts, facts),
        tasks,
        moment.now,
        moment.calendar,
        moment.learnt or moment.now,
    )
    timing.wind(timer, after, moved.values(), entered)
    timing.follow(timer, facts.keys(), {no: task.facts.keys() for no, task in moved.items()})
    timing.affect(timer, deed.action, deed.values, deed.task)
    role, unit, clock = timing.holder(programme, after, case.home)
    closed = programme.states[after.state].closed
    if closed and not case.closed and moment.holding:
        raise ChildrenOpen(numbers="、".join(moment.holding))
    return {
        "state": after.state,
        "tasks": moved,
        "clocks": timer.changed,
        "owner_role": role,
        "owner_unit": unit,
        "clock": clock,
        "closed": (case.closed or moment.now) if closed else None,
    }


def _said(action: Action, values: dict[str, Any], moment: Moment) -> tuple[dict[str, Any], tuple[Passage, ...]]:
    """What the event keeps of the payload, and the prose it only points to; the name of a file is prose too."""
    data: dict[str, Any] = {}
    passages: list[Passage] = []
    for name, value in values.items():
        match action.fields[name].type:
            case "prose":
                data[name] = _pointer(name, value, moment, passages)
            case "file":
                named = {"name": _pointer(name, value["name"], moment, passages)} if "name" in value else {}
                data[name] = value | named
            case _:
                data[name] = value
    return data, tuple(passages)


def _pointer(name: str, text: str, moment: Moment, passages: list[Passage]) -> dict[str, str]:
    passage = Passage(timed(moment.now, moment.rng), name, text, f"{moment.rng.getrandbits(SALT):032x}")
    passages.append(passage)
    return {"passage": passage.id, "digest": digest(text, passage.salt)}
