"""Handing a case over: the assignments of one dispatch, checked against what the programme demands of a hand-over."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from huying.rules.case import Case, Task
from huying.rules.errors import BadInput
from huying.rules.programme import Programme
from huying.rules.refusals import Accused, Involved, WrongHandover
from huying.rules.wording import Text
from huying.rules.workflow import leadless, live

FIELD = "assignments"
NO_UNIT = Text("请选择承办单位", "choose the unit.")
TWICE = Text("同一单位只能有一张交办单", "a unit can have only one assignment.")
NO_LEAD = Text("须有且只有一个主办单位", "name exactly one lead unit.")
BAD_LINE = Text(
    "每条线须有且只有一个主办单位", "name exactly one lead unit for each line, and only lines that the programme has."
)
NO_SUPERVISOR = Text("每条线须指定督办单位", "name the supervising unit of each line.")
ITSELF = Text("督办单位不能督办自身", "a unit can't supervise itself.")
OURSELVES = Text(
    "办理闭环的单位不能标为涉及对象；涉及本单位的，请告知当事人依法提出的渠道",
    "the unit that keeps the case can't be marked; what concerns it goes the lawful way elsewhere: tell the person which.",
)
YES = (True, "true", "on", "1")


def tasks(
    programme: Programme, case: Case, values: Mapping[str, Any], now: datetime, shunned: Collection[str] = ()
) -> tuple[Task, ...]:
    """The new assignments, numbered on from those the case already has.

    `values["assignments"]` is a list of {unit, role, line, required, supervisor}. Lines whose lead still counts are not
    handed over again, and nobody gets one whom the case accuses, or who is `shunned`. Raises WrongHandover, Accused.
    """
    away = {*case.accused, *shunned}
    first = max(case.tasks, default=0) + 1
    made = tuple(_task(programme, row, no, now, away) for no, row in enumerate(values.get(FIELD, []), first))
    _whole(programme, case, made)
    return made


def apart(programme: Programme, case: Case, accused: Collection[str]) -> None:
    """Whoever is accused meets the case nowhere: not as its home, nor with an assignment that counts.

    Raises BadInput, Involved.
    """
    if case.home in accused:
        raise BadInput(field="accused", problem=OURSELVES)
    for task in live(programme, case.tasks.values()) if accused else ():
        for one in (task.unit, task.supervisor):
            if one in accused:
                raise Involved(unit=one)


def _task(programme: Programme, row: Mapping[str, Any], no: int, now: datetime, away: Collection[str]) -> Task:
    unit, supervisor = row.get("unit", ""), row.get("supervisor", "")
    if not isinstance(unit, str) or not unit:
        raise WrongHandover(field=FIELD, problem=NO_UNIT)
    for one in (unit, supervisor):
        if one in away:
            raise Accused(unit=one)
    if supervisor == unit:
        raise WrongHandover(field=FIELD, problem=ITSELF)
    lead = row.get("role") != "assist"
    return Task(
        no=no,
        unit=unit,
        state=programme.first_task,
        role="lead" if lead else "assist",
        line=str(row.get("line", "")),
        required=lead or row.get("required", True) in YES,
        supervisor=str(supervisor),
        opened=now,
        changed=now,
    )


def _whole(programme: Programme, case: Case, made: tuple[Task, ...]) -> None:
    """The hand-over as a whole, with the assignments that still count: how many, one lead for each line, no unit twice."""
    rule = programme.handover
    standing = live(programme, case.tasks.values())
    if not made or not rule.at_least <= len(standing) + len(made) <= rule.at_most:
        wanted = Text(
            f"须有{rule.at_least}至{rule.at_most}张交办单", f"give {rule.at_least} to {rule.at_most} assignments."
        )
        raise WrongHandover(field=FIELD, problem=wanted)
    if len({task.unit for task in (*standing, *made)}) < len(standing) + len(made):
        raise WrongHandover(field=FIELD, problem=TWICE)
    leads = sorted(task.line for task in made if task.role == "lead")
    if leads != sorted(leadless(programme, standing)) or not {task.line for task in made} <= {"", *rule.lines}:
        raise WrongHandover(field=FIELD, problem=BAD_LINE if rule.lines else NO_LEAD)
    if rule.supervised and not all(task.supervisor for task in made if task.role == "lead"):
        raise WrongHandover(field=FIELD, problem=NO_SUPERVISOR)
