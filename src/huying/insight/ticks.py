"""What happens by the clock, listed in settings."""

from datetime import datetime

from huying.insight.services.refresh import refresh_if_due


def refresh(now: datetime) -> None:
    """Count the tallies anew, where they are no longer fresh."""
    refresh_if_due(now=now)
