"""The one door: everything that changes a case goes through `act`."""

from collections.abc import Mapping
from datetime import datetime
from random import SystemRandom
from typing import Any

from django.db import transaction
from msgspec import Struct

from huying.ledger import models, store
from huying.ledger.errors import KeyReused
from huying.ledger.services import merging, subscribers
from huying.ledger.services.idempotency import demand_same, earlier
from huying.ledger.services.retrying import again
from huying.people import calendars
from huying.people.selectors import demand_place
from huying.programmes.catalogue import load
from huying.rules.case import Case
from huying.rules.decide import Decision, Moment, decide
from huying.rules.errors import NotFound
from huying.rules.policy import SYSTEM, Actor, visible
from huying.rules.wording import Text

CHANCE = SystemRandom()
ACTION = Text("办理事项", "action")


class Receipt(Struct, frozen=True):
    """What the door gives back: the case, the number of the event, the state it now stands in, and whether it was a repeat."""

    case: str
    number: str
    seq: int
    state: str
    repeated: bool = False


class Asked(Struct, frozen=True):
    """What somebody asked of the door, the case left aside."""

    action: str
    actor: Actor
    payload: Mapping[str, Any]
    now: datetime
    task: int = 0
    key: str = ""


def act(
    *, case_id: str, action: str, actor: Actor, payload: Mapping[str, Any], now: datetime, task: int = 0, key: str = ""
) -> Receipt:
    """Take one action on one case, wholly or not at all.

    `key` makes a repeated request harmless: the second gets the first one's receipt. Raises NotFound, NotHere, UsedUp,
    NotYours, BadInput, Involved, KeyReused, CalendarChanged; of two people at once one wins and the other gets NotHere.
    """
    asked = Asked(action, actor, payload, now, task, key)
    return again(lambda: _act(case_id, asked))


def _act(case_id: str, asked: Asked) -> Receipt:
    with transaction.atomic():
        case, recorded = store.lock_now(case_id)
        repeat = earlier(asked.actor, asked.key)
        if repeat:
            return _repeated(repeat, case, asked)
        decision = _step(case, asked, recorded)
        _children(decision, asked.now)
    return receipt(decision.case)


def receipt(case: Case) -> Receipt:
    """The receipt for a case as it now stands."""
    return Receipt(case=case.id, number=case.number, seq=case.seq, state=case.state)


def _repeated(event: models.Event, case: Case, asked: Asked) -> Receipt:
    """The first one's receipt. Raises KeyReused where that was something else."""
    if (str(event.case_id), event.task) != (case.id, asked.task):
        raise KeyReused(field="key")
    demand_same(event, load(case.programme, case.version), asked.action, asked.payload)
    return Receipt(case=case.id, number=case.number, seq=event.seq, state=case.state, repeated=True)


def _step(case: Case, asked: Asked, recorded: datetime) -> Decision:
    programme = load(case.programme, case.version)
    if asked.actor.id != SYSTEM.id and not visible(case, asked.actor, programme):
        raise NotFound(what=store.CASE)  # for whoever may not see it, it does not exist
    if asked.action not in programme.actions:
        raise NotFound(what=ACTION)
    if "place" in programme.actions[asked.action].records:
        demand_place(asked.payload.get("place"))
    payload = merging.resolved(programme, case, asked.action, asked.payload, asked.actor)
    moment = Moment(asked.now, calendars.remembered(), CHANCE, recorded=recorded, key=asked.key)
    decision = decide(case, programme, asked.action, asked.actor, payload, moment, asked.task)
    digest = store.update(case, decision, programme, subscribers.tell(case, decision, programme))
    calendars.demand_in_force(moment.calendar, digest)
    return decision


def _children(decision: Decision, now: datetime) -> None:
    """Cases merged into this one take the action that the programme names for them, in the same transaction."""
    if not decision.children:
        return
    merged = models.Case.objects.filter(parent=decision.case.id, is_open=True).order_by("id")
    for child in merged.values_list("id", flat=True):
        one, recorded = store.lock_now(str(child))
        actions = load(one.programme, one.version).actions
        if one.parent == decision.case.id and one.state in actions[decision.children].from_:
            _step(one, Asked(decision.children, SYSTEM, {}, now), recorded)
