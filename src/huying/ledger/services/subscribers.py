"""Who is told of a decision: listed in settings, in order, inside the transaction. If one fails, nothing has happened.

What a subscriber wants written it gives back as data (`ledger/writes.py`), so that it goes to the server together with the event
itself, and bulk loading tells the same subscribers.
"""

import functools

from django.conf import settings
from django.utils.module_loading import import_string

from huying.ledger.writes import Subscriber, Write
from huying.rules.case import Case
from huying.rules.decide import Decision
from huying.rules.programme import Programme


@functools.cache
def _subscribers() -> tuple[Subscriber, ...]:
    return tuple(import_string(path) for path in settings.HUYING_SUBSCRIBERS)


def _heeding(programme: Programme, code: str) -> tuple[Subscriber, ...]:
    """Those who may want something of this action; remembered on the programme itself, because every event asks."""
    known: dict[str, tuple[Subscriber, ...]] = vars(programme).setdefault("_heeding", {})
    found = known.get(code)
    if found is None:
        everybody = ((one, getattr(one, "heeds", None)) for one in _subscribers())
        found = known[code] = tuple(one for one, wanted in everybody if wanted is None or wanted(programme, code))
    return found


def tell(before: Case | None, decision: Decision, programme: Programme) -> list[Write]:
    """What all subscribers want written, told of the case before (None for a new one), the decision, and the programme."""
    return [
        one
        for subscriber in _heeding(programme, decision.event.action)
        for one in subscriber(before, decision, programme)
    ]
