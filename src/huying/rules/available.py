"""The buttons: everything this actor may do with this case now, from the same rules that would accept or refuse it."""

from datetime import datetime

from msgspec import Struct

from huying.rules import checks, policy, workflow
from huying.rules.calendar import Calendar
from huying.rules.case import Case
from huying.rules.decide import position
from huying.rules.policy import Actor
from huying.rules.programme import Programme
from huying.rules.refusals import NotForThis, NotYet, UsedUp


class Choice(Struct, frozen=True):
    """One thing that may be done: the action's code, and the assignment it is about (0: the whole case)."""

    action: str
    task: int = 0


def available(case: Case, actor: Actor, programme: Programme, now: datetime, calendar: Calendar) -> list[Choice]:
    """Every action open to the actor, in the programme's own order."""
    choices = []
    for code, action in programme.actions.items():
        numbers = list(case.tasks) if action.on == "task" else [0]
        choices += [
            Choice(code, number) for number in numbers if _open(case, actor, programme, code, number, now, calendar)
        ]
    return choices


def _open(
    case: Case, actor: Actor, programme: Programme, code: str, number: int, now: datetime, calendar: Calendar
) -> bool:
    if not workflow.enabled(programme, position(case), code, number):
        return False
    try:
        checks.demand(case, programme, code, number, now, calendar)
    except (UsedUp, NotYet, NotForThis):
        return False
    return policy.permits(case, actor, programme, programme.actions[code], number) is not None
