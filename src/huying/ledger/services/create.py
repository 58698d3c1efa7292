"""A new case: from a citizen's phone, a clerk's desk, another system, or a file."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from msgspec import Struct

from huying.ledger import statements, store
from huying.ledger.sealing import Contact, query_code
from huying.ledger.services import parties, subscribers
from huying.ledger.services.door import CHANCE
from huying.ledger.services.idempotency import demand_same, earlier
from huying.ledger.services.retrying import again
from huying.people import calendars
from huying.people.selectors import demand_place
from huying.programmes.catalogue import load
from huying.rules.calendar import LOCAL
from huying.rules.case import Case
from huying.rules.decide import Moment, admitted, start
from huying.rules.idents import dashed, timed
from huying.rules.policy import Actor, party
from huying.rules.programme import Programme

NUMBER = "SELECT nextval('case_number'), now()"
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


class Opened(Struct, frozen=True):
    """What the person who wrote takes away: the number and the query code that open the case again."""

    case: str
    number: str
    code: str
    repeated: bool = False


def create(
    *,
    programme: str,
    payload: Mapping[str, Any],
    now: datetime,
    actor: Actor | None = None,
    contact: Contact | None = None,
    key: str = "",
) -> Opened:
    """Open a case. Without an `actor` it is the person who wrote who opens it. Raises NotYours, BadInput.

    With a `key`, the same request again gives the same case; a key from nobody in particular must be hard to guess.
    """
    return again(partial(_create, load(programme), payload, now, actor, contact or Contact(), key))


def _create(
    rules: Programme, payload: Mapping[str, Any], now: datetime, actor: Actor | None, contact: Contact, key: str
) -> Opened:
    ident = dashed(timed(now, CHANCE))
    with transaction.atomic():
        _one_at_a_time(key)
        repeat = earlier(actor, key)
        if repeat:
            demand_same(repeat, rules, rules.start, payload)
            return Opened(str(repeat.case_id), repeat.case.number, query_code(str(repeat.case_id)), repeated=True)
        blank = _blank(rules, ident, now)
        _, values = admitted(blank, rules, actor or party(ident), payload)  # what is refused uses up no number
        demand_place(values.get("place"))
        sequence, recorded = statements.ask(NUMBER, [])
        blank = blank.evolve(number=number_for(rules, sequence, now))
        moment = Moment(now, calendars.remembered(), CHANCE, recorded=recorded, key=key)
        decision = start(blank, rules, actor or party(ident), payload, moment)
        parties.keep(case_id=ident, contact=contact)  # first: who is told depends on whom there is to tell
        more = subscribers.tell(None, decision, rules)
        digest = store.insert(decision, rules, str(payload.get("title", "")).strip(), more)
        calendars.demand_in_force(moment.calendar, digest)
    return Opened(ident, blank.number, query_code(ident))


def number_for(programme: Programme, sequence: int, now: datetime) -> str:
    """A case's number: prefix, local date, running number."""
    day = now.astimezone(LOCAL)
    return f"{programme.prefix}{day.year:04}{day.month:02}{day.day:02}{sequence:06}"


def _blank(programme: Programme, ident: str, now: datetime) -> Case:
    return Case(
        id=ident,
        programme=programme.code,
        version=programme.version,
        number="",
        state="",
        opened=now,
        home=programme.home,
    )


def _one_at_a_time(key: str) -> None:
    """Two identical requests at the same moment: the second waits for the first, then finds what it made."""
    if key:
        statements.ask(ONE_AT_A_TIME, [key])
