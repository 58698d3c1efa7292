"""Lists over REST: narrowed by what every case has and by any fact that a programme declares (`f.NAME`), sorted, page by page. Nothing
that was asked for is passed over in silence: what is not known, or can't be read, is refused.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from ninja import Field, Schema

from huying.ledger.models import Case
from huying.ledger.selectors import narrowing, ordering
from huying.ledger.selectors.lights import lit
from huying.ledger.selectors.narrowing import Wanted
from huying.ledger.selectors.paging import Order, Page, made, page
from huying.ledger.selectors.scope import cases_for
from huying.ledger.selectors.search import asked, saying
from huying.programmes.registry import newest
from huying.rules import forms
from huying.rules.errors import BadInput
from huying.rules.facts import NUMBERS, Fact
from huying.rules.lights import Light
from huying.rules.policy import Actor
from huying.rules.programme import Programme
from huying.rules.text import search_query
from huying.rules.wording import Text

MOST = 100
LONGEST = 200  # characters of one filter
COLUMNS = {"state": "state", "place": "within__contains", "unit": "lead_unit"}
UNTOLD = ("", "opened", "number")  # orders that tell nothing of what came later

NO_FILTER = Text(
    "没有这个筛选条件；可用的见 /api/v1/openapi.json", "there is no such filter; /api/v1/openapi.json lists them."
)
WHOSE = Text(
    "请同时给出 programme：字段属于某一专项",
    "give the programme as well (programme=…): a fact is a word of one programme.",
)
NO_FACT = Text(
    "该专项没有可供筛选的这一字段；全部字段见 /api/v1/programmes/{code}，正文用 q 检索",
    "the programme has no such fact to filter or sort by; /api/v1/programmes/{code} lists them, and q searches free text.",
)
NO_PROGRAMME = Text(
    "没有这个专项；全部专项见 /api/v1/programmes", "there is no such programme; /api/v1/programmes lists them."
)
NO_RANGE = Text("只有数字和日期可以给范围，请直接给值", "only numbers and dates have a range; give the value itself.")
NO_ORDER = Text(
    "不能按此排序；可用的见 /api/v1/openapi.json", "there is no such order; /api/v1/openapi.json lists them."
)
NO_PAGE = Text("请原样送回上一页的 following", "send `following` of the page before as it was.")
NO_LINK = Text("该专项没有这种关联", "the programme has no such link.")

FACTS: dict[str, Any] = {
    "parameters": [
        {
            "in": "query",
            "name": "facts",
            "style": "form",
            "explode": True,
            "schema": {"type": "object", "additionalProperties": {"type": "string"}},
            "description": "By any fact of the case that `programme` declares, free text apart: `f.CODE=value`; numbers and dates also "
            "from `f.CODE.from` to `f.CODE.to`, both included. Values as the API gives them: money in yuan, dates as 2021-12-30; yes, no "
            "or none for a mark; a place stands for what lies in it too.",
        }
    ]
}
"""How OpenAPI says that a query has members that only data knows."""


class Narrow(Schema):
    """What a list is narrowed by, its order and its page; all of it may be left out."""

    q: str = Field("", max_length=LONGEST, description="the words of what was asked and answered")
    programme: str = Field("", max_length=LONGEST)
    state: str = Field("", max_length=LONGEST)
    place: str = Field("", max_length=LONGEST, description="the code of a place: what lies in it too")
    unit: str = Field("", max_length=LONGEST, description="the unit that leads the work")
    light: Light | None = None
    link: str = Field("", max_length=LONGEST, description="a link of the programme that the case has")
    is_open: bool | None = Field(None, alias="open")
    sort: str = Field(
        "",
        max_length=LONGEST,
        description="due, opened, number, heading, state, place, unit, or f.CODE; with - before it the other way round; -opened if left out",
    )
    after: str = Field("", max_length=1000, description="`following` of the page before")
    limit: int = Field(50, ge=1, le=MOST)


KNOWN = {field.alias or name for name, field in Narrow.model_fields.items()}


def listed(narrow: Narrow, query: Mapping[str, str], actor: Actor, now: datetime) -> Page:
    """The rows that were asked for, as far as the actor may know of them. Raises BadInput naming what can't be answered."""
    programme = _programme(narrow.programme)
    facts = _facts(query, programme)
    order = _order(narrow.sort, programme)
    if narrow.after and not made(order, narrow.after):
        raise BadInput(field="after", problem=NO_PAGE)
    rows = cases_for(actor, whole=bool(facts) or _tells(narrow))
    return page(_narrowed(rows, narrow, facts, programme, now), order, narrow.after, narrow.limit)


def _tells(narrow: Narrow) -> bool:
    """Whether being in the list, or where in it, tells what a case holds now."""
    plain = narrow.q or narrow.state or narrow.place or narrow.unit or narrow.light or narrow.link
    return bool(plain) or narrow.is_open is not None or narrow.sort.removeprefix("-") not in UNTOLD


def _narrowed(
    rows: QuerySet[Case], narrow: Narrow, facts: Mapping[str, Wanted], programme: Programme | None, now: datetime
) -> QuerySet[Case]:
    found = Q(programme=programme.code) if programme else Q()
    for name, column in COLUMNS.items():
        if value := getattr(narrow, name):
            found &= narrowing.NOTHING if "\0" in value else Q(**{column: [value] if name == "place" else value})
    if narrow.is_open is not None:
        found &= Q(is_open=narrow.is_open)
    if programme:
        for code, wanted in facts.items():
            found &= narrowing.condition(programme, code, wanted)
        found &= _linked(narrow.link, programme)
    return rows.filter(found & lit(narrow.light or "", now) & _said(narrow.q))


def _said(q: str) -> Q:
    if not q.strip():
        return Q()
    words = search_query(q)
    return saying(asked(words)) if words else narrowing.NOTHING


def _linked(link: str, programme: Programme) -> Q:
    if link and link not in programme.links:
        raise BadInput(field="link", problem=NO_LINK)
    return Q(links__has_key=link) if link else Q()


def _programme(code: str) -> Programme | None:
    found = next((one for one in newest() if one.code == code), None)
    if code and found is None:
        raise BadInput(field="programme", problem=NO_PROGRAMME)
    return found


def _facts(query: Mapping[str, str], programme: Programme | None) -> dict[str, Wanted]:
    """What each fact must be, as the address says it."""
    named = {name: query[name][:LONGEST] for name in query if name not in KNOWN}
    for name, typed in named.items():
        code = narrowing.named(name)
        if not code:
            raise BadInput(field=name[:LONGEST], problem=NO_FILTER)
        problem = _unreadable(_fact(name, code, programme), name, typed)
        if typed and problem:
            raise BadInput(field=name, problem=problem)
    return narrowing.wanted(named, plain=True)


def _fact(name: str, code: str, programme: Programme | None) -> Fact:
    if programme is None:
        raise BadInput(field=name, problem=WHOSE)
    fact = programme.case_facts.get(code)
    if fact is None or fact.type == "prose":
        known = programme.code
        raise BadInput(field=name, problem=Text(NO_FACT.zh.format(code=known), NO_FACT.en.format(code=known)))
    return fact


def _unreadable(fact: Fact, name: str, typed: str) -> Text | None:
    """Why such a fact can't be this, or from or to this; None where it can."""
    if not narrowing.ranged(fact) and name.endswith((".from", ".to")):
        return NO_RANGE
    if fact.type == "choice":
        return None if typed in fact.choices else forms.NOT_A_CHOICE
    if fact.type == "mark":
        known = (*narrowing.YES, *narrowing.NO, narrowing.UNKNOWN)
        return None if typed in known else forms.NOT_A_MARK
    if narrowing.ranged(fact) and narrowing.read(fact, typed, plain=True) is None:
        return forms.NOT_AN_AMOUNT if fact.type in NUMBERS else forms.NOT_A_DATE
    return None


def _order(sort: str, programme: Programme | None) -> Order:
    way, falling = (sort or "-opened").removeprefix("-"), not sort or sort.startswith("-")
    code = narrowing.named(way)
    if code and way == f"f.{code}":
        _fact("sort", code, programme)
        if programme:
            return ordering.by_fact(programme, code, "case", falling=falling)
    if way not in ordering.WAYS:
        raise BadInput(field="sort", problem=NO_ORDER)
    return ordering.by_column(way, "case", programme, falling=falling)
