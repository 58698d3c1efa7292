"""The list of cases behind a number: fifty at a time, continued by a key."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from msgspec import Struct

from huying.insight.figures import cases_behind
from huying.insight.registry import Figure, Side
from huying.ledger.models import Case
from huying.rules.figures import Part
from huying.rules.policy import Actor
from huying.web.leader.question import Question

PAGE = 50
MOST = 10_000  # cases counted one by one; beyond it the page says "more than"


class Page(Struct, frozen=True):
    """Some rows, how many there are in all (at most `MOST` + 1), and the key of what follows, empty at the end."""

    rows: list[Case]
    total: int
    following: str

    @property
    def uncounted(self) -> bool:
        """Whether there are more than were counted."""
        return self.total > MOST


def page(figure: Figure, side: Side, question: Question, actor: Actor, now: datetime, after: str = "") -> Page:
    """The cases behind one side of a figure as it is now: the longest waiting first, or the newest for those of a period."""
    part = figure.part(side) or Part()
    rows = cases_behind(figure, side, actor=actor, as_of=now, filters=question.filters(now))
    if part.where.open or part.where.light:
        rows = rows.filter(is_open=True)  # the same cases, as it is now; said so that the index of open cases is used
    column, up = _order(part, question)
    sign = "" if up else "-"
    ordered = rows.select_related("document").order_by(f"{sign}{column}", f"{sign}id")
    found = list(ordered.filter(_beyond(column, after, up=up))[: PAGE + 1])
    following = f"{getattr(found[PAGE - 1], column).isoformat()}~{found[PAGE - 1].id}" if len(found) > PAGE else ""
    return Page(found[:PAGE], _total(rows), following)


def _order(part: Part, question: Question) -> tuple[str, bool]:
    """A light is the clock's alone where no number of the case has one, and then it has a due date."""
    if part.where.light and not question.rules.signals:
        return "due_at", True
    return "opened_at", part.standing


def _total(rows: QuerySet[Case]) -> int:
    return rows.order_by().values("pk")[: MOST + 1].count()


def _beyond(column: str, after: str, *, up: bool) -> Q:
    """The rows behind a key; a key that nobody made begins at the beginning."""
    stamp, _, ident = after.partition("~")
    try:
        at, last = datetime.fromisoformat(stamp), UUID(ident)
    except ValueError:
        return Q()
    if at.tzinfo is None:
        return Q()
    side = "gt" if up else "lt"
    bounds: dict[str, Any] = {f"{column}__{side}e": at}
    return Q(**bounds) & (Q(**{f"{column}__{side}": at}) | Q(**{column: at, f"id__{side}": last}))


def counts_cases(figure: Figure, side: Side) -> bool:
    """Whether the number is that of its cases, and no sum and no count of values among them."""
    part = figure.part(side)
    return part is not None and not part.sum and not part.distinct
