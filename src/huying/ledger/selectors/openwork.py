"""The open work of a unit, role by role: what would be left lying if nobody held the role there any more."""

from collections.abc import Iterator

from django.db.models import Q

from huying.ledger.models import Assignment, Case
from huying.people.openwork import Work
from huying.programmes.registry import newest
from huying.rules.programme import At, Programme


def open_work(unit: str) -> list[Work]:
    """How many open cases each role of the unit acts on, now or at a later step, programme by programme."""
    return [work for programme in newest() for work in _work(programme, unit)]


def _work(programme: Programme, unit: str) -> Iterator[Work]:
    """Of the roles that own some open state; machines own none."""
    owners = {state.owner for state in programme.states.values() if not state.closed}
    owners |= {state.owner for state in programme.tasks.values() if state.open}
    counted: dict[At, int] = {}
    for code, role in programme.roles.items():
        if code in owners and role.person:
            if role.at not in counted:
                counted[role.at] = _cases(programme.code, role.at, unit)
            yield Work(programme.code, code, counted[role.at])


def _cases(programme: str, at: At, unit: str) -> int:
    """Open cases to which the unit stands in this relation."""
    tasks = Assignment.objects.filter(is_open=True, case__is_open=True, case__programme=programme)
    match at:
        case "home":
            return Case.objects.filter(is_open=True, programme=programme, home=unit).count()
        case "unit":
            return tasks.filter(unit=unit).values("case").distinct().count()
        case "supervisor":
            mine = Q(supervisor=unit) | Q(supervisor="", case__home=unit)
            return tasks.filter(mine).values("case").distinct().count()
        case _:
            return 0
