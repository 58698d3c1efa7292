"""To whom urging goes: from a role of the programme and the case as it stands, to a unit. Pure."""

from msgspec import Struct

from huying.ledger.projection import waiting
from huying.rules.case import Case
from huying.rules.programme import Programme
from huying.rules.timing import unit_of


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
        found = [Addressee(role, unit_of(programme, role, case.home, task), task.unit) for task in tasks]
        return list(dict.fromkeys(found))
    late = tasks[0].unit if tasks else case.owner_unit
    return [Addressee(role, unit_of(programme, role, case.home), late)]


def of_case(case: Case, programme: Programme) -> list[Addressee]:
    """Who must act on the case now: the holder, or the holder of each assignment that waits."""
    tasks = waiting(case, programme)
    if not tasks:
        return [Addressee(case.owner_role, case.owner_unit, case.owner_unit)]
    roles = [(programme.tasks[task.state].owner, task) for task in tasks]
    return list(
        dict.fromkeys(Addressee(role, unit_of(programme, role, case.home, task), task.unit) for role, task in roles)
    )
