"""A changed calendar: every running clock is counted anew, each case by one event of the log.

Who loads a year of holidays need not know of this: the tick sees that the calendar is another one, and asks for a run.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from msgspec import json

from huying.ledger import models, store
from huying.ledger.services.door import act
from huying.people import calendars
from huying.programmes import holidays
from huying.programmes.registry import load
from huying.rules import clock as clocks
from huying.rules.calendar import Calendar
from huying.rules.case import Case
from huying.rules.policy import SYSTEM
from huying.supervision.models import Retiming

BATCH = 200
REASON = "节假日安排已更新 / The holiday schedule has changed"


def retime_all(*, now: datetime, reason: str = REASON) -> int:
    """Recompute the clocks of every open case that the calendar in force changes; how many cases.

    May be interrupted and repeated: a case whose dates are right already is left alone.
    """
    run = Retiming.objects.create(calendar=fingerprint(), reason=reason, begun_at=now)
    for ident in _open_cases():
        run.cases += _retime(ident, now, reason)
    run.ended_at = now
    run.save(update_fields=["cases", "ended_at"])
    return run.cases


def needed() -> bool:
    """Whether no run has yet gone to its end by the calendar that is now in force."""
    latest = Retiming.objects.filter(ended_at__isnull=False).order_by("-id").values_list("calendar", flat=True).first()
    return latest != fingerprint()


def fingerprint() -> str:
    """The digest of the calendar in force: the shipped years (a new version may bring one) and the loaded ones."""
    years = (holidays.schedules(), calendars.schedules())
    return hashlib.sha256(json.encode(years)).hexdigest()


def _open_cases() -> Iterator[str]:
    """The ids of all open cases, in order of id, a batch at a time."""
    rows = models.Case.objects.filter(is_open=True).order_by("id").values_list("id", flat=True)
    batch = list(rows[:BATCH])
    while batch:
        yield from (str(ident) for ident in batch)
        batch = list(rows.filter(id__gt=batch[-1])[:BATCH])


def _retime(ident: str, now: datetime, reason: str) -> int:
    with transaction.atomic():
        case = store.lock(ident)
        programme = load(case.programme, case.version)
        action = programme.actions.get(programme.retiming)
        if action is None or case.state not in action.from_ or not _changes(case, now):
            return 0
        field = next(iter(action.fields), "")
        act(case_id=ident, action=programme.retiming, actor=SYSTEM, payload={field: reason} if field else {}, now=now)
        return 1


def _changes(case: Case, now: datetime) -> bool:
    """Whether any clock of the case would run otherwise by the calendar in force."""
    calendar: Calendar = calendars.current()
    specs = load(case.programme, case.version).clocks
    return any(clocks.recompute(one, specs[one.name], now, calendar) != one for one in case.clocks.values())
