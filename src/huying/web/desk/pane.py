"""Everything that the case pane shows, gathered once for its three forms: beside the list, as a page, after an action."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct

from huying.ledger import models, store
from huying.ledger.selectors.scope import cases_for
from huying.ledger.services import attachments
from huying.people.calendars import current
from huying.programmes.registry import load
from huying.rules import clock as clocks
from huying.rules.available import available
from huying.rules.calendar import Calendar
from huying.rules.case import Case, Task
from huying.rules.clock import Clock
from huying.rules.conditions import signal
from huying.rules.errors import NotFound
from huying.rules.facts import Meaning
from huying.rules.lights import Light
from huying.rules.policy import Actor, ended, may_open
from huying.rules.programme import Action, Programme, said
from huying.rules.wording import Text
from huying.web.desk import carried, timeline
from huying.web.desk.timeline import Said, Told
from huying.web.kit.values import ROLES

CASE = Text("事项", "case")
MOST = 50  # cases that point to one, listed on its page
HELD = "/"  # stands between a clock and the assignment that it counts for


class Button(Struct, frozen=True):
    """One thing that may be done now. `at_once` where it asks for nothing; `unit` names the assignment it is about."""

    code: str
    task: int
    name: Text
    unit: Text | None
    primary: bool
    at_once: bool
    key: str


class Running(Struct, frozen=True):
    """A clock as people read it. `stands` where it is paused, `over` where it has stopped for good."""

    name: Text
    light: Light
    left: Text
    due: datetime
    stands: bool
    over: bool
    counts: bool


class Line(Struct, frozen=True):
    """One assignment: who has it, in which role, where it stands, its clocks, what it holds."""

    no: int
    unit: Text
    role: Text
    line: Text | None
    required: bool
    state: Text
    open: bool
    owner: Text | None
    supervisor: Text | None
    opened: datetime | None
    clocks: list[Running]
    facts: list[Said]


class Linked(Struct, frozen=True):
    """A case at the other end of a link: what the link is called from here, and where that case stands."""

    name: Text
    row: models.Case
    state: Text


def row_of(number: str, actor: Actor) -> models.Case:
    """The case of that number, for whoever may see it. Raises NotFound: for others it does not exist."""
    row = cases_for(actor).select_related("document").filter(number=number).first()
    if row is None:
        raise NotFound(what=CASE)
    return row


def gather(row: models.Case, actor: Actor, now: datetime) -> dict[str, Any]:
    """The pane's context."""
    whole, programme, calendar = store.read(row), load(row.programme, row.version), current()
    told = timeline.gather(whole, programme, actor, ended(whole, actor, programme))
    case = told.case
    log = timeline.entries(told, programme)
    running = {
        key: _running(one, case, programme, now, calendar) for key, one in case.clocks.items() if HELD not in key
    }
    drafts = carried.drafts(case, programme, told.names.texts, told.names.units)
    return {
        "row": row,
        "case": case,
        "programme": programme,
        "now": now,
        "state": programme.states[case.state],
        "buttons": buttons(whole, actor, programme, told, now, calendar),
        "log": log,
        "matter": _meaning(told, programme, "matter"),
        "answer": _meaning(told, programme, "answer"),
        "drafts": drafts,
        "instructions": instructions(log, programme, told),
        "facts": facts(told, programme),
        "clocks": list(running.values()),
        "counting": _counting(case, programme, now, calendar),
        "promise": running.get(programme.promise_clock),
        "signal": signal(case, programme.clockwork),
        "milestones": [(name, case.milestones.get(code)) for code, name in programme.milestones.items()],
        "lines": [_line(task, told, programme, now, calendar) for task in case.tasks.values()],
        "owner": _owner(case, programme, told),
        "files": attachments.of_case(row, told.until),
        "flags": flags(case, programme),
        "party": models.Party.objects.filter(case=row).first() if programme.asker.kind == "party" else None,
        "asked_by": programme.asker.kind,
        "may_open": may_open(whole, actor, programme),
        "links": list(links(row, told, actor)),
        "until": told.until,
    }


def buttons(
    case: Case, actor: Actor, programme: Programme, told: Told, now: datetime, calendar: Calendar
) -> list[Button]:
    """What may be done, the primary first; the assignment is named where an action is open for several."""
    choices = available(case, actor, programme, now, calendar)
    several = {choice.action for choice in choices if sum(one.action == choice.action for one in choices) > 1}
    found = []
    for choice in choices:
        action = programme.actions[choice.action]
        unit = told.names.units.get(case.tasks[choice.task].unit) if choice.action in several else None
        found.append(
            Button(choice.action, choice.task, action.name, unit, action.primary, not asks(action), action.key)
        )
    return sorted(found, key=lambda one: not one.primary)


def asks(action: Action) -> bool:
    """Whether a form stands between the button and the deed: something to fill in, or something to think over."""
    return bool(action.fields or action.confirm)


def _meaning(told: Told, programme: Programme, meaning: Any) -> Said | None:
    code = programme.meaning(meaning)
    value = told.case.facts.get(code)
    return timeline.fact(code, value, told, programme) if value is not None else None


def facts(told: Told, programme: Programme) -> list[Said]:
    """Everything that the case holds, in the programme's order, but for what stands on the page by itself."""
    alone: tuple[Meaning, ...] = ("heading", "matter", "draft", "answer")
    apart = {programme.meaning(meaning) for meaning in alone}
    found = told.case.facts
    return [
        timeline.fact(code, found[code], told, programme)
        for code in programme.case_facts
        if code in found and code not in apart
    ]


def flags(case: Case, programme: Programme) -> list[tuple[str, Text]]:
    """What is out of the ordinary, as (tone, words): urgency, supervision, handled again, how it ended."""
    urgency = said(programme, case.facts, "urgency")
    found: list[tuple[str, Text]] = []
    if urgency and urgency != programme.usual("urgency"):
        found.append(("hot", programme.choices("urgency")[urgency]))
    if said(programme, case.facts, "supervised", False):
        found.append(("warn", programme.facts[programme.meaning("supervised")].name))
    again = sum(case.counts.get(code, 0) for code in programme.reopening)
    if again:
        found.append(("warn", Text(f"重办 {again} 次", f"Handled again {again}×")))
    if case.closed and (outcome := programme.choices("outcome").get(said(programme, case.facts, "outcome"))):
        found.append(("", outcome))
    resolved = said(programme, case.facts, "resolved", None)
    if resolved is not None:
        name = programme.facts[programme.meaning("resolved")].name
        tone, zh, en = ("good", "是", "yes") if resolved else ("hot", "否", "no")
        found.append((tone, Text(f"{name.zh}：{zh}", f"{name.en}: {en}")))
    if case.published:
        found.append(("good", Text("已公开", "Published")))
    if case.forgotten:
        found.append(("hot", Text("个人信息已删除", "Personal data erased")))
    return found


def _line(task: Task, told: Told, programme: Programme, now: datetime, calendar: Calendar) -> Line:
    state, units = programme.tasks[task.state], told.names.units
    owner = programme.roles.get(state.owner)
    keys = [key for key, one in told.case.clocks.items() if key.endswith(f"{HELD}{task.no}") and not one.stopped]
    return Line(
        task.no,
        units[task.unit],
        ROLES[task.role],
        programme.lines.get(task.line),
        task.required,
        state.name,
        state.open,
        owner.name if owner and state.open else None,
        units.get(task.supervisor),
        task.opened,
        [
            _running(told.case.clocks[key], told.case, programme, now, calendar, counts=f"{state.clock}{HELD}{task.no}")
            for key in keys
        ],
        [timeline.fact(code, value, told, programme) for code, value in task.facts.items()],
    )


def _running(
    clock: Clock, case: Case, programme: Programme, now: datetime, calendar: Calendar, counts: str = ""
) -> Running:
    left = clocks.left(clock, now, calendar)
    key = counts or case.clock
    return Running(
        programme.clocks[clock.name].name,
        clocks.light(clock, now),
        Text(left.say("zh"), left.say("en")),
        clock.due,
        clock.paused is not None,
        clock.stopped is not None,
        case.clocks.get(key) is clock,
    )


def _counting(case: Case, programme: Programme, now: datetime, calendar: Calendar) -> Running | None:
    """The clock that counts now; where the units have the case it is one of theirs."""
    clock = case.clocks.get(case.clock)
    return _running(clock, case, programme, now, calendar) if clock else None


def _owner(case: Case, programme: Programme, told: Told) -> tuple[Text, Text] | None:
    """Who must act now: the role, and the unit."""
    role = programme.roles.get(case.owner_role)
    return (role.name, told.names.units.get(case.owner_unit, Text("", ""))) if role else None


def instructions(log: list[timeline.Entry], programme: Programme, told: Told) -> list[Said]:
    """What was said with the latest hand-over, while units work on it: on top for whoever has it."""
    if programme.states[told.case.state].owner != "tasks":
        return []
    issued = [event.seq for event in told.events if programme.actions[event.action].issues]
    last = next((one for one in log if issued and one.seq == issued[-1]), None)
    own = {value for value in told.case.facts.values() if isinstance(value, str)}
    return [one for one in last.said if one.passage and one.passage not in own] if last else []


def links(row: models.Case, told: Told, actor: Actor) -> Iterator[Linked]:
    """The cases that this one points to, and those that point to it, as far as the reader may see them."""
    programme, targets = load(row.programme, row.version), told.case.links
    seen = {str(one.id): one for one in cases_for(actor).filter(id__in=list(targets.values()))} if targets else {}
    for name, ident in targets.items():
        if ident in seen:
            yield _link(programme.links[name].name, seen[ident])
    if told.until is None:
        pointing = models.Link.objects.filter(target=row.id, case__in=cases_for(actor)).select_related("case")
        for one in pointing.order_by("case_id")[:MOST]:
            theirs = load(one.case.programme, one.case.version).links.get(one.name)
            if theirs:
                yield _link(theirs.back, one.case)


def _link(name: Text, row: models.Case) -> Linked:
    return Linked(name, row, load(row.programme, row.version).states[row.state].name)


def since(context: dict[str, Any], seen: int) -> Iterable[timeline.Entry]:
    """What happened after the event that the person had seen."""
    return [entry for entry in context["log"] if entry.seq > seen]
