"""From an account to the actor that the rules know: its posts in force on a day."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from huying.people import models
from huying.people.models import User
from huying.people.prepared import execute
from huying.rules.policy import NOBODY, Actor, Post

# Plain SQL: every page and every call asks this, and the ORM would take eight times as long.
POSTS = """
SELECT role, unit_id, place_id, programme FROM people_post
WHERE user_id = %(user)s AND start <= %(on)s AND ("end" IS NULL OR "end" > %(on)s)
ORDER BY id
"""


def in_force(on: date) -> Q:
    """Posts whose term covers the day."""
    return Q(start__lte=on) & (Q(end__isnull=True) | Q(end__gt=on))


def actor_for(user: User | AnonymousUser, on: date) -> Actor:
    """Who this is to the rules on that (local) day, by one query; nobody for a stranger or a closed account."""
    if not isinstance(user, models.User) or not user.is_active:
        return NOBODY
    rows = execute(POSTS, {"user": user.pk, "on": on}).fetchall()
    firms = (user.firm_id,) if user.firm_id else ()
    return Actor(str(user.pk), tuple(post(*row) for row in rows), firms)


def post(role: str, unit: str | None, place: str | None, programme: str) -> Post:
    """A row of the table as the rules know it."""
    return Post(role, unit or "", place or "", programme)
