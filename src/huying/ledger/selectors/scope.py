"""Row scope: the rules' `scope` as a query. Every list, search, figure and export of cases begins here."""

from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from huying.ledger.models import Assignment, Case
from huying.programmes.registry import derived, published
from huying.rules.policy import Actor, Clause, scope


def cases_for(actor: Actor, *, whole: bool = False) -> QuerySet[Case]:
    """The cases this actor may know of; the accused never meet the case that accuses them. `whole`: only those that the actor reads to
    the end (`policy.ended`): whoever narrows or sorts by what a case holds would else learn what came after they had left it.
    """
    clauses = [clause for programme in published() for clause in scope(actor, programme)]
    if not clauses:
        return Case.objects.none()
    rows = Case.objects.filter(reduce(or_, [_clause(clause, whole=whole) for clause in dict.fromkeys(clauses)]))
    return rows.exclude(accused__overlap=[actor.id, *sorted(actor.units)])


def cases_audited(actor: Actor) -> QuerySet[Case]:
    """The cases whose log an auditor reads: those of every programme, whomever its roles let in, but for what accuses the auditor.
    Only for holders of that post.
    """
    return Case.objects.exclude(accused__overlap=[actor.id, *sorted(actor.units)])


def _clause(clause: Clause, *, whole: bool) -> Q:
    programme = Q(programme=clause.programme)
    if clause.sees != "all" and not clause.value:
        return Q(pk__in=[])  # a post without its unit or place sees nothing
    match clause.sees:
        case "all":
            return programme
        case "place":
            return programme & Q(within__contains=[clause.value])
        case "unit":
            mine = Assignment.objects.filter(case=OuterRef("pk"))
            mine = mine.exclude(state__in=_void(clause.programme)) if whole else mine
            return programme & (Exists(mine.filter(unit=clause.value)) | Exists(mine.filter(supervisor=clause.value)))
        case _:
            return programme & Q(asker=clause.value)


@derived
def _void(programme: str) -> tuple[str, ...]:
    """The states of the programme's assignments that no longer count."""
    versions = (one for one in published() if one.code == programme)
    return tuple(sorted({code for one in versions for code, state in one.tasks.items() if state.void}))
