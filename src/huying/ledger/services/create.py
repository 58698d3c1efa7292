"""A new case: from a citizen's phone, a clerk's desk, another system, or a file."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from msgspec import Struct

from huying.ledger import contacts, statements, store
from huying.ledger.sealing import Contact, query_code
from huying.ledger.services import links, lookups
from huying.ledger.services.door import CHANCE, placed
from huying.ledger.services.idempotency import demand_same, earlier
from huying.ledger.services.retrying import again
from huying.ledger.telling import tell
from huying.people import calendars
from huying.people.in_use import unit_of_place
from huying.people.selectors import county_of
from huying.programmes.registry import load
from huying.rules.calendar import LOCAL
from huying.rules.case import Case
from huying.rules.decide import Moment, admitted, start
from huying.rules.errors import BadInput
from huying.rules.forms import check
from huying.rules.idents import dashed, timed
from huying.rules.policy import SYSTEM, Actor, party
from huying.rules.programme import Programme
from huying.rules.wording import Text

NUMBER = "SELECT nextval('case_number'), now()"
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
NO_HOME = Text(
    "没有负责此地的单位，请核对地点，或请系统管理员设置",
    "no unit answers for this place; check it, or ask the administrator.",
)


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
    return again(partial(_create, load(programme), payload, now, actor, contacts.checked(contact or Contact()), key))


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
        whoever, opening = actor or party(ident), rules.actions[rules.start]
        today = now.astimezone(LOCAL).date()
        lookups.demand(opening, payload, today)
        payload = links.resolved(rules, ident, opening, payload, whoever)
        blank = born(rules, ident, now, check(rules, opening, payload, today), whoever, contact)
        admitted(blank, rules, whoever, payload, now)  # what is refused uses up no number
        sequence, recorded = statements.ask(NUMBER, [])
        blank = blank.evolve(number=number_for(rules, sequence, now))
        moment = Moment(
            now,
            calendars.remembered(),
            CHANCE,
            recorded=recorded,
            key=key,
            shunned=links.shunned({}, opening, payload),
        )
        decision = start(blank, rules, whoever, payload, moment)
        more = [*contacts.kept(ident, contact), *tell(None, decision, rules)]
        digest = store.insert(decision, rules, more)
        calendars.demand_in_force(moment.calendar, digest)
    return Opened(ident, blank.number, query_code(ident))


def number_for(programme: Programme, sequence: int, now: datetime) -> str:
    """A case's number: prefix, local date, running number."""
    day = now.astimezone(LOCAL)
    return f"{programme.prefix}{day.year:04}{day.month:02}{day.day:02}{sequence:06}"


def born(
    programme: Programme, ident: str, now: datetime, payload: Mapping[str, Any], actor: Actor, contact: Contact
) -> Case:
    """A case before its first event: everything about it that does not follow from an action. `payload` has been checked. Raises
    BadInput.
    """
    within = placed(programme, programme.actions[programme.start], payload)
    return Case(
        id=ident,
        programme=programme.code,
        version=programme.version,
        number="",
        state="",
        opened=now,
        home=home_of(programme, payload, within),
        asker=asker_of(programme, ident, payload, actor),
        within=within,
        county=county_of(within[-1]) if within else "",
        reachable=bool(contact.phone),
    )


def home_of(programme: Programme, payload: Mapping[str, Any], within: tuple[str, ...]) -> str:
    """The unit that keeps the loop. Raises BadInput where no unit answers for the place."""
    match programme.home.by:
        case "unit":
            return programme.home.unit
        case "fact":
            return str(_said(programme, programme.home.fact, payload))
    unit = unit_of_place(within)
    if not unit and within:
        raise BadInput(field=programme.meaning("place"), problem=NO_HOME)
    return unit


def asker_of(programme: Programme, ident: str, payload: Mapping[str, Any], actor: Actor) -> str:
    """Whose question it is, as `Case.asker` says it."""
    asker = programme.asker
    named = str(_said(programme, asker.fact, payload)) if asker.fact else ""
    match asker.kind:
        case "party":
            return party(ident).id
        case "account":
            return named or (actor.id if account(actor) else "")
        case "firm":
            firm = named or next(iter(actor.firms), "")
            return f"firm:{firm}" if firm else ""
        case _:
            return ""


def account(actor: Actor) -> bool:
    """Whether it is somebody with an account, and not a party, the system, or nobody."""
    return actor.id != SYSTEM.id and ":" not in actor.id


def _said(programme: Programme, fact: str, payload: Mapping[str, Any]) -> Any:
    fields = programme.actions[programme.start].fields
    return next((payload.get(name) or "" for name, field in fields.items() if field.fact == fact), "")


def _one_at_a_time(key: str) -> None:
    """Two identical requests at the same moment: the second waits for the first, then finds what it made."""
    if key:
        statements.ask(ONE_AT_A_TIME, [key])
