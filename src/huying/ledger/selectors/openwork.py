"""The open work of a unit or a place, role by role: what would be left lying if nobody held the role there any more."""

from collections.abc import Iterator

from django.db.models import Q

from huying.ledger.models import Assignment, Case
from huying.people.openwork import Seat, Work
from huying.programmes.registry import newest
from huying.rules.programme import At, Programme


def open_work(seat: Seat) -> list[Work]:
    """How many open cases each role there acts on, now or at a later step, programme by programme."""
    return [work for programme in newest() for work in _work(programme, seat)]


def _work(programme: Programme, seat: Seat) -> Iterator[Work]:
    """Of the roles that own some open state; machines own none."""
    owners = {state.owner for state in programme.states.values() if not state.closed}
    owners |= {state.owner for state in programme.tasks.values() if state.open}
    counted: dict[At, int] = {}
    for code, role in programme.roles.items():
        if code in owners and role.person:
            if role.at not in counted:
                counted[role.at] = _cases(programme.code, role.at, seat)
            yield Work(programme.code, code, counted[role.at])


def _cases(programme: str, at: At, seat: Seat) -> int:
    """Open cases to which the unit, or the place, stands in this relation."""
    if at == "place":
        return _within(programme, seat) if seat.place else 0
    return _at(programme, at, seat.unit) if seat.unit else 0


def _within(programme: str, seat: Seat) -> int:
    found = Case.objects.filter(is_open=True, programme=programme, within__contains=[seat.place])
    return (found.exclude(within__overlap=[*seat.covered]) if seat.covered else found).count()


def _at(programme: str, at: At, unit: str) -> int:
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
