"""The one place that asks the machine for the time.

Rules and services take ``now`` as an argument; pages, the API and commands get it here.
"""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)
