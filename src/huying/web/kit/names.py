"""Codes and ids as people know them: one question to the database for each kind of name that a page needs."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from msgspec import Struct

from huying.ledger import models
from huying.ledger.selectors.scope import cases_for
from huying.people.models import Firm, Place, Unit, User
from huying.rules.facts import Fact
from huying.rules.policy import SYSTEM, Actor
from huying.rules.programme import Field
from huying.rules.wording import Text

ASKER = Text("诉求人", "The person who asked")
MACHINE = Text("系统", "System")
GONE = Text("（账号已不在）", "(account gone)")
FORGOTTEN = Text("（内容已按规定清除）", "(erased as the rules demand)")
UNSEEN = Text("（无权查看的事项）", "(a case you may not see)")

Said = tuple[Fact | Field, Any]
"""Something said: what it is, and its value as the document or the event has it."""


class Names(Struct, frozen=True):
    """The names that some values need. `cases` are the cases behind links, by id: number and heading; `texts` are free texts by
    the id of their passage.
    """

    units: Mapping[str, Text] = {}
    places: Mapping[str, Text] = {}
    persons: Mapping[str, Text] = {}
    firms: Mapping[str, Text] = {}
    cases: Mapping[str, Text] = {}
    texts: Mapping[str, Text] = {}


def gather(said: Iterable[Said], actor: Actor) -> Names:
    """The names that these values need, cases only as far as `actor` may see them: one question for each kind that occurs."""
    wanted: dict[str, set[str]] = {}
    for what, value in said:
        for kind, code in _codes(what.type or "prose", value):
            wanted.setdefault(kind, set()).add(code)
    return Names(
        units=units(wanted.get("unit", ())),
        places=places(wanted.get("place", ())),
        persons=persons(wanted.get("person", ())),
        firms=firms(wanted.get("firm", ())),
        cases=cases(wanted.get("link", ()), actor),
        texts=texts(wanted.get("prose", ())),
    )


def _codes(kind: str, value: Any) -> Iterable[tuple[str, str]]:
    """The kind and code of every name within a value."""
    match kind:
        case "unit" | "place" | "person" | "firm" | "link" | "prose":
            return [(kind, str(value))]
        case "names":
            return [(one, str(code)) for code in value for one in ("person" if str(code).isdecimal() else "unit",)]
        case "assignments":
            return [("unit", str(row[key])) for row in value for key in ("unit", "supervisor") if row.get(key)]
        case _:
            return ()


def units(codes: Iterable[str]) -> dict[str, Text]:
    """Names of units; a code that no unit has any more stands for itself."""
    wanted = set(codes) - {""}
    rows = Unit.objects.filter(code__in=wanted).values_list("code", "name", "name_en") if wanted else ()
    return {code: Text(code, code) for code in wanted} | {code: Text(zh, en) for code, zh, en in rows}


def places(codes: Iterable[str]) -> dict[str, Text]:
    """Names of places; a code that no place has stands for itself."""
    wanted = set(codes) - {""}
    rows = Place.objects.filter(code__in=wanted).values_list("code", "name", "name_en") if wanted else ()
    return {code: Text(code, code) for code in wanted} | {code: Text(zh, en) for code, zh, en in rows}


def firms(codes: Iterable[str]) -> dict[str, Text]:
    """Names of firms; a code that no firm has stands for itself."""
    wanted = set(codes) - {""}
    rows = Firm.objects.filter(code__in=wanted).values_list("code", "name") if wanted else ()
    return {code: Text(code, code) for code in wanted} | {code: Text(name, name) for code, name in rows}


def persons(ids: Iterable[str]) -> dict[str, Text]:
    """Names of whoever acted: accounts by their display name, the person who asked, the system."""
    wanted = set(ids)
    numbers = [ident for ident in wanted if ident.isdecimal()]
    rows = User.objects.filter(pk__in=numbers).values_list("pk", "display_name", "username") if numbers else ()
    known = {str(pk): Text(shown or name, shown or name) for pk, shown, name in rows}
    return {ident: known.get(ident) or _nobody(ident) for ident in wanted}


def _nobody(ident: str) -> Text:
    if ident.startswith("party:"):
        return ASKER
    return MACHINE if ident == SYSTEM.id else GONE


def cases(ids: Iterable[str], actor: Actor) -> dict[str, Text]:
    """Number and heading of cases by their ids; those that the actor may not see are named as such and no more."""
    wanted = {one: _uuid(one) for one in set(ids) - {""}}
    keys = [one for one in wanted.values() if one]
    rows = cases_for(actor).filter(pk__in=keys).values_list("pk", "number", "heading") if keys else ()
    known = {pk: Text(f"{number} {heading}".strip(), f"{number} {heading}".strip()) for pk, number, heading in rows}
    return {one: known.get(key, UNSEEN) if key else Text(one, one) for one, key in wanted.items()}


def texts(ids: Iterable[str]) -> dict[str, Text]:
    """Free texts by the ids of their passages; one that was erased says so. Whoever asks may see their case."""
    wanted = {one: _uuid(one) for one in set(ids) - {""}}
    keys = [one for one in wanted.values() if one]
    found = models.Passage.objects.filter(pk__in=keys, forgotten_at=None).values_list("pk", "text") if keys else ()
    known = {pk: Text(text, text) for pk, text in found}
    return {one: known.get(key, FORGOTTEN) for one, key in wanted.items() if key}


def _uuid(ident: str) -> UUID | None:
    try:
        return UUID(ident)
    except ValueError:
        return None
