"""Handing a case over: the assignments of one dispatch, checked against what the programme demands of a hand-over."""

from datetime import datetime
from typing import Any

from huying.rules.case import Case, Task
from huying.rules.programme import Programme
from huying.rules.refusals import Accused, WrongHandover
from huying.rules.wording import Text

FIELD = "assignments"
NO_UNIT = Text("请选择承办单位", "choose the unit.")
TWICE = Text("同一单位只能有一张交办单", "a unit can have only one assignment.")
NO_LEAD = Text("须有且只有一个主办单位（每条线各一个）", "name exactly one lead unit (one for each line).")
BAD_LINE = Text("请为每张交办单选择线别", "choose the line of each assignment.")
NO_SUPERVISOR = Text("每条线须指定督办单位", "name the supervising unit of each line.")


def tasks(programme: Programme, case: Case, values: dict[str, Any], now: datetime) -> tuple[Task, ...]:
    """The new assignments, numbered on from those the case already has.

    `values["assignments"]` is a list of {unit, role, line, required, supervisor}. Raises WrongHandover, Accused.
    """
    rows = [row for row in values.get(FIELD, []) if isinstance(row, dict)]
    first = max(case.tasks, default=0) + 1
    made = tuple(_task(programme, case, row, first + place, now) for place, row in enumerate(rows))
    _whole(programme, made)
    return made


def _task(programme: Programme, case: Case, row: dict[str, Any], no: int, now: datetime) -> Task:
    unit = row.get("unit")
    if not isinstance(unit, str) or not unit:
        raise WrongHandover(field=FIELD, problem=NO_UNIT)
    if unit in case.accused:
        raise Accused(unit=unit)
    role = "assist" if row.get("role") == "assist" else "lead"
    return Task(no=no, unit=unit, state=programme.first_task, role=role, line=str(row.get("line", "")),
                required=row.get("required", True) in (True, "true", "on", "1"),
                supervisor=str(row.get("supervisor", "")), opened=now, changed=now)


def _whole(programme: Programme, made: tuple[Task, ...]) -> None:
    """The hand-over as a whole: how many, one lead for each line, no unit twice."""
    rule = programme.handover
    if not rule.at_least <= len(made) <= rule.at_most:
        wanted = Text(f"须有{rule.at_least}至{rule.at_most}张交办单", f"give {rule.at_least} to {rule.at_most} assignments.")
        raise WrongHandover(field=FIELD, problem=wanted)
    if len({task.unit for task in made}) < len(made):
        raise WrongHandover(field=FIELD, problem=TWICE)
    leads = sorted(task.line for task in made if task.role == "lead" and task.required)
    if leads != sorted(rule.lines or ("",)):
        raise WrongHandover(field=FIELD, problem=BAD_LINE if rule.lines else NO_LEAD)
    if rule.supervised and not all(task.supervisor for task in made if task.role == "lead"):
        raise WrongHandover(field=FIELD, problem=NO_SUPERVISOR)
