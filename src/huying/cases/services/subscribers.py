"""Who is told of a decision: listed in settings, in order, inside the transaction. If one fails, nothing has happened."""

import functools
from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string

from huying.rules.case import Case
from huying.rules.decide import Decision
from huying.rules.programme import Programme

Subscriber = Callable[[Case | None, Decision, Programme], None]


@functools.cache
def _subscribers() -> tuple[Subscriber, ...]:
    return tuple(import_string(path) for path in settings.HUYING_SUBSCRIBERS)


def tell(before: Case | None, decision: Decision, programme: Programme) -> None:
    """Call every subscriber with the case before (None for a new one), the decision, and the programme."""
    for subscriber in _subscribers():
        subscriber(before, decision, programme)
