"""From the ledger's rows to the API's shapes."""

from datetime import datetime
from typing import Any

from huying.api import shapes, texts
from huying.ledger import store
from huying.ledger.models import Attachment, Case
from huying.ledger.services import attachments
from huying.programmes.registry import load
from huying.rules.available import available
from huying.rules.policy import Actor
from huying.rules.programme import said


def light(row: Case, now: datetime) -> shapes.Light:
    """The light of the clock that counts; "off" where the case has left the ledger."""
    if row.due_at is None or row.amber_at is None:
        return "off"
    if now > row.due_at:
        return "red"
    return "amber" if now > row.amber_at else "green"


def _facts(row: Case, now: datetime) -> dict[str, Any]:
    programme = load(row.programme, row.version)
    return {
        "id": str(row.id),
        "number": row.number,
        "title": row.heading,
        "programme": row.programme,
        "state": row.state,
        "light": light(row, now),
        "urgency": said(programme, row.facts, "urgency", ""),
        "category": said(programme, row.facts, "category", ""),
        "place": row.within[-1] if row.within else "",
        "owner_role": row.owner_role,
        "owner_unit": row.owner_unit,
        "opened": row.opened_at,
        "due": row.due_at,
        "promised": row.promised_at,
        "closed": row.closed_at,
    }


def row_out(row: Case, now: datetime) -> shapes.Row:
    """A case in a list."""
    return shapes.Row(**_facts(row, now))


def file_out(one: Attachment) -> shapes.FileOut:
    """What is known of a file."""
    return shapes.FileOut(id=str(one.id), name=one.name, media_type=one.media_type, size=one.size, added=one.added_at)


def case_out(row: Case, actor: Actor, now: datetime) -> shapes.CaseOut:
    """A case as a whole, with what the actor may do."""
    case = store.read(row)
    choices = available(case, actor, load(case.programme, case.version))
    return shapes.CaseOut(
        **_facts(row, now),
        letter=texts.letter(row),
        seq=row.seq,
        outcome=row.outcome,
        resolved=row.resolved,
        rating=row.rating,
        supervised=row.supervised,
        tasks=[
            shapes.TaskOut(
                no=one.no, unit=one.unit, role=one.role, line=one.line, state=one.state, required=one.required
            )
            for one in case.tasks.values()
        ],
        clocks=[
            shapes.ClockOut(key=key, due=one.due, running=one.running, provisional=one.provisional)
            for key, one in case.clocks.items()
            if one.stopped is None
        ],
        files=[file_out(one) for one in attachments.of_case(row)],
        available=[shapes.Choice(action=one.action, task=one.task) for one in choices],
    )
