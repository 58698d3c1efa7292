"""A repeated request is harmless: an actor's key names one event for ever."""

from huying.cases.models import Event
from huying.rules.policy import Actor


def earlier(actor: Actor | None, key: str) -> Event | None:
    """The event that this key already made, if any. Nobody in particular (None) is known by the key alone."""
    if not key:
        return None
    events = Event.objects.select_related("case").filter(key=key)
    return (events.filter(actor=actor.id) if actor else events.filter(actor__startswith="party:")).first()
