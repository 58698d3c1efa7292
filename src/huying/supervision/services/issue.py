"""Issuing slips, in the transaction of the event that causes them."""

from datetime import datetime

from django.db import connection

from huying.rules.calendar import LOCAL
from huying.rules.decide import Decision
from huying.rules.programme import Programme
from huying.supervision.addressees import Addressee, of_case, of_clock
from huying.supervision.models import Slip
from huying.supervision.services import tell

INTERVIEW_AFTER = 2  # bulletin drafts about one unit in one quarter; a sample setting, as the programmes' limits are


def rung(decision: Decision, programme: Programme) -> None:
    """A clock rang: the rung's role hears of it. From the second bulletin in a quarter a talk with the unit is proposed."""
    said = decision.event.data
    for addressee in of_clock(decision.case, programme, said["clock"], said["to"]):
        slip = _issue(decision, said["kind"], addressee, said["clock"])
        if slip.kind == Slip.Kind.BULLETIN:
            _propose_interview(decision, addressee, slip.quarter)


def urged(decision: Decision, programme: Programme) -> None:
    """A person urged: everybody who must act on the case now gets a slip with the person's words."""
    text = next((passage.id for passage in decision.passages), None)
    for addressee in of_case(decision.case, programme):
        _issue(decision, Slip.Kind.SLIP, addressee, "", text)


def quarter(at: datetime) -> str:
    """The local quarter an instant lies in, as 2021Q4."""
    day = at.astimezone(LOCAL)
    return f"{day.year}Q{(day.month + 2) // 3}"


def _issue(decision: Decision, kind: str, to: Addressee, clock: str, text: str | None = None) -> Slip:
    event = decision.event
    slip = Slip.objects.create(
        case_id=event.case, seq=event.seq, kind=kind, unit=to.unit, to_role=to.role, late_unit=to.late, clock=clock,
        text_id=text, issued_at=event.at, quarter=quarter(event.at), acknowledged_by="")
    tell.slip(slip, decision.case)
    return slip


def _propose_interview(decision: Decision, to: Addressee, when: str) -> None:
    with connection.cursor() as cursor:  # two bulletins about one unit at the same moment count each other
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"interview {to.late} {when}"])
    of_unit = Slip.objects.filter(late_unit=to.late, quarter=when)
    if of_unit.filter(kind=Slip.Kind.BULLETIN).count() < INTERVIEW_AFTER:
        return
    if not of_unit.filter(kind=Slip.Kind.INTERVIEW).exists():
        _issue(decision, Slip.Kind.INTERVIEW, to, decision.event.data["clock"])
