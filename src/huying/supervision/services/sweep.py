"""The sweep: every clock whose alarm is due rings, every case whose time to answer has run out moves on.

Any number of workers may sweep at once. Each takes one case at a time, skipping those that somebody else has locked; what
is due is asked again under the lock, so that each rung of each clock rings once.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from msgspec import Struct

from huying.ledger import models, store
from huying.ledger.services.door import act
from huying.programmes.registry import load, published
from huying.rules.case import Case
from huying.rules.errors import HuyingError
from huying.rules.policy import SYSTEM
from huying.rules.programme import Programme

log = logging.getLogger("huying.sweep")


class Swept(Struct, frozen=True):
    """What one sweep came to: rungs that rang, cases that moved on because their time had run out, cases that refused."""

    rang: int
    lapsed: int
    failed: int = 0


def sweep(*, now: datetime, limit: int = 500) -> Swept:
    """Ring every clock due by `now`, in at most `limit` cases of each kind; the rest waits for the next sweep."""
    # First what has run out: nobody need be urged about a case that moves on in the same minute.
    lapsed, stuck = _each(_expired(now), _lapse, now, limit)
    rang, deaf = _each(_due(now), _ring, now, limit)
    return Swept(rang, lapsed, stuck + deaf)


def _due(now: datetime) -> QuerySet[models.Case]:
    return models.Case.objects.filter(alarm_at__lte=now).order_by("alarm_at")


def _expired(now: datetime) -> QuerySet[models.Case]:
    """Open cases in a state that ends by itself, whose clock has run out."""
    states = Q(pk__in=[])
    for programme in published():
        ending = [code for code, state in programme.states.items() if state.expires]
        states |= Q(programme=programme.code, version=programme.version, state__in=ending)
    return models.Case.objects.filter(states, is_open=True, due_at__lt=now).order_by("due_at")


def _each(
    waiting: QuerySet[models.Case], treat: Callable[[models.Case, datetime], int], now: datetime, limit: int
) -> tuple[int, int]:
    """Treat the waiting cases one by one, each in a transaction of its own; (what was done, cases that refused)."""
    done, refused = 0, list[object]()
    for _ in range(limit):
        with transaction.atomic():
            rows = waiting.exclude(pk__in=refused).filter(document__isnull=False)  # so that the two are joined outright
            rows = rows.select_related("document").only("id", "document__body")
            row = rows.select_for_update(skip_locked=True, of=("document",)).first()
            if row is None:
                break
            try:
                with transaction.atomic():
                    done += treat(row, now)
            except HuyingError as error:  # one odd case must not keep the others from their turn
                log.error("case %s: %s", row.pk, error)
                refused.append(row.pk)
    return done, len(refused)


def _ring(row: models.Case, now: datetime) -> int:
    """Ring every due clock of one locked case, rung by rung; how many rungs."""
    case, rang = store.read(row), 0
    programme = load(case.programme, case.version)
    while (payload := _alarm(case, programme, now)) is not None:
        act(case_id=case.id, action=programme.ringing, actor=SYSTEM, payload=payload, now=now)
        case, rang = store.lock(case.id), rang + 1
    return rang


def _alarm(case: Case, programme: Programme, now: datetime) -> dict[str, str] | None:
    """The earliest rung that is due, as the ringing action wants it told."""
    due = [(clock.alarm, key) for key, clock in case.clocks.items() if clock.alarm and clock.alarm <= now]
    for _, key in sorted(due):
        clock = case.clocks[key]
        rung = programme.clocks[clock.name].ladder[clock.rung]
        return {"clock": key, "kind": rung.kind, "to": rung.to}
    return None


def _lapse(row: models.Case, now: datetime) -> int:
    """Move one locked case on, if it still stands where its time has run out; how many moved."""
    case = store.read(row)
    action = load(case.programme, case.version).states[case.state].expires
    if not action or case.due is None or case.due >= now:
        return 0
    act(case_id=case.id, action=action, actor=SYSTEM, payload={}, now=now)
    return 1
