"""What happens by the clock, listed in settings."""

import logging
from datetime import datetime

from procrastinate.exceptions import AlreadyEnqueued

from huying.messages import delivery
from huying.messages.models import Outbox
from huying.messages.tasks import deliver_messages

log = logging.getLogger("huying.tick")


def send(now: datetime) -> None:
    """Have the outbox emptied by a worker, where anything waits in it."""
    if Outbox.objects.filter(delivery.waiting(now)).exists():
        try:
            deliver_messages.defer()
        except AlreadyEnqueued:  # a worker has not come to it yet
            log.debug("delivery waits already")
