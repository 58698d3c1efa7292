"""Which cases of a programme an actor may count: `cases_for`, asked so that the database finds them by an index, and the same as
counties, for the tallies, which know counties but neither towns nor assignments.
"""

from django.db.models import Q, QuerySet

from huying.ledger.models import Assignment, Case
from huying.ledger.selectors.scope import cases_for
from huying.people.selectors import county_of
from huying.programmes.registry import published
from huying.rules.policy import Actor, Clause, party, scope

PARTY = party("").id  # what the id of somebody who asked without an account begins with


class NotTallied(Exception):  # noqa: N818 - no error: the cases themselves are asked instead
    """The actor sees what no tally knows."""


def clauses(actor: Actor, programme: str) -> set[Clause]:
    """The ways in which the actor may see cases of the programme, in any of its versions; those that lead to no case left out."""
    found = set[Clause]()
    for one in published():
        if one.code == programme:
            accounts = one.asker.kind in ("account", "firm") or actor.id.startswith(PARTY)
            found |= {clause for clause in scope(actor, one) if clause.sees != "asker" or accounts}
    return found


def rows_for(actor: Actor, programme: str) -> QuerySet[Case]:
    """The cases that count for this actor.

    For somebody who sees only what their units were handed, the same is said a second time, from the assignments' side:
    else the database would look at every case of the city to find a unit's own.
    """
    rows = cases_for(actor).filter(programme=programme)
    ways = clauses(actor, programme)
    if not ways or any(way.sees not in ("unit", "asker") for way in ways):
        return rows
    units = sorted({way.value for way in ways if way.sees == "unit"} - {""})
    mine = Assignment.objects.filter(Q(unit__in=units) | Q(supervisor__in=units))
    asked = [way.value for way in ways if way.sees == "asker"]
    return rows.filter(
        Q(pk__in=mine.values("case_id")) | Q(asker__in=asked) if asked else Q(pk__in=mine.values("case_id"))
    )


def counties_for(actor: Actor, programme: str) -> tuple[str, ...] | None:
    """The counties whose cases the actor sees whole, None where it is all of them. Raises NotTallied."""
    ways = clauses(actor, programme)
    if any(way.sees == "all" for way in ways):
        return None
    if any(way.sees != "place" or (way.value and county_of(way.value) != way.value) for way in ways):
        raise NotTallied
    return tuple(sorted({way.value for way in ways} - {""}))


def shut_out(actor: Actor) -> tuple[str, ...]:
    """The names under which a case may accuse the actor: it then counts for nothing."""
    return (actor.id, *sorted(actor.units))
