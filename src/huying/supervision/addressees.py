"""To whom urging goes: from a role of the programme and the case as it stands, to a unit. Pure."""

from msgspec import Struct

from huying.ledger.projection import waiting
from huying.rules.case import Case, Task
from huying.rules.programme import Programme


class Addressee(Struct, frozen=True):
    """A role at a unit, and the unit whose work is late. A role that is held at no unit has `unit` empty."""

    role: str
    unit: str
    late: str


def of_clock(case: Case, programme: Programme, key: str, role: str) -> list[Addressee]:
    """Who hears of a clock: of an assignment's clock its own unit or supervisor, of the case's clock those of every open one."""
    _, _, number = key.partition("/")
    tasks = [case.tasks[int(number)]] if number else waiting(case, programme)
    if programme.roles[role].at in ("unit", "supervisor") and tasks:
        found = [Addressee(role, _unit(programme, role, case, task), task.unit) for task in tasks]
        return list(dict.fromkeys(found))
    late = tasks[0].unit if tasks else case.owner_unit
    return [Addressee(role, _unit(programme, role, case, None), late)]


def of_case(case: Case, programme: Programme) -> list[Addressee]:
    """Who must act on the case now: the holder, or the holder of each assignment that waits."""
    tasks = waiting(case, programme)
    if not tasks:
        return [Addressee(case.owner_role, case.owner_unit, case.owner_unit)]
    roles = [(programme.tasks[task.state].owner, task) for task in tasks]
    return list(dict.fromkeys(Addressee(role, _unit(programme, role, case, task), task.unit) for role, task in roles))


def _unit(programme: Programme, role: str, case: Case, task: Task | None) -> str:
    match programme.roles[role].at:
        case "unit" if task:
            return task.unit
        case "supervisor" if task:
            return task.supervisor or case.home
        case "nowhere":
            return ""
        case _:
            return case.home
