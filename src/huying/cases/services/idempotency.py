"""A repeated request is harmless: an actor's key names one event for ever."""

from huying.cases.models import Event
from huying.rules.errors import BadInput
from huying.rules.policy import Actor
from huying.rules.wording import Text

LONGEST = 80
BAD_KEY = Text("请使用不超过80个可打印的ASCII字符", "use at most 80 printable ASCII characters.")


def earlier(actor: Actor | None, key: str) -> Event | None:
    """The event that this key already made, if any. Nobody in particular (None) is known by the key alone.

    Raises BadInput for a key that can't be kept.
    """
    if not key:
        return None
    if len(key) > LONGEST or not (key.isascii() and key.isprintable()):
        raise BadInput(field="key", problem=BAD_KEY)
    events = Event.objects.select_related("case").filter(key=key)
    return (events.filter(actor=actor.id) if actor else events.filter(actor__startswith="party:")).first()
