"""Told of every decision: slips for whoever is urged, with a line to each; those whose clock has stopped are settled. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from huying.ledger import writes
from huying.ledger.writes import Write
from huying.messages.subscribers import fresh, message
from huying.rules.calendar import LOCAL
from huying.rules.case import Case, Event
from huying.rules.decide import Decision
from huying.rules.programme import Programme
from huying.supervision.addressees import Addressee, of_case, of_clock
from huying.supervision.models import NAMES

URGING = ("reminder", "slip")  # kinds that settle by themselves; drafts and proposals wait for a person


def slips(before: Case | None, decision: Decision, programme: Programme) -> Iterator[Write]:
    """The slips that an event causes, and those that it settles."""
    case, event = decision.case, decision.event
    action = programme.actions[event.action]
    if action.rings:
        for addressee in of_clock(case, programme, event.said["clock"], event.said["to"]):
            yield from _issued(case, event, event.said["kind"], addressee)
    elif action.urges:
        for addressee in of_case(case, programme):
            yield from _issued(case, event, "slip", addressee)
    if before is not None:
        yield from _settled(before, case, event.at, programme)


def quarter(at: datetime) -> str:
    """The local quarter an instant lies in, as 2021Q4."""
    day = at.astimezone(LOCAL)
    return f"{day.year}Q{(day.month + 2) // 3}"


def columns(case: Case, event: Event, kind: str, to: Addressee) -> dict[str, Any]:
    """The row of one slip."""
    said = event.said
    texts = [value["passage"] for value in said.values() if isinstance(value, dict) and "passage" in value]
    return {
        "case_id": case.id,
        "programme": case.programme,
        "seq": event.seq,
        "kind": kind,
        "unit": to.unit,
        "to_role": to.role,
        "late_unit": to.late,
        "clock": said.get("clock", ""),
        "text_id": texts[0] if texts else None,
        "issued_at": event.at,
        "quarter": quarter(event.at),
        "acknowledged_at": None,
        "acknowledged_by": "",
        "settled_at": None,
    }


def _issued(case: Case, event: Event, kind: str, to: Addressee) -> Iterator[Write]:
    """A slip, and a line to the unit that is urged, or to whoever holds the role where it is held at no unit."""
    yield writes.add("supervision_slip", columns(case, event, kind, to))
    if fresh(event):
        addressee = f"unit:{to.unit}" if to.unit else f"role:{to.role}"
        yield message(case, event.seq, kind, addressee, NAMES[kind], event.at)


def _settled(before: Case, case: Case, at: datetime, programme: Programme) -> Iterator[Write]:
    """Reminders and slips of clocks that have stopped since; of a person's own words once somebody else must act."""
    if before.counts.keys().isdisjoint(_urging(programme)):
        return  # nearly every case: nothing was ever urged
    done = [key for key, clock in case.clocks.items() if clock.stopped and not _stopped(before, key)]
    if programme.states[case.state].closed or case.owner_role != before.owner_role or case.state != before.state:
        done.append("")
    if done:
        yield writes.mend(
            "supervision_slip",
            {"settled_at": at},
            case_id=UUID(case.id),
            clock=done,
            kind=URGING,
            acknowledged_at=None,
            settled_at=None,
        )


def _urging(programme: Programme) -> frozenset[str]:
    """The actions that make slips; remembered on the programme itself, because every event asks."""
    known: frozenset[str] | None = vars(programme).get("_urging")
    if known is None:
        known = frozenset(code for code, action in programme.actions.items() if action.rings or action.urges)
        vars(programme)["_urging"] = known
    return known


def _stopped(case: Case, key: str) -> bool:
    clock = case.clocks.get(key)
    return clock is not None and clock.stopped is not None
