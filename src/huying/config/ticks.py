"""What happens by the clock, listed in settings."""

import logging
from datetime import datetime

from huying.config import jobs

log = logging.getLogger("huying.tick")


def revive_jobs(now: datetime) -> None:
    """Take up again what a killed worker had begun."""
    revived = jobs.revive(now)
    if revived:
        log.info("%d jobs were broken off and go on", revived)
