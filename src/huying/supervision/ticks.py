"""What happens by the clock, listed in settings: each is called every half minute, by as many processes as tick."""

import logging
from datetime import datetime

from procrastinate.exceptions import AlreadyEnqueued

from huying.ledger.services import seal
from huying.supervision.services import propose as proposing
from huying.supervision.services import retime
from huying.supervision.services import sweep as sweeping
from huying.supervision.tasks import retime_cases

LIMIT = 5000  # cases in one tick: what a night's standstill leaves behind is caught up within minutes
log = logging.getLogger("huying.tick")


def sweep(now: datetime) -> None:
    """Ring the clocks that are due."""
    swept = sweeping.sweep(now=now, limit=LIMIT)
    if swept != sweeping.Swept(0, 0):
        log.info("%d rungs rang, %d cases lapsed, %d refused", swept.rang, swept.lapsed, swept.failed)


def propose(now: datetime) -> None:
    """Propose talks with units about which there are bulletins enough."""
    proposed = proposing.propose(now=now)
    if proposed:
        log.info("%d talks proposed", proposed)


def recount(now: datetime) -> None:
    """Have the clocks counted anew by a worker, where the calendar has changed."""
    if not retime.needed():
        return
    try:
        retime_cases.defer()
    except AlreadyEnqueued:  # a worker has not come to it yet
        log.debug("retiming waits already")


def seal_days(now: datetime) -> None:
    """Seal every whole day that is over."""
    seal.seal_until_yesterday(now)
