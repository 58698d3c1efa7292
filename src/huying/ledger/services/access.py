"""Who looked at what: append-only, so that an auditor can prove it."""

from datetime import datetime
from typing import Literal

from huying.ledger.models import Access
from huying.rules.policy import Actor


def note(
    *,
    actor: Actor,
    kind: Literal["view", "unmask", "export", "file", "token"],
    now: datetime,
    case_id: str | None = None,
    detail: str = "",
) -> None:
    """Write down one look: at a case page, at contact data, at a file, at a whole list; or by which token something was done."""
    Access.objects.create(actor=actor.id, kind=kind, case_id=case_id, detail=detail, at=now)
