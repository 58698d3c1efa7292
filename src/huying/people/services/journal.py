"""The people log: one row for every change, in the transaction that makes it."""

from datetime import datetime
from typing import Any

from huying.people.models import PeopleLog
from huying.rules.policy import Actor


def note(*, by: Actor, at: datetime, action: str, subject: str, **detail: Any) -> None:
    """Say who did what to whom. `detail` holds codes, dates and ids, never names or numbers of persons."""
    kept = {name: value for name, value in detail.items() if value not in (None, "")}
    PeopleLog.objects.create(at=at, by=by.id, action=action, subject=subject, detail=kept)
