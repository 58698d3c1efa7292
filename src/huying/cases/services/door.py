"""The one door: everything that changes a case goes through `act`."""

from collections.abc import Mapping
from datetime import datetime
from random import SystemRandom
from typing import Any

from django.db import transaction
from msgspec import Struct

from huying.cases import models, store
from huying.cases.services import merging, subscribers
from huying.cases.services.idempotency import earlier
from huying.people.calendars import current
from huying.programmes.catalogue import load
from huying.rules.case import Case
from huying.rules.decide import Decision, Moment, decide
from huying.rules.policy import SYSTEM, Actor

CHANCE = SystemRandom()


class Receipt(Struct, frozen=True):
    """What the door gives back: the case, the number of the event, the state it now stands in, and whether it was a repeat."""

    case: str
    number: str
    seq: int
    state: str
    repeated: bool = False


def act(*, case_id: str, action: str, actor: Actor, payload: Mapping[str, Any], now: datetime, task: int = 0,
        key: str = "") -> Receipt:
    """Take one action on one case, wholly or not at all.

    `key` makes a repeated request harmless: the second gets the first one's receipt. Raises NotFound, NotHere, UsedUp,
    NotYours, BadInput; of two people at once one wins and the other gets NotHere.
    """
    with transaction.atomic():
        case = store.lock(case_id)
        repeat = earlier(actor, key)
        if repeat:
            return _repeated(repeat)
        decision = _step(case, action, actor, payload, now, task, key)
        _children(case, decision, now)
    return receipt(decision.case)


def receipt(case: Case) -> Receipt:
    """The receipt for a case as it now stands."""
    return Receipt(case=case.id, number=case.number, seq=case.seq, state=case.state)


def _repeated(event: models.Event) -> Receipt:
    row = event.case
    return Receipt(case=str(row.id), number=row.number, seq=event.seq, state=row.state, repeated=True)


def _step(case: Case, action: str, actor: Actor, payload: Mapping[str, Any], now: datetime, task: int,
          key: str) -> Decision:
    programme = load(case.programme, case.version)
    payload = merging.resolved(programme, case, action, payload, actor)
    moment = Moment(now=now, calendar=current(), rng=CHANCE)
    decision = decide(case, programme, action, actor, payload, moment, task)
    store.update(case, decision, programme, key)
    subscribers.tell(case, decision, programme)
    return decision


def _children(case: Case, decision: Decision, now: datetime) -> None:
    """Cases merged into this one take the action that the programme names for them, in the same transaction."""
    if not decision.children:
        return
    for child in models.Case.objects.filter(parent=case.id, is_open=True).order_by("id").values_list("id", flat=True):
        one = store.lock(str(child))
        if one.parent == case.id and one.state in load(one.programme, one.version).actions[decision.children].from_:
            _step(one, decision.children, SYSTEM, {}, now, 0, "")
