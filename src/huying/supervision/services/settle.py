"""A slip is settled by itself once what it urged has been done: its clock has stopped, or the case has left the ledger."""

from datetime import datetime

from django.db.models import Q

from huying.rules.case import Case
from huying.rules.programme import Programme
from huying.supervision.models import WAITING, Slip


def settle(before: Case, case: Case, at: datetime, programme: Programme) -> None:
    """Settle the reminders and slips of clocks that have stopped since; drafts and proposals wait for a person."""
    urging = [code for code, action in programme.actions.items() if action.rings or action.urges]
    if not any(before.counts.get(code) for code in urging):
        return  # nearly every case: nothing was ever urged
    over = programme.states[case.state].closed or case.owner_role != before.owner_role or case.state != before.state
    stopped = [key for key, clock in case.clocks.items() if clock.stopped and not _stopped(before, key)]
    done = Q(clock__in=stopped) | (Q(clock="") if over else Q(pk__in=[]))
    kinds = (Slip.Kind.REMINDER, Slip.Kind.SLIP)
    Slip.objects.filter(WAITING, done, case_id=case.id, kind__in=kinds).update(settled_at=at)


def _stopped(case: Case, key: str) -> bool:
    clock = case.clocks.get(key)
    return clock is not None and clock.stopped is not None
