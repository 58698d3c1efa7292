"""From the ledger's rows to the API's shapes, for any programme: what a case holds is told by the codes that its programme declares."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from huying.api import shapes, texts
from huying.ledger import models
from huying.ledger.projection import SIGNALS
from huying.ledger.selectors.reach import Reach, rows
from huying.ledger.selectors.scope import cases_for
from huying.ledger.services import attachments
from huying.people.calendars import current
from huying.programmes.registry import load
from huying.rules import clock as clocks
from huying.rules.available import available
from huying.rules.case import Case
from huying.rules.clock import Clock
from huying.rules.lights import Light, worst
from huying.rules.policy import Actor
from huying.rules.programme import Programme
from huying.rules.wording import Text

LIGHTS: dict[int | None, Light] = {number: light for light, number in SIGNALS.items()}
HELD = "/"  # stands between a clock and the assignment that it counts for
MOST = 50  # cases that point to one
ATTRIBUTES = ("seq", "number", "programme", "version", "heading", "state", "owner_role", "owner_unit", "lead_unit")


def rows_out(found: Iterable[models.Case], actor: Actor, now: datetime) -> list[shapes.Row]:
    """The cases of a list, as far as the actor may read each."""
    return [shapes.Row(**_row(row, now), facts=row.facts) for row in rows(found, actor)]


def _row(row: models.Case, now: datetime) -> dict[str, Any]:
    """What every case has, whatever its programme."""
    programme = load(row.programme, row.version)
    return {name: getattr(row, name) for name in ATTRIBUTES} | {
        "id": str(row.id),
        "state_name": said(programme.states[row.state].name),
        "open": row.is_open,
        "light": _light(row, now),
        "place": row.within[-1] if row.within else "",
        "opened": row.opened_at,
        "due": row.due_at,
        "closed": row.closed_at,
        "promise": shapes.Promise(due=row.promised_at, kept=row.answered_at) if row.promised_at else None,
    }


def _light(row: models.Case, now: datetime) -> shapes.Light:
    """The worst of the clock that counts and of the case's numbers; "off" where it has left the ledger, or has none."""
    clock = clocks.between(row.due_at, row.amber_at, now) if row.due_at and row.amber_at else None
    return worst(clock, LIGHTS.get(row.signal)) or "off"


def said(text: Text) -> shapes.Said:
    """A wording in both languages."""
    return shapes.Said(zh=text.zh, en=text.en)


def file_out(one: models.Attachment) -> shapes.FileOut:
    """What is known of a file."""
    return shapes.FileOut(
        id=str(one.id), name=one.name, media_type=one.media_type, size=one.size, task=one.task, added=one.added_at
    )


def case_out(seen: Reach, actor: Actor, now: datetime) -> shapes.CaseOut:
    """A case as a whole, with what the actor may do."""
    case, programme = seen.case, seen.programme
    facts = texts.facts(case, programme)
    return shapes.CaseOut(
        **_row(seen.row, now),
        facts=facts[0],
        until=seen.until,
        milestones={code: case.milestones.get(code) for code in programme.milestones},
        assignments=list(_assignments(case, programme, facts)),
        clocks=list(_clocks(case, programme, now)),
        links=_links(case, actor),
        linked_from=[] if seen.until else list(_pointing(seen.row, actor)),
        files=[file_out(one) for one in attachments.of_case(seen.row, seen.until)],
        publication=_publication(seen) if case.published else None,
        available=list(_choices(seen, actor, now)),
    )


def _assignments(case: Case, programme: Programme, facts: dict[int, Any]) -> Iterator[shapes.AssignmentOut]:
    for one in case.tasks.values():
        state = programme.tasks[one.state]
        yield shapes.AssignmentOut(
            no=one.no,
            unit=one.unit,
            role=one.role,
            line=one.line,
            supervisor=one.supervisor,
            required=one.required,
            state=one.state,
            state_name=said(state.name),
            open=state.open,
            facts=facts[one.no],
        )


def _clocks(case: Case, programme: Programme, now: datetime) -> Iterator[shapes.ClockOut]:
    """Those that run or stand; a clock of an assignment counts where that still stands at a state that it is of."""
    counting = {f"{programme.tasks[one.state].clock}{HELD}{one.no}" for one in case.tasks.values()} | {case.clock}
    for key, clock in case.clocks.items():
        if clock.stopped is None:
            yield _clock(key, clock, programme, now, counts=key in counting)


def _clock(key: str, clock: Clock, programme: Programme, now: datetime, *, counts: bool) -> shapes.ClockOut:
    return shapes.ClockOut(
        key=key,
        name=said(programme.clocks[clock.name].name),
        task=int(key.partition(HELD)[2] or 0),
        due=clock.due,
        light=clocks.light(clock, now),
        running=clock.running,
        counts=counts,
        provisional=clock.provisional,
    )


def _links(case: Case, actor: Actor) -> dict[str, str]:
    """The numbers of the cases it points to; of those that the actor may not see, nothing."""
    targets = [ident for ident in case.links.values() if ident]
    numbers = dict(cases_for(actor).filter(id__in=targets).values_list("id", "number")) if targets else {}
    known = {str(ident): number for ident, number in numbers.items()}
    return {name: known[ident] for name, ident in case.links.items() if ident in known}


def _pointing(row: models.Case, actor: Actor) -> Iterator[shapes.Pointing]:
    found = models.Link.objects.filter(target=row.id, case__in=cases_for(actor)).order_by("case_id", "name")
    for programme, link, number in found.values_list("case__programme", "name", "case__number")[:MOST]:
        yield shapes.Pointing(programme=programme, link=link, number=number)


def _publication(seen: Reach) -> shapes.PublicationOut | None:
    one = models.Publication.objects.filter(case=seen.row.id).first()
    if one is None or (seen.until and one.published_at > seen.until):
        return None
    return shapes.PublicationOut(heading=one.heading, matter=one.matter, answer=one.answer, published=one.published_at)


def _choices(seen: Reach, actor: Actor, now: datetime) -> Iterator[shapes.Choice]:
    """What may be done with the case as it stands."""
    for one in available(seen.present, actor, seen.programme, now, current()):
        yield shapes.Choice(action=one.action, name=said(seen.programme.actions[one.action].name), task=one.task)
