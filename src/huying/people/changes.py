"""Changes that wait for a second administrator: who may decide which, who must fetch which half of a code."""

from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from huying.people.administration import MAY, administers
from huying.people.models import OneTimeCode, PendingChange, Post
from huying.people.roles import AUDITOR, SECADMIN, SEPARATE, SYSADMIN
from huying.rules.calendar import LOCAL
from huying.rules.policy import Actor

WAITS = timedelta(days=7)  # what nobody has decided by then is no longer what was asked for
SHOWN = timedelta(days=30)  # how long a list shows what was decided
CONFIRMING = frozenset({SYSADMIN, SECADMIN})


def waiting(now: datetime) -> QuerySet[PendingChange]:
    """Everything that waits, the oldest first."""
    open_ones = PendingChange.objects.filter(outcome="", asked_at__gt=now - WAITS)
    return open_ones.select_related("subject", "asked_by").order_by("id")


def may_decide(actor: Actor, change: PendingChange, on: date) -> bool:
    """Whether this actor may confirm or refuse it: never who asked, never somebody whom it concerns.

    The auditor decides only what concerns one of the three administrators: in a city of three there is nobody else, and
    whoever audits should not do the daily work that is audited.
    """
    if actor.id in {str(change.asked_by_id), *concerned(change)}:
        return False
    roles = CONFIRMING | {AUDITOR} if _administrators(change, on) else CONFIRMING
    return administers(actor, roles)


def concerned(change: PendingChange) -> set[str]:
    """The actors' ids of everybody whom it concerns: whose account or post it is, and who is to take the post on."""
    return {str(change.subject_id), str(change.detail.get("successor", change.subject_id))}


def to_decide(actor: Actor, now: datetime) -> list[PendingChange]:
    """What waits for this actor."""
    on = now.astimezone(LOCAL).date()
    return [change for change in waiting(now) if may_decide(actor, change, on)]


def mine(actor: Actor, now: datetime) -> list[PendingChange]:
    """What this actor has asked for and nobody has decided."""
    return [change for change in waiting(now) if str(change.asked_by_id) == actor.id]


def decided(now: datetime) -> QuerySet[PendingChange]:
    """What was decided of late, the latest first."""
    found = PendingChange.objects.filter(decided_at__gt=now - SHOWN).select_related("subject", "asked_by", "decided_by")
    return found.order_by("-decided_at", "-id")


def halves(actor: Actor, now: datetime) -> QuerySet[OneTimeCode]:
    """The codes whose first half this actor has still to fetch and hand over."""
    mine = OneTimeCode.objects.filter(change__asked_by_id=int(actor.id), first="", expires__gt=now)
    return mine.select_related("user").order_by("expires")


def count(actor: Actor, now: datetime) -> int:
    """How much waits for this actor: to be decided, to be handed over."""
    if not administers(actor, MAY["changes"]):
        return 0
    return len(to_decide(actor, now)) + halves(actor, now).count()


def _administrators(change: PendingChange, on: date) -> bool:
    """Whether it concerns one of the three: somebody who holds or is to hold such a post."""
    held = Post.objects.filter(user=change.subject_id, role__in=SEPARATE).filter(Q(end=None) | Q(end__gt=on))
    return change.detail.get("role") in SEPARATE or held.exists()
