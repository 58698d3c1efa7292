"""What happens by the clock, listed in settings: called every half minute, by as many processes as tick."""

import logging
from datetime import datetime

from huying.importing.services import work as import_work

log = logging.getLogger("huying.tick")


def revive_imports(now: datetime) -> None:
    """Go on with imports whose worker died."""
    revived = import_work.revive(now=now)
    if revived:
        log.info("%d imports were broken off and go on", revived)
