"""Who is told of a decision: listed in settings, in order, inside the transaction. If one fails, nothing has happened.

What a subscriber wants written it gives back as data (`ledger/writes.py`), so that it goes to the server together with the event
itself, and bulk loading tells the same subscribers.
"""

import functools
from collections.abc import Iterable

from django.conf import settings
from django.utils.module_loading import import_string

from huying.ledger.writes import FRESH, Subscriber, Write
from huying.rules.case import Case
from huying.rules.decide import Decision
from huying.rules.programme import Programme


@functools.cache
def _subscribers() -> tuple[Subscriber, ...]:
    return tuple(import_string(path) for path in settings.HUYING_SUBSCRIBERS)


def _heeding(programme: Programme, code: str, *, last: bool | None) -> tuple[Subscriber, ...]:
    """Those who may want something of this action; remembered on the programme itself, because every event asks. `last`: only those
    whom the end of a life alone concerns, or only the others.
    """
    known: dict[tuple[str, bool | None], tuple[Subscriber, ...]] = vars(programme).setdefault("_heeding", {})
    found = known.get((code, last))
    if found is None:
        chosen = (one for one in _subscribers() if last in (None, getattr(one, "last_only", False)))
        everybody = ((one, getattr(one, "heeds", None)) for one in chosen)
        found = known[code, last] = tuple(one for one, wanted in everybody if wanted is None or wanted(programme, code))
    return found


def tell(before: Case | None, decision: Decision, programme: Programme) -> list[Write]:
    """What all subscribers want written, told of the case before (None for a new one), the decision, and the programme; first what
    becomes of rows that are there, then the rows that come.
    """
    return _told(_heeding(programme, decision.event.action, last=None), before, decision, programme)


def tell_on_the_way(before: Case | None, decision: Decision, programme: Programme) -> list[Write]:
    """The same of one event of a whole life, but for those whom its end alone concerns (`tell_at_the_end`)."""
    return _told(_heeding(programme, decision.event.action, last=False), before, decision, programme)


def tell_at_the_end(decision: Decision, programme: Programme) -> list[Write]:
    """What those want written whom the end of a whole life alone concerns, told of its last decision."""
    return _told(_heeding(programme, decision.event.action, last=True), None, decision, programme)


def _told(heeding: Iterable[Subscriber], before: Case | None, decision: Decision, programme: Programme) -> list[Write]:
    found: list[Write] = []
    for subscriber in heeding:
        found.extend(subscriber(before, decision, programme))
    return sorted(found, key=_comes) if len(found) > 1 else found


def _comes(one: Write) -> bool:
    return one.op in FRESH
