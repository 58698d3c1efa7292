"""Whose slips: those addressed to the posts that an actor holds, in cases the actor may know of."""

from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from huying.ledger.models import Event
from huying.ledger.selectors.scope import cases_for
from huying.rules.policy import Actor, Post
from huying.supervision.models import WAITING, WRITTEN, Slip


def addressed_to(actor: Actor) -> QuerySet[Slip]:
    """Every slip ever addressed to one of the actor's posts, the newest first, with its case."""
    posts = [_to(post) for post in actor.posts]
    if not posts:
        return Slip.objects.none()
    mine = Slip.objects.filter(reduce(or_, posts), case__in=cases_for(actor))
    return mine.select_related("case", "text").order_by("-issued_at", "-id")


def _to(post: Post) -> Q:
    """What is addressed to a post: in its own programme, or in any where it is held in the whole city."""
    to = Q(to_role=post.role, unit__in=("", post.unit))
    return to & Q(programme=post.programme) if post.programme else to


def waiting_for(actor: Actor) -> QuerySet[Slip]:
    """Those that are neither acknowledged nor settled by themselves."""
    return addressed_to(actor).filter(WAITING)


def sent_by(actor: Actor) -> QuerySet[Slip]:
    """Every slip that this actor wrote, the newest first; of each what the unit that was late did first after it (`reply`, an action
    of the programme, and `replied_at`).
    """
    written = Event.objects.filter(case_id=OuterRef("case_id"), seq=OuterRef("seq"), actor=actor.id)
    since = Event.objects.filter(case_id=OuterRef("case_id"), seq__gt=OuterRef("seq"), unit=OuterRef("late_unit"))
    first = since.exclude(unit="").order_by("seq")
    mine = Slip.objects.filter(WRITTEN, Exists(written), case__in=cases_for(actor))
    told = mine.annotate(reply=Subquery(first.values("action")[:1]), replied_at=Subquery(first.values("at")[:1]))
    return told.select_related("case", "text").order_by("-issued_at", "-id")


def visible(actor: Actor, slip_id: int) -> Slip | None:
    """One slip for its page: whoever may know of the case may read it."""
    return Slip.objects.filter(case__in=cases_for(actor), pk=slip_id).select_related("case__document", "text").first()
