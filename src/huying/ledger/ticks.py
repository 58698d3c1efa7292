"""What happens by the clock, listed in settings."""

import logging
from datetime import datetime

from huying.ledger.services import attachments

log = logging.getLogger("huying.tick")


def sweep_contents(now: datetime) -> None:
    """Delete the contents of files that were taken away or forgotten."""
    deleted = attachments.sweep()
    if deleted:
        log.info("%d contents of files deleted", deleted)
