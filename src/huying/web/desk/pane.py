"""Everything that the case pane shows, gathered once for its three forms: beside the list, as a page, after an action."""

from collections.abc import Iterable
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
from huying.rules.case import Case
from huying.rules.clock import Clock
from huying.rules.errors import NotFound
from huying.rules.lights import Light
from huying.rules.policy import Actor
from huying.rules.programme import Action, Programme
from huying.rules.wording import Text
from huying.web.desk import rows, timeline
from huying.web.desk.sealed import opening_roles

CASE = Text("事项", "case")


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
    """A clock as people read it."""

    name: Text
    light: Light
    left: Text
    due: datetime
    stands: bool
    counts: bool


class Line(Struct, frozen=True):
    """One assignment: who has it, in which role, where it stands, its clocks."""

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


def row_of(number: str, actor: Actor) -> models.Case:
    """The case of that number, for whoever may see it. Raises NotFound: for others it does not exist."""
    row = cases_for(actor).filter(number=number).first()
    if row is None:
        raise NotFound(what=CASE)
    return row


def gather(row: models.Case, actor: Actor, now: datetime) -> dict[str, Any]:
    """The pane's context."""
    case, programme, calendar = store.read(row), load(row.programme, row.version), current()
    told = timeline.gather(row, case)
    log = timeline.entries(told, case, programme)
    counting = rows.counting(case, programme)
    promise = case.clocks.get(programme.promise)
    return {
        "row": row,
        "case": case,
        "programme": programme,
        "now": now,
        "state": programme.states[case.state],
        "buttons": buttons(case, actor, programme, told.units),
        "log": log,
        "letter": log[-1].said,
        "facts": facts(case, programme, told),
        "counting": _running(counting, programme, now, calendar, counts=True),
        "promise": _running(promise, programme, now, calendar),
        "lines": lines(case, programme, told, now, calendar),
        "owner": _owner(case, programme, told),
        "files": attachments.of_case(row),
        "urgent": rows.urgent(programme, case.urgency),
        "party": models.Party.objects.filter(case=row).first(),
        "may_open": bool(opening_roles(case, actor)),
        "parent": told.parents.get(case.parent, ""),
        "outcome": programme.outcomes.get(case.outcome),
        "children": list(cases_for(actor).filter(parent=row.id).order_by("id").values_list("number", "title")[:20]),
    }


def buttons(case: Case, actor: Actor, programme: Programme, units: dict[str, Text]) -> list[Button]:
    """What may be done, the primary first; the assignment is named where an action is open for several."""
    choices = available(case, actor, programme)
    several = {choice.action for choice in choices if sum(one.action == choice.action for one in choices) > 1}
    found = []
    for choice in choices:
        action = programme.actions[choice.action]
        unit = units.get(case.tasks[choice.task].unit) if choice.action in several else None
        found.append(
            Button(choice.action, choice.task, action.name, unit, action.primary, not _asks(action), action.key)
        )
    return sorted(found, key=lambda one: not one.primary)


def _asks(action: Action) -> bool:
    return bool(action.fields)


def facts(case: Case, programme: Programme, told: timeline.Told) -> list[tuple[Text, Text]]:
    """Small facts of the head: where, what kind, by which way."""
    place = told.places.get(case.place)
    found = [
        (Text("地点", "Place"), place),
        (Text("类别", "Category"), rows.label(programme, "categories", case.category)),
        (Text("渠道", "Channel"), rows.label(programme, "channels", case.channel)),
        (Text("身份", "Who writes"), rows.label(programme, "subjects", case.subject)),
        (Text("紧急程度", "Urgency"), rows.label(programme, "urgencies", case.urgency)),
    ]
    return [(name, value) for name, value in found if value and value.zh]


def lines(case: Case, programme: Programme, told: timeline.Told, now: datetime, calendar: Calendar) -> list[Line]:
    """The assignments, with their clocks."""
    found = []
    for task in case.tasks.values():
        state = programme.tasks[task.state]
        owner = programme.roles.get(state.owner)
        running = _of(case, f"/{task.no}", f"{state.clock}/{task.no}", programme, now, calendar)
        found.append(
            Line(
                task.no,
                told.units[task.unit],
                timeline.ROLES[task.role],
                programme.lines.get(task.line),
                task.required,
                state.name,
                state.open,
                owner.name if owner and state.open else None,
                told.units.get(task.supervisor),
                task.opened,
                running,
            )
        )
    return found


def _of(case: Case, suffix: str, counts: str, programme: Programme, now: datetime, calendar: Calendar) -> list[Running]:
    keys = [key for key, one in case.clocks.items() if key.endswith(suffix) and not one.stopped]
    made = (_running(case.clocks[key], programme, now, calendar, counts=key == counts) for key in keys)
    return [one for one in made if one]


def _running(
    clock: Clock | None,
    programme: Programme,
    now: datetime,
    calendar: Calendar,
    *,
    counts: bool = False,
) -> Running | None:
    if clock is None:
        return None
    left = rows.said(clocks.left(clock, now, calendar))
    stands = clock.paused is not None or clock.stopped is not None
    return Running(programme.clocks[clock.name].name, clocks.light(clock, now), left, clock.due, stands, counts)


def _owner(case: Case, programme: Programme, told: timeline.Told) -> tuple[Text, Text] | None:
    """Who must act now: the role, and the unit."""
    role = programme.roles.get(case.owner_role)
    return (role.name, told.units.get(case.owner_unit, Text("", ""))) if role else None


def since(context: dict[str, Any], seen: int) -> Iterable[timeline.Entry]:
    """What happened after the event that the person had seen."""
    return [entry for entry in context["log"] if entry.seq > seen]
