"""A repeated request is harmless: an actor's key names one event for ever."""

from huying.cases.models import Event
from huying.rules.policy import Actor


def earlier(actor: Actor, key: str) -> Event | None:
    """The event that this actor's key already made, if any."""
    if not key:
        return None
    return Event.objects.select_related("case").filter(actor=actor.id, key=key).first()
