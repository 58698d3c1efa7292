"""Sending what waits in the outbox: after commit, outside every request, by as many workers as there are."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from msgspec import Struct

from huying.messages.channels import Message, channel
from huying.messages.models import Outbox

log = logging.getLogger("huying.messages")
FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=6)  # until a failed message is tried again: doubled each time


class Delivered(Struct, frozen=True):
    """What one delivery came to: messages sent, and messages that failed and will be tried again."""

    sent: int
    failed: int


def waiting(now: datetime) -> Q:
    """Messages that may be sent now."""
    return Q(sent_at__isnull=True) & (Q(retry_at__isnull=True) | Q(retry_at__lte=now))


def deliver(*, now: datetime, limit: int = 1000) -> Delivered:
    """Send up to `limit` waiting messages, each in a transaction of its own: a crash repeats one message at most."""
    sent = failed = 0
    for _ in range(limit):
        with transaction.atomic():
            row = Outbox.objects.filter(waiting(now)).order_by("id").select_for_update(skip_locked=True).first()
            if row is None:
                break
            if _send(row, now):
                sent += 1
            else:
                failed += 1
    return Delivered(sent, failed)


def _send(row: Outbox, now: datetime) -> bool:
    message = Message(row.pk, row.kind, row.addressee, row.body["number"], row.body["zh"], row.body["en"])
    try:
        channel(row.addressee)(message)
    except Exception:  # whatever a city's own channel raises: this message waits, the others go
        row.attempts += 1
        row.retry_at = now + min(FIRST * 2 ** min(row.attempts - 1, 10), LONGEST)
        row.save(update_fields=["attempts", "retry_at"])
        log.exception("message %d was not sent; it is tried again at %s", row.pk, row.retry_at)
        return False
    row.sent_at = now
    row.save(update_fields=["sent_at"])
    return True
