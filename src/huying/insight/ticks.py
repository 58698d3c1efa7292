"""What happens by the clock, listed in settings."""

from datetime import datetime

from huying.insight.services.fold import fold_all


def fold(now: datetime) -> None:
    """Fold what changed into the tallies."""
    fold_all(now=now)
