"""Letting somebody in again who has mistyped too often: by the security administrator, who says why."""

from datetime import datetime

from django.db import transaction

from huying.people.administration import demand, demand_another
from huying.people.errors import NotLocked
from huying.people.lockouts import forget_tries, lockout
from huying.people.models import User
from huying.people.services.journal import note
from huying.people.services.reasons import reason as said
from huying.rules.policy import Actor


@transaction.atomic
def lift_lockout(*, user: User, reason: str, by: Actor, now: datetime) -> None:
    """The account may sign in at once; the password stays. Raises Forbidden, OwnAffair, BadInput (no reason), NotLocked."""
    demand(by, "locks")
    demand_another(by, user)
    words = said(reason)
    if lockout(user, now) is None:
        raise NotLocked(person=str(user))
    forget_tries(user)
    note(by=by, at=now, action="lift_lockout", subject=str(user.pk), reason=words)
