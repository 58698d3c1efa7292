"""Links between cases: the target that is named by its number found, locked and checked; those that hold a case back; those that
follow it.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from huying.ledger import models, store
from huying.ledger.selectors.scope import cases_for
from huying.programmes.registry import derived, load, newest
from huying.rules.case import Case
from huying.rules.errors import BadInput
from huying.rules.facts import Link
from huying.rules.forms import text
from huying.rules.policy import Actor
from huying.rules.programme import Action, Programme
from huying.rules.wording import Text

NAMED = 10  # cases that hold another back, named in one sentence
NO_SUCH = Text("没有这个编号的事项，请核对", "no case has this number; check it.")
ITSELF = Text("不能关联自身", "a case can't be linked to itself.")
RING = Text(
    "该事项本身须等此件办结，不能互相等待",
    "that case itself waits for this one; they would wait for each other for ever.",
)
OTHER_KIND = Text(
    "该事项不属于可关联的专项，请核对", "that case is of a programme that can't be linked here; check it."
)
TOO_LATE = Text(
    "该事项已答复、已办结或已并入他件，请选择仍在办理的事项",
    "that case is already answered, closed or merged; choose one that is still being handled.",
)


def resolved(
    programme: Programme, case_id: str, action: Action | None, payload: Mapping[str, Any], actor: Actor
) -> Mapping[str, Any]:
    """The payload with every link turned from a number into an id; the case it names is locked. Raises BadInput."""
    fields = action.fields if action else {}
    found = {
        name: _target(programme, field.link, case_id, name, text(name, payload[name]), actor)
        for name, field in fields.items()
        if field.type == "link" and payload.get(name)
    }
    return {**payload, **found}


def _target(programme: Programme, name: str, case_id: str, field: str, number: str, actor: Actor) -> str:
    link = programme.links[name]
    row = cases_for(actor).filter(number=number).only("id", "programme").first()
    if row is None:
        raise BadInput(field=field, problem=NO_SUCH)
    if str(row.id) == case_id:
        raise BadInput(field=field, problem=ITSELF)
    if not _fits(link, programme, row.programme):
        raise BadInput(field=field, problem=OTHER_KIND)
    target = store.lock(str(row.id))
    if link.holds and _waits(target.id, case_id):
        raise BadInput(field=field, problem=RING)
    answered = load(target.programme, target.version).answered in target.milestones
    if link.open and (target.closed or answered or name in target.links):
        raise BadInput(field=field, problem=TOO_LATE)
    return target.id


def _waits(target: str, case_id: str) -> bool:
    """Whether the target, by its own links, is held back by nothing but what this case holds back: each would wait for the other."""
    holding = {name for _, name, link in _declared() if link.holds}
    seen, frontier = set[UUID](), {UUID(target)}
    while frontier:
        seen |= frontier
        rows = models.Link.objects.filter(case_id__in=frontier, name__in=holding)
        frontier = set(rows.values_list("target_id", flat=True)) - seen
    return UUID(case_id) in seen


def _fits(link: Link, mine: Programme, other: str) -> bool:
    return "*" in link.programmes or other in (link.programmes or (mine.code,))


@derived
def _declared() -> tuple[tuple[str, str, Link], ...]:
    """Every link of the newest programmes: code of the programme, name of the link, the link."""
    return tuple((one.code, name, link) for one in newest() for name, link in one.links.items())


def shunned(standing: Mapping[str, str], action: Action, payload: Mapping[str, Any]) -> tuple[str, ...]:
    """Whoever is accused by a case that this one is linked to, or will be by the (resolved) payload: they are handed nothing that leads
    there. Asked only where something is handed over.
    """
    fields = action.fields.items()
    if not any(field.type == "assignments" and payload.get(name) for name, field in fields):
        return ()
    named = (payload[name] for name, field in fields if field.type == "link" and payload.get(name))
    targets = {*standing.values(), *named}
    rows = models.Case.objects.filter(id__in=targets).values_list("accused", flat=True) if targets else ()
    return tuple(sorted({one for accused in rows for one in accused}))


def holding(case: Case, programme: Programme, action: Action) -> tuple[str, ...]:
    """The numbers of the open cases that hold this one back, a few of them; asked only where the action may close it."""
    names = [name for _, name, link in _declared() if link.holds]
    if not names or not _may_close(programme, action):
        return ()
    rows = models.Link.objects.filter(target_id=UUID(case.id), name__in=names, case__is_open=True)
    held = [
        number
        for number, programme, version, name in rows.values_list(
            "case__number", "case__programme", "case__version", "name"
        ).order_by("case__number")[: NAMED * 2]
        if load(programme, version).links[name].holds
    ]
    return tuple(held[:NAMED])


def _may_close(programme: Programme, action: Action) -> bool:
    """Whether it leads to a closed state, or to where the case might go on to one by itself."""
    reached = {step.to for state in programme.states.values() for step in state.advance}
    reached |= {action.to} if action.on == "case" and action.to else set()
    return any(programme.states[name].closed for name in reached)


def following(case: Case, code: str) -> Iterator[tuple[str, str, str]]:
    """The open cases that do something by themselves when this one does: id, the link's name, and their action."""
    names = {name: link.follows[code] for _, name, link in _declared() if code in link.follows}
    if not names:
        return
    rows = models.Link.objects.filter(target_id=UUID(case.id), name__in=names, case__is_open=True)
    for ident, name in rows.order_by("case_id").values_list("case_id", "name"):
        yield str(ident), name, names[name]
