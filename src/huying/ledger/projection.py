"""From the document of a case to the columns of its row and its assignments. Pure: `log verify` derives them again."""

from typing import Any

from msgspec import json

from huying.rules.case import Case, Task
from huying.rules.programme import Programme
from huying.rules.workflow import open_tasks

COUNTY = 6  # characters of a place code that name the county


def document(case: Case) -> str:
    """The case as JSON, as it is kept in its row."""
    return json.encode(case).decode()


def case_columns(case: Case, programme: Programme) -> dict[str, Any]:
    """Every column of the case's row that follows from its document (all but the title)."""
    state = programme.states[case.state]
    counting = case.clocks.get(case.clock)
    promise = case.clocks.get(programme.promise)
    return {
        "id": case.id,
        "number": case.number,
        "programme": case.programme,
        "version": case.version,
        "document": document(case),
        "seq": case.seq,
        "state": case.state,
        "is_open": not state.closed,
        "home": case.home,
        "urgency": case.urgency,
        "category": case.category,
        "channel": case.channel,
        "subject": case.subject,
        "place": case.place,
        "county": case.place[:COUNTY],
        "owner_role": case.owner_role,
        "owner_unit": case.owner_unit,
        "lead_unit": lead_unit(case, programme),
        "outcome": case.outcome,
        "opened_at": case.opened,
        "due_at": counting.due if counting else None,
        "amber_at": counting.amber if counting else None,
        "promised_at": promise.due if promise else None,
        "alarm_at": min((one.alarm for one in case.clocks.values() if one.alarm), default=None),
        "replied_at": case.milestones.get(programme.promise_until),
        "closed_at": case.closed,
        "resolved": case.resolved,
        "rating": case.rating,
        "supervised": case.supervised,
        "reopened": sum(case.counts.get(code, 0) for code in programme.reopening),
        "publish": case.publish,
        "parent": case.parent or None,
        "accused": list(case.accused),
    }


def lead_unit(case: Case, programme: Programme) -> str:
    """The unit that leads the work: the latest lead assignment that still counts, or the home unit before any."""
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
