"""What a list is narrowed by: everything stands in its address, so that it can be saved, sent and exported."""

import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Q
from msgspec import Struct
from msgspec.structs import asdict

from huying.ledger.sealing import phone_index
from huying.ledger.selectors.search import asked, saying
from huying.rules.text import search_query
from huying.web.typed import joined

LONGEST = 200  # characters of one filter; what is longer is no filter of ours
PHONE = 7  # digits: from here on a number is taken for a telephone
NUMBER = re.compile(r"[A-Za-z]{1,6}[0-9]{4,}")  # how the number of a case begins


class Filters(Struct, frozen=True, omit_defaults=True):
    """The filters of a list, each empty where it does not narrow. `q` is what was typed into the search box."""

    q: str = ""
    state: str = ""
    light: str = ""
    county: str = ""
    unit: str = ""
    category: str = ""
    channel: str = ""
    urgency: str = ""
    subject: str = ""
    supervised: str = ""
    reopened: str = ""

    def given(self) -> dict[str, str]:
        """The filters that narrow."""
        return {name: value for name, value in asdict(self).items() if value}

    def where(self, now: datetime, *, over: str) -> Q:
        """The condition on rows of cases (`over` "case") or of assignments ("task")."""
        case = "" if over == "case" else "case__"
        facts = {name: getattr(self, name) for name in FACTS if getattr(self, name)}
        found = Q(**{case + name: value for name, value in facts.items()})
        found &= _state_and_unit(self, over)
        if self.supervised:
            found &= Q(**{f"{case}supervised": True})
        if self.reopened:
            found &= Q(**{f"{case}reopened__gt": 0})
        return found & lit(self.light, now) & _said(self.q, case)


FACTS = ("county", "category", "channel", "urgency", "subject")


def read(query: Mapping[str, str]) -> Filters:
    """The filters of an address; `overdue=1` is another way to ask for the red light."""
    given = {name: str(query.get(name, "")).replace("\0", "").strip()[:LONGEST] for name in Filters.__struct_fields__}
    if query.get("overdue"):
        given["light"] = "red"
    return Filters(**given)


def address(query: Mapping[str, str], **changes: str) -> str:
    """The query string with some members changed, empty ones left out."""
    return urlencode({name: value for name, value in {**query, **changes}.items() if value})


def lit(light: str, now: datetime) -> Q:
    """The rows whose clock shows this light now; every row for no light at all."""
    match light:
        case "red":
            return Q(due_at__lt=now)
        case "amber":
            return Q(due_at__gte=now, amber_at__lt=now)
        case "green":
            return Q(amber_at__gte=now)
        case _:
            return Q()


def _state_and_unit(filters: Filters, over: str) -> Q:
    found = Q()
    if filters.state:
        found &= Q(state=filters.state)
    if filters.unit:
        found &= Q(unit=filters.unit) if over == "task" else Q(lead_unit=filters.unit)
    return found


def _said(text: str, case: str) -> Q:
    """By number, by telephone (its keyed index), or by words."""
    if not text:
        return Q()
    if NUMBER.fullmatch(joined(text)):
        return Q(**{f"{case}number__startswith": joined(text).upper()})
    digits = joined(text).removeprefix("+")
    if digits.isdecimal() and len(digits) >= PHONE:
        return Q(**{f"{case}party__phone_index": phone_index(digits)}) | Q(**{f"{case}number__endswith": digits})
    words = search_query(text)
    if not words:
        return Q(pk__in=[])
    return saying(asked(words), case)
