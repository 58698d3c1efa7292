"""The rows of a list: fifty at a time, found by an index and continued by a key, never by an offset or a full count."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model, Q, QuerySet
from msgspec import Struct

from huying.ledger.models import Assignment
from huying.ledger.selectors.scope import cases_for
from huying.rules.policy import Actor
from huying.web.desk.filters import Filters
from huying.web.desk.queues import Queue

PAGE = 50
MOST = 1000  # a heap is counted this far and no further; the page says 999+

ORDER = {
    ("case", "due"): ("due_at", "id"),
    ("case", "new"): ("-opened_at", "-id"),
    ("task", "due"): ("due_at", "case_id", "no"),
    ("task", "new"): ("-case_id", "-no"),
}
KEYS: dict[str, Callable[[str], Any]] = {
    "due_at": datetime.fromisoformat,
    "opened_at": datetime.fromisoformat,
    "id": UUID,
    "case_id": UUID,
    "no": int,
}


class Page(Struct, frozen=True):
    """Some rows of a list (cases, or assignments with their case at hand) and the key of what follows, empty at the end."""

    rows: list[Any]
    following: str


def found(queue: Queue, filters: Filters, actor: Actor, now: datetime) -> QuerySet[Any]:
    """All rows of the queue that this actor may see and the filters leave, in the queue's order."""
    condition = queue.where & filters.where(now, over=queue.over)
    rows: QuerySet[Any]
    if queue.over == "case":
        rows = cases_for(actor).filter(condition)
    else:
        rows = Assignment.objects.filter(condition, case__in=cases_for(actor)).select_related("case")
    return rows.order_by(*ORDER[queue.over, queue.sort])


def page(queue: Queue, filters: Filters, actor: Actor, now: datetime, after: str = "") -> Page:
    """The fifty rows that follow the key `after`; a key that nobody made begins at the beginning."""
    order = ORDER[queue.over, queue.sort]
    rows = list(found(queue, filters, actor, now).filter(_beyond(order, after))[: PAGE + 1])
    return Page(rows[:PAGE], _key(order, rows[PAGE - 1]) if len(rows) > PAGE else "")


def counts(queues: Sequence[Queue], actor: Actor, now: datetime) -> dict[str, int]:
    """How many rows each queue has, at most `MOST`: one question to the database for all of them."""
    parts: list[str] = []
    values: list[Any] = []
    for queue in queues:
        rows = found(queue, Filters(), actor, now).order_by().select_related(None).values("pk")[:MOST]
        statement, parameters = rows.query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({statement}) AS heap)")  # noqa: S608 - Django's own statement
        values += parameters
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        row = cursor.fetchone()
    return {queue.key: number for queue, number in zip(queues, row, strict=True)}


def _key(order: tuple[str, ...], row: Model) -> str:
    values = [getattr(row, name.removeprefix("-")) for name in order]
    return "~".join(value.isoformat() if isinstance(value, datetime) else str(value) for value in values)


def _beyond(order: tuple[str, ...], after: str) -> Q:
    """The rows behind a key: bounded by its first member (which an index follows), told apart by the others."""
    steps = [(name.removeprefix("-"), "lt" if name.startswith("-") else "gt") for name in order]
    try:
        values = [KEYS[name](value) for (name, _), value in zip(steps, after.split("~"), strict=True)]
    except ValueError:
        return Q()
    if any(isinstance(value, datetime) and value.tzinfo is None for value in values):
        return Q()
    return Q(**{f"{steps[0][0]}__{steps[0][1]}e": values[0]}) & _lexical(steps, values)


def _lexical(steps: list[tuple[str, str]], values: list[Any]) -> Q:
    (name, side), rest = steps[0], steps[1:]
    further = Q(**{f"{name}__{side}": values[0]})
    return further | (Q(**{name: values[0]}) & _lexical(rest, values[1:])) if rest else further
