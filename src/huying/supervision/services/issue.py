"""Issuing slips, in the transaction of the event that causes them."""

from datetime import datetime

from django.db import connection

from huying.rules.calendar import LOCAL
from huying.rules.case import Case, Event
from huying.rules.programme import Programme
from huying.supervision.addressees import Addressee, of_case, of_clock
from huying.supervision.models import PROPOSING, Slip


def issued(case: Case, event: Event, programme: Programme) -> list[Slip]:
    """The slips that an event causes, if any; `case` is as it stands after it."""
    action = programme.actions[event.action]
    if action.rings:
        return rung(case, event, programme)
    return urged(case, event, programme) if action.urges else []


def rung(case: Case, event: Event, programme: Programme) -> list[Slip]:
    """A clock rang: the rung's role hears of it. From the programme's nth bulletin in a quarter on, a talk is proposed."""
    made, said = [], event.said
    for addressee in of_clock(case, programme, said["clock"], said["to"]):
        slip = _issue(event, said["kind"], addressee)
        made.append(slip)
        if slip.kind == Slip.Kind.BULLETIN:
            made += _proposed(event, addressee, slip.quarter, programme.interview_after)
    return made


def urged(case: Case, event: Event, programme: Programme) -> list[Slip]:
    """A person urged: everybody who must act on the case now gets a slip with the person's words."""
    return [_issue(event, Slip.Kind.SLIP, addressee) for addressee in of_case(case, programme)]


def quarter(at: datetime) -> str:
    """The local quarter an instant lies in, as 2021Q4."""
    day = at.astimezone(LOCAL)
    return f"{day.year}Q{(day.month + 2) // 3}"


def _issue(event: Event, kind: str, to: Addressee) -> Slip:
    said = event.said
    passages = [value["passage"] for value in said.values() if isinstance(value, dict) and "passage" in value]
    return Slip.objects.create(
        case_id=event.case,
        seq=event.seq,
        kind=kind,
        unit=to.unit,
        to_role=to.role,
        late_unit=to.late,
        clock=said.get("clock", ""),
        text_id=passages[0] if passages else None,
        issued_at=event.at,
        quarter=quarter(event.at),
        acknowledged_by="",
    )


def _proposed(event: Event, to: Addressee, when: str, after: int) -> list[Slip]:
    if not after:
        return []
    with connection.cursor() as cursor:  # two bulletins about one unit at the same moment count each other
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"interview {to.late} {when}"])
    of_unit = Slip.objects.filter(PROPOSING, late_unit=to.late, quarter=when)
    if of_unit.filter(kind=Slip.Kind.BULLETIN).count() < after:
        return []
    if of_unit.filter(kind=Slip.Kind.INTERVIEW).exists():
        return []
    return [_issue(event, Slip.Kind.INTERVIEW, to)]
