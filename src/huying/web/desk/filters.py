"""What a list is narrowed by and ordered by: everything stands in its address, so that it can be saved, sent and exported."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Self
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Reverse
from django.db.models.lookups import StartsWith
from msgspec import Struct
from msgspec.structs import asdict, replace

from huying.ledger.models import Case, Party
from huying.ledger.sealing import phone_index
from huying.ledger.selectors import narrowing
from huying.ledger.selectors.lights import lit
from huying.ledger.selectors.narrowing import NOTHING, Wanted
from huying.ledger.selectors.paging import MOST
from huying.ledger.selectors.search import asked, saying
from huying.programmes.registry import newest
from huying.rules.programme import Programme
from huying.rules.text import search_query
from huying.web.typed import joined

LONGEST = 200  # characters of one filter; what is longer is no filter of ours
SHORT, PHONE = 4, 7  # digits: from four on the end of a number, from seven on perhaps a telephone
NUMBER = re.compile(r"[A-Za-z]{1,6}[0-9]{4,}")  # how the number of a case begins
MOST_FACTS = 40  # of one address


class Filters(Struct, frozen=True, omit_defaults=True):
    """The filters of a list, each empty where it does not narrow. `q` is what was typed into the search box, `p` the programme;
    `facts` are those of its facts by their names in the address ("f.NAME", "f.NAME.from", "f.NAME.to").

    `state` is a code of the programme, or "programme.state" where none is chosen.
    """

    q: str = ""
    p: str = ""
    state: str = ""
    light: str = ""
    county: str = ""
    unit: str = ""
    link: str = ""
    reopened: str = ""
    sort: str = ""
    facts: dict[str, str] = {}

    def given(self) -> dict[str, str]:
        """The filters that narrow, and the order where one was asked for, by their names in the address."""
        plain = {name: value for name, value in asdict(self).items() if name != "facts" and value}
        return plain | self.facts

    def narrows(self) -> dict[str, str]:
        """The filters that narrow."""
        return {name: value for name, value in self.given().items() if name != "sort"}

    def tells(self) -> bool:
        """Whether being in the list tells what a case holds now: whoever has left it does not learn that."""
        return bool(self.facts or self.link or self.reopened or (self.q and not number(self.q)))

    def of(self, programme: Programme | None) -> Self:
        """Without what only another programme has: facts and links are words of one."""
        known = narrowing.filterable(programme) if programme else {}
        kept = {name: value for name, value in self.facts.items() if narrowing.named(name) in known}
        link = self.link if programme and self.link in programme.links else ""
        return replace(self, facts=kept, link=link)

    def wanted(self) -> dict[str, Wanted]:
        """What each fact must be, by its code."""
        return narrowing.wanted(self.facts)

    def where(self, now: datetime, *, over: str, programme: Programme | None = None) -> Q:
        """The condition on rows of cases (`over` "case") or of assignments ("task"), read by the words of `programme`."""
        case = "" if over == "case" else "case__"
        found = _state_and_unit(self, over) & lit(self.light, now, over=over)
        if self.p:
            found &= Q(programme=self.p)
        if self.county:
            found &= Q(**{f"{case}county": self.county})
        if self.reopened:
            found &= reopened(case)
        if programme:
            for code, wanted in self.wanted().items():
                found &= narrowing.condition(programme, code, wanted, case)
            if self.link:
                found &= Q(**{f"{case}programme": programme.code, f"{case}links__has_key": self.link})
        return found & _said(self.q, case)


def read(query: Mapping[str, str]) -> Filters:
    """The filters of an address; `overdue=1` is another way to ask for the red light."""
    plain = [name for name in Filters.__struct_fields__ if name != "facts"]
    given = {name: _clean(query.get(name, "")) for name in plain}
    if query.get("overdue"):
        given["light"] = "red"
    named = [name for name in query if narrowing.named(name)][:MOST_FACTS]
    facts = {name: value for name in named if (value := _clean(query[name]))}
    return Filters(**given, facts=facts)


def _clean(typed: str) -> str:
    return str(typed).replace("\0", "").strip()[:LONGEST]


def known(name: str) -> bool:
    """Whether this member of an address is a filter."""
    return name != "facts" and (name in Filters.__struct_fields__ or narrowing.named(name) != "")


def address(query: Mapping[str, str], **changes: str) -> str:
    """The query string with some members changed, empty ones left out."""
    return urlencode({name: value for name, value in {**query, **changes}.items() if value})


def reopened(case: str = "") -> Q:
    """The cases that had to be handled again, by the words of every programme."""
    found = NOTHING
    for one in newest():
        if one.reopening:
            found |= Q(**{f"{case}programme": one.code, f"{case}counts__has_any_keys": list(one.reopening)})
    return found


def _state_and_unit(filters: Filters, over: str) -> Q:
    found = Q()
    programme, _, code = filters.state.rpartition(".")
    if code:
        found &= Q(state=code)
    if programme:
        found &= Q(programme=programme)
    if filters.unit:
        found &= Q(unit=filters.unit) if over == "task" else Q(lead_unit=filters.unit)
    return found


def number(text: str) -> str:
    """The number of a case that was typed whole or in part, as it is kept; empty where it is none."""
    typed = joined(text)
    return typed.upper() if NUMBER.fullmatch(typed) else ""


def _said(text: str, case: str) -> Q:
    """By number, by its last digits, by telephone (its keyed index), or by words."""
    if not text:
        return Q()
    if begins := number(text):
        return Q(**{f"{case}number__startswith": begins})
    digits = joined(text).removeprefix("+")
    found = NOTHING
    if digits.isdecimal() and len(digits) >= SHORT:
        found |= Q(**{f"{case}pk__in": [*_ending(digits), *_called(digits)]})
        if len(digits) >= PHONE:
            return found
    words = search_query(text)
    return found | saying(asked(words), case) if words else found


def _ending(digits: str) -> Iterable[UUID]:
    """The cases whose number ends so: looked up here, because only alone is it found by its index."""
    return Case.objects.filter(StartsWith(Reverse("number"), digits[::-1])).values_list("pk", flat=True)[:MOST]


def _called(digits: str) -> Iterable[UUID]:
    """The cases of whoever has this telephone."""
    if len(digits) < PHONE:
        return ()
    return Party.objects.filter(phone_index=phone_index(digits)).values_list("case_id", flat=True)[:MOST]
