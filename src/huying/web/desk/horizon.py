"""How far somebody may read a case: a unit that has left it keeps its own part up to then, and nothing that came after (A17).

Pure. The selector says whether the case exists for somebody at all; this says up to when.
"""

from datetime import datetime

from huying.rules.case import Case, Task
from huying.rules.policy import Actor, Clause, scope
from huying.rules.programme import Programme


def ended(case: Case, actor: Actor, programme: Programme) -> datetime | None:
    """The last instant that this actor may read of, None where nothing is kept from them."""
    mine: list[Task] = []
    for clause in scope(actor, programme):
        if _whole(clause, case):
            return None
        tasks = [one for one in case.tasks.values() if clause.value and clause.value in (one.unit, one.supervisor)]
        if clause.sees == "unit" and any(not programme.tasks[one.state].void for one in tasks):
            return None
        mine += tasks if clause.sees == "unit" else []
    return max((one.changed or case.opened for one in mine), default=case.opened)


def _whole(clause: Clause, case: Case) -> bool:
    match clause.sees:
        case "all":
            return True
        case "place":
            return clause.value in case.within
        case "asker":
            return bool(clause.value) and clause.value == case.asker
        case _:
            return False
