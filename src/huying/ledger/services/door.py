"""The one door: everything that changes a case goes through `act`."""

from collections.abc import Mapping
from datetime import datetime
from random import SystemRandom
from typing import Any

from django.db import transaction
from msgspec import Struct

from huying.ledger import models, store
from huying.ledger.errors import KeyReused
from huying.ledger.services import links, lookups
from huying.ledger.services.idempotency import demand_same, earlier
from huying.ledger.services.retrying import again
from huying.ledger.telling import tell
from huying.people import calendars
from huying.people.selectors import county_of, path_of
from huying.programmes.registry import load
from huying.rules.calendar import LOCAL
from huying.rules.case import Case
from huying.rules.decide import Decision, Moment, decide
from huying.rules.errors import NotFound
from huying.rules.policy import SYSTEM, Actor, visible
from huying.rules.programme import Action, Programme
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

    `key` makes a repeated request harmless: the second gets the first one's receipt. Raises NotFound, NotHere, UsedUp, NotYet,
    NotYours, BadInput, Involved, ChildrenOpen, KeyReused, CalendarChanged; of two people at once one wins and the other gets NotHere.
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
        _followed(decision, asked.now)
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
    if not visible(case, asked.actor, programme):
        raise NotFound(what=store.CASE)  # for whoever may not see it, it does not exist
    action = programme.actions.get(asked.action)
    if action is None:
        raise NotFound(what=ACTION)
    lookups.demand(action, asked.payload, asked.now.astimezone(LOCAL).date())
    payload = links.resolved(programme, case.id, action, asked.payload, asked.actor)
    within = placed(programme, action, payload)
    moment = Moment(
        asked.now,
        calendars.remembered(),
        CHANCE,
        recorded=recorded,
        key=asked.key,
        within=within,
        county=county_of(within[-1]) if within else "",
        holding=links.holding(case, programme, action),
        shunned=links.shunned(case.links, action, payload),
    )
    decision = decide(case, programme, asked.action, asked.actor, payload, moment, asked.task)
    digest = store.update(case, decision, programme, tell(case, decision, programme))
    calendars.demand_in_force(moment.calendar, digest)
    return decision


def placed(programme: Programme, action: Action, payload: Mapping[str, Any]) -> tuple[str, ...]:
    """The codes from the city down to the place that the payload names; none where it names none."""
    fact = programme.meaning("place")
    for name, field in action.fields.items():
        if fact and field.fact == fact and isinstance(payload.get(name), str) and payload[name]:
            return path_of(payload[name])
    return ()


def _followed(decision: Decision, now: datetime) -> None:
    """Cases linked to this one take the action that their link names, in the same transaction."""
    for ident, link, code in links.following(decision.case, decision.event.action):
        one, recorded = store.lock_now(ident)
        action = load(one.programme, one.version).actions.get(code)
        if action and one.links.get(link) == decision.case.id and one.state in action.from_:
            _step(one, Asked(code, SYSTEM, {}, now), recorded)
