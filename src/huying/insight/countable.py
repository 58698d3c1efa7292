"""The cases of a programme that an actor may count: `cases_for`, asked so that the database finds them by an index."""

from django.db.models import Q, QuerySet

from huying.ledger.models import Assignment, Case
from huying.ledger.selectors.scope import cases_for
from huying.programmes.registry import published
from huying.rules.policy import Actor, Clause, scope


def clauses(actor: Actor, programme: str) -> set[Clause]:
    """The ways in which the actor may see cases of the programme, in any of its versions."""
    return {clause for one in published() if one.code == programme for clause in scope(actor, one)}


def rows_for(actor: Actor, programme: str) -> QuerySet[Case]:
    """The cases that count for this actor.

    For somebody who sees only what their units were handed, the same is said a second time, from the assignments' side:
    else the database would look at every case of the city to find a unit's own.
    """
    rows = cases_for(actor).filter(programme=programme)
    ways = clauses(actor, programme)
    if not ways or any(way.sees != "unit" for way in ways):
        return rows
    units = sorted({way.value for way in ways} - {""})
    mine = Assignment.objects.filter(Q(unit__in=units) | Q(supervisor__in=units))
    return rows.filter(pk__in=mine.values("case_id"))
