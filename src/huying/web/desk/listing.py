"""The rows of a list: what was asked for, narrowed to what the actor may see, in the order that was asked for."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet
from msgspec import Struct

from huying.ledger.models import Assignment
from huying.ledger.selectors import ordering, paging
from huying.ledger.selectors.ordering import WAYS
from huying.ledger.selectors.paging import MOST, Order, Page
from huying.ledger.selectors.scope import cases_for
from huying.rules.policy import Actor
from huying.rules.programme import Programme
from huying.web.desk import filters
from huying.web.desk.filters import Filters
from huying.web.desk.queues import Queue, programmes


class Asked(Struct, frozen=True):
    """One list as somebody asked for it: `programme` is the one whose words it is told and narrowed by, None for several."""

    queue: Queue
    filters: Filters
    actor: Actor
    now: datetime
    programme: Programme | None = None
    several: bool = False


def asked(queues: list[Queue], query: Mapping[str, str], actor: Actor, now: datetime) -> Asked:
    """What an address asks for."""
    queue, wanted, mine = pick(queues, query.get("queue", "")), filters.read(query), programmes(actor)
    code = queue.programme or wanted.p or (mine[0].code if len(mine) == 1 else "")
    programme = next((one for one in mine if one.code == code), None)
    return Asked(queue, wanted.of(programme), actor, now, programme, len(mine) > 1)


def pick(queues: list[Queue], key: str) -> Queue:
    """The queue of that key; the first one for a key that this actor does not have."""
    return next((queue for queue in queues if queue.key == key), queues[0])


def found(one: Asked) -> QuerySet[Any]:
    """All rows of the queue that this actor may see and the filters leave, each with its case and document at hand."""
    over = one.queue.over
    condition = one.queue.where & one.filters.where(one.now, over=over, programme=one.programme)
    seen = cases_for(one.actor, whole=one.filters.tells())
    if over == "case":
        return seen.filter(condition).select_related("document")
    rows = Assignment.objects.filter(condition, case__in=seen)
    return rows.select_related("case__document")


def page(one: Asked, after: str = "") -> Page:
    """The fifty rows that follow the key `after`."""
    return paging.page(found(one), order(one), after)


def counts(queues: Sequence[Queue], actor: Actor, now: datetime) -> dict[str, int]:
    """How many rows each queue has, at most `MOST`: one question to the database for all of them."""
    parts: list[str] = []
    values: list[Any] = []
    for queue in queues:
        rows = found(Asked(queue, Filters(), actor, now)).select_related(None).order_by().values("pk")[:MOST]
        statement, parameters = rows.query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({statement}) AS heap)")  # noqa: S608 - Django's own statement
        values += parameters
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        row = cursor.fetchone()
    return {queue.key: number for queue, number in zip(queues, row, strict=True)}


# ---- orders


def order(one: Asked) -> Order:
    """The order of the list: the queue's own where none, or one that is not known, was asked for."""
    wanted = one.filters.sort
    if wanted == "new":
        wanted = "-opened"
    way, falling = wanted.removeprefix("-"), wanted.startswith("-")
    if way.startswith("f."):
        made = _by_fact(one, way.removeprefix("f."), falling=falling)
        if made:
            return made
    if way in WAYS:
        return _by_column(one, way, falling=falling)
    return _usual(one)


def sorts(one: Asked) -> str:
    """The order in force as the address says it."""
    wanted = one.filters.sort
    way = wanted.removeprefix("-")
    known = way in WAYS or (one.programme and way.startswith("f.") and _sortable(one.programme, way[2:]))
    if known:
        return wanted
    return "due" if one.queue.sort == "due" else "-opened"


def _usual(one: Asked) -> Order:
    if one.queue.sort == "due":
        return _by_column(one, "due", falling=False)
    if one.queue.over == "case":
        return _by_column(one, "opened", falling=True)
    return Order(
        F("case_id"), {"no": int}, UUID, descending=True, nullable=False
    )  # ids sort by time; an index has them


def _by_column(one: Asked, way: str, *, falling: bool) -> Order:
    return ordering.by_column(way, one.queue.over, one.programme, falling=falling)


def _by_fact(one: Asked, code: str, *, falling: bool) -> Order | None:
    if one.programme is None or not _sortable(one.programme, code):
        return None
    return ordering.by_fact(one.programme, code, one.queue.over, falling=falling)


def _sortable(programme: Programme, code: str) -> bool:
    fact = programme.case_facts.get(code)
    return fact is not None and fact.type != "prose" and (fact.column or fact.filter)
