"""The daily seal: one digest over the chain heads of every case whose log grew on a day, chained to the day before."""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db import connection, transaction
from django.db.models import Min

from huying.ledger.models import DailySeal, Event
from huying.rules.calendar import LOCAL

SETTLING = timedelta(minutes=10)  # a transaction begun before midnight has committed by then
ROWS = 5000
HEADS = """
SELECT DISTINCT ON (case_id) case_id, encode(hash, 'hex'), seq FROM ledger_event WHERE recorded_at >= %s AND recorded_at < %s ORDER BY case_id, seq DESC
"""


def seal_until_yesterday(now: datetime) -> int:
    """Seal every whole day that is over and not sealed yet; how many were sealed. Several workers may try at once."""
    today = (now - SETTLING).astimezone(LOCAL).date()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('daily seal'))")
        days = list(_unsealed(today))
        for day in days:
            _seal(day, now)
    return len(days)


def _unsealed(today: date) -> Iterator[date]:
    latest = DailySeal.objects.order_by("-day").values_list("day", flat=True).first()
    day = latest + timedelta(days=1) if latest else _first(today)
    while day < today:
        yield day
        day += timedelta(days=1)


def _first(today: date) -> date:
    """The day of the first event there is; today where none is older."""
    older = Event.objects.filter(
        recorded_at__lt=_midnight(today)
    )  # a range that the index answers: this is asked often
    first: datetime | None = older.aggregate(first=Min("recorded_at"))["first"]
    return first.astimezone(LOCAL).date() if first else today


def _seal(day: date, now: datetime) -> None:
    prev = DailySeal.objects.filter(day__lt=day).order_by("-day").values_list("digest", flat=True).first() or ""
    cases, events, digest = _digest(day, prev)
    DailySeal.objects.create(day=day, cases=cases, events=events, digest=digest, prev=prev, sealed_at=now)


def _digest(day: date, prev: str) -> tuple[int, int, str]:
    """(cases that moved, events of the day, SHA-256 over day, previous seal and the heads in order of case id)."""
    span = (_midnight(day), _midnight(day + timedelta(days=1)))
    body, cases = hashlib.sha256(f"{day}\n{prev}\n".encode()), 0
    with transaction.atomic(), connection.chunked_cursor() as cursor:  # a day may have brought a million cases
        cursor.execute(HEADS, span)
        while rows := cursor.fetchmany(ROWS):
            body.update("".join(f"{case_id} {seq} {head}\n" for case_id, head, seq in rows).encode())
            cases += len(rows)
    events = Event.objects.filter(recorded_at__gte=span[0], recorded_at__lt=span[1]).count()
    return cases, events, body.hexdigest()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)


def faults() -> Iterator[tuple[date, str]]:
    """Every sealed day whose events are no longer those that were sealed."""
    prev = ""
    for sealed in DailySeal.objects.order_by("day"):
        cases, events, digest = _digest(sealed.day, prev)
        if (sealed.prev, sealed.cases, sealed.events, sealed.digest) != (prev, cases, events, digest):
            yield sealed.day, "the day's events are not those that were sealed"
        prev = sealed.digest
