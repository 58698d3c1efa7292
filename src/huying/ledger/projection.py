"""From the document of a case to the columns of its row, its links and its assignments. Pure: `log verify` derives them again."""

from datetime import datetime
from typing import Any

from msgspec import json

from huying.rules.case import Case, Task
from huying.rules.conditions import signal
from huying.rules.lights import Light
from huying.rules.programme import Programme, said
from huying.rules.workflow import open_tasks

SIGNALS: dict[Light, int] = {"green": 0, "amber": 1, "red": 2}


def document(case: Case) -> str:
    """The case as JSON, as it is kept."""
    return json.encode(case).decode()


def case_columns(case: Case, programme: Programme) -> dict[str, Any]:
    """Every column of the case's row that follows from its document (all but the heading, which is free text)."""
    counting, promise = case.clocks.get(case.clock), case.clocks.get(programme.promise_clock)
    light = signal(case, programme.clockwork)
    return {
        "id": case.id,
        "number": case.number,
        "programme": case.programme,
        "version": case.version,
        "seq": case.seq,
        "state": case.state,
        "is_open": not programme.states[case.state].closed,
        "home": case.home,
        "asker": case.asker,
        "owner_role": case.owner_role,
        "owner_unit": case.owner_unit,
        "lead_unit": lead_unit(case, programme),
        "county": case.county,
        "within": list(case.within),
        "facts": facts(case, programme),
        "reached": {name: stamp(at) for name, at in case.milestones.items()},
        "counts": case.counts,
        "links": case.links,
        "opened_at": case.opened,
        "due_at": counting.due if counting else None,
        "amber_at": counting.amber if counting else None,
        "promised_at": promise.due if promise else None,
        "answered_at": case.milestones.get(programme.answered),
        "alarm_at": min((one.alarm for one in case.clocks.values() if one.alarm), default=None),
        "closed_at": case.closed,
        "signal": SIGNALS[light] if light else None,
        "published": case.published,
        "accused": list(case.accused),
    }


def public_columns(case: Case, programme: Programme) -> dict[str, Any]:
    """What the public is shown and may ask for besides the words that a person put before it."""
    return {
        "programme": case.programme,
        "county": case.county,
        "category": said(programme, case.facts, "category"),
        "unit": lead_unit(case, programme),
        "resolved": said(programme, case.facts, "resolved", None),
    }


def facts(case: Case, programme: Programme) -> dict[str, Any]:
    """The facts that can be asked for: all but free text."""
    return {name: value for name, value in case.facts.items() if programme.facts[name].type != "prose"}


def stamp(at: datetime) -> str:
    """An instant as text that sorts like the instant: UTC to the second, "2021-12-30T07:00:00Z"."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def lead_unit(case: Case, programme: Programme) -> str:
    """The unit that leads the work: the latest lead assignment that still counts; empty before any."""
    leads = [task for task in case.tasks.values() if task.role == "lead" and not programme.tasks[task.state].void]
    return leads[-1].unit if leads else ""


def task_columns(case: Case, task: Task, programme: Programme) -> dict[str, Any]:
    """The columns of one assignment's row."""
    state = programme.tasks[task.state]
    counting = case.clocks.get(f"{state.clock}/{task.no}") if state.clock else None
    return {
        "case_id": case.id,
        "no": task.no,
        "unit": task.unit,
        "supervisor": task.supervisor,
        "role": task.role,
        "line": task.line,
        "state": task.state,
        "programme": case.programme,
        "required": task.required,
        "is_open": state.open,
        "owner_role": state.owner,
        "opened_at": task.opened,
        "changed_at": task.changed,
        "due_at": counting.due if counting else None,
        "amber_at": counting.amber if counting else None,
    }


def waiting(case: Case, programme: Programme) -> list[Task]:
    """The assignments somebody must act on, empty where the case itself is not with the units."""
    if programme.states[case.state].owner != "tasks":
        return []
    return open_tasks(programme, case.tasks.values())
