"""Cases narrowed by a declared fact: one condition for every type of fact, under one name in every address: `f.NAME`, or `f.NAME.from`
and `f.NAME.to` for what has a range. It always goes together with the programme, whose word the fact is; numbers are read as
numbers only within it.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Case, DecimalField, F, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.db.models.lookups import Exact, GreaterThanOrEqual, In, LessThanOrEqual
from msgspec import Struct

from huying.people.models import Firm, Place, Unit, User
from huying.rules.amounts import WAN
from huying.rules.facts import NUMBERS, Fact
from huying.rules.programme import Programme

NOTHING = Q(pk__in=[])
NAME = re.compile(r"f\.([a-z0-9_]{1,60})(\.from|\.to)?")  # what a fact is called in an address
LARGEST = 20  # digits before the point of a number that anybody means
LARGE: "DecimalField[Any, Any]" = DecimalField(
    max_digits=30, decimal_places=6
)  # money and quantities alike, with room to spare
YES, NO, UNKNOWN = ("yes", "true", "1"), ("no", "false", "0"), "none"
NAMED: dict[str, Callable[[str], Iterable[Any]]] = {
    "unit": lambda typed: Unit.objects.filter(Q(code=typed) | Q(name=typed) | Q(name_en=typed)).values_list("code"),
    "firm": lambda typed: Firm.objects.filter(Q(code=typed) | Q(name=typed)).values_list("code"),
    "person": lambda typed: User.objects.filter(
        Q(username=typed) | Q(display_name=typed) | (Q(pk=typed) if typed.isascii() and typed.isdecimal() else NOTHING)
    ).values_list("pk"),
    "place": lambda typed: Place.objects.filter(
        Q(code=typed) | Q(name=typed) | Q(name_en=typed) | Q(also__contains=[typed])
    ).values_list("code"),
}
"""What a typed name may stand for, by type of fact: codes, several where several things are called so."""


class Wanted(Struct, frozen=True):
    """What one fact must be: `value` as it was typed, or between `low` and `high`, both included; empty ones don't narrow. People type
    money in 万元 where the fact is shown so; `plain` values are as the ledger has them, in yuan.
    """

    value: str = ""
    low: str = ""
    high: str = ""
    plain: bool = False


def named(name: str) -> str:
    """The code of the fact that this member of an address is about; empty where it is about none."""
    match = NAME.fullmatch(name)
    return match[1] if match else ""


def wanted(members: Mapping[str, str], *, plain: bool = False) -> dict[str, Wanted]:
    """What each fact must be, by its code, out of those members of an address that name facts."""
    said, codes = members.get, dict.fromkeys(filter(None, map(named, members)))
    return {
        code: Wanted(said(f"f.{code}", ""), said(f"f.{code}.from", ""), said(f"f.{code}.to", ""), plain)
        for code in codes
    }


def filterable(programme: Programme) -> dict[str, Fact]:
    """The facts that lists of this programme can be narrowed by."""
    return {code: fact for code, fact in programme.case_facts.items() if fact.filter and fact.type != "prose"}


def ranged(fact: Fact) -> bool:
    """Whether it is narrowed from one value to another."""
    return fact.type in NUMBERS or fact.type == "date"


def condition(programme: Programme, code: str, wanted: Wanted, case: str = "") -> Q:
    """The cases of the programme whose fact is so; `case` leads to the case, like "case__". What can't be read finds nothing."""
    fact = programme.facts[code]
    found = Q(**{f"{case}programme": programme.code})
    if "\0" in f"{wanted.value}{wanted.low}{wanted.high}":
        return NOTHING  # no fact holds one, and no database takes it
    if wanted.value:
        found &= _is(programme, code, wanted, case)
    for typed, bound in ((wanted.low, GreaterThanOrEqual), (wanted.high, LessThanOrEqual)):
        if typed:
            limit = read(fact, typed, plain=wanted.plain)
            found &= Q(bound(ordered(programme, code, case), limit)) if limit is not None else NOTHING
    return found


def ordered(programme: Programme, code: str, case: str = "") -> Combinable:
    """The fact as an expression in its own order: numbers as numbers, choices as the programme lists them, all else as text."""
    fact, text = programme.facts[code], fact_text(code, case)
    within = {f"{case}programme": programme.code}  # another programme's fact of this name may be no number
    if fact.type in NUMBERS:
        return Case(When(**within, then=Cast(text, LARGE)), output_field=LARGE)
    if fact.type == "choice":
        places = [When(Exact(text, one), then=Value(number)) for number, one in enumerate(fact.choices)]
        return Case(*places, default=None)
    return text


def _is(programme: Programme, code: str, wanted: Wanted, case: str) -> Q:
    fact, typed = programme.facts[code], wanted.value
    if fact.type == "mark":
        return _marked(code, typed, case)
    if ranged(fact):
        value = read(fact, typed, plain=wanted.plain)
        return Q(Exact(ordered(programme, code, case), value)) if value is not None else NOTHING
    if fact.type not in NAMED:
        return Q(Exact(fact_text(code, case), typed))
    codes = [str(one) for (one,) in NAMED[fact.type](typed)]
    if not codes:
        return NOTHING
    if fact.type == "place":
        return _placed(fact, code, codes, case)
    return Q(In(fact_text(code, case), codes))


def _marked(code: str, typed: str, case: str) -> Q:
    if typed == UNKNOWN:
        return ~Q(**{f"{case}facts__has_key": code})
    if typed not in (*YES, *NO):
        return NOTHING
    return Q(Exact(fact_text(code, case), "true" if typed in YES else "false"))


def _placed(fact: Fact, code: str, codes: list[str], case: str) -> Q:
    """In one of the places, or in what lies in them."""
    if fact.meaning == "place":
        return Q(**{f"{case}within__overlap": codes})
    inside = Place.objects.filter(path__overlap=codes).values_list("code", flat=True)
    return Q(In(fact_text(code, case), list(inside)))


def fact_text(code: str, case: str = "") -> Combinable:
    """One fact of a case as the text that its index is made of."""
    return KeyTextTransform(code, F(f"{case}facts"))


def read(fact: Fact, typed: str, *, plain: bool = False) -> Any:
    """A number or a day as the fact keeps it (money in yuan, whatever it is shown in); None for what is none."""
    if fact.type == "date":
        return _day(typed)
    try:
        number = Decimal(typed.replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or number.adjusted() >= LARGEST:
        return None
    return number * WAN if fact.ten_thousands and not plain else number


def _day(typed: str) -> str | None:
    try:
        return date.fromisoformat(typed.strip()).isoformat()
    except ValueError:
        return None
