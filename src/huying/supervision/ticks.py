"""What happens by the clock, listed in settings: each is called every half minute, by as many processes as tick."""

import logging
from datetime import datetime

from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.tasks import Task

from huying.ledger.services import seal
from huying.messages import delivery as deliver
from huying.messages.models import Outbox
from huying.supervision.services import retime
from huying.supervision.services import sweep as sweeping
from huying.supervision.tasks import deliver_messages, retime_cases

LIMIT = 5000  # cases in one tick: what a night's standstill leaves behind is caught up within minutes
log = logging.getLogger("huying.tick")


def sweep(now: datetime) -> None:
    """Ring the clocks that are due."""
    swept = sweeping.sweep(now=now, limit=LIMIT)
    if swept != sweeping.Swept(0, 0):
        log.info("%d rungs rang, %d cases lapsed, %d refused", swept.rang, swept.lapsed, swept.failed)


def send(now: datetime) -> None:
    """Have the outbox emptied by a worker, where anything waits in it."""
    if Outbox.objects.filter(deliver.waiting(now)).exists():
        _enqueue(deliver_messages)


def recount(now: datetime) -> None:
    """Have the clocks counted anew by a worker, where the calendar has changed."""
    if retime.needed():
        _enqueue(retime_cases)


def seal_days(now: datetime) -> None:
    """Seal every whole day that is over."""
    seal.seal_until_yesterday(now)


def _enqueue(task: "Task[[], None, []]") -> None:
    try:
        task.defer()
    except AlreadyEnqueued:  # a worker has not come to it yet
        log.debug("%s waits already", task.name)
