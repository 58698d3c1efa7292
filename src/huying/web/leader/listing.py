"""The list of cases behind a number: fifty at a time, continued by a key."""

from datetime import datetime

from django.db.models import QuerySet
from msgspec import Struct

from huying.insight.figures import cases_behind
from huying.insight.registry import Figure, Side
from huying.ledger.models import Case
from huying.ledger.selectors import ordering, paging
from huying.ledger.selectors.paging import Order
from huying.rules.figures import Part
from huying.rules.policy import Actor
from huying.web.leader.question import Question

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
    found = paging.page(rows.select_related("document"), _order(part, question), after)
    return Page(found.rows, _total(rows), found.following)


def _order(part: Part, question: Question) -> Order:
    """A light is the clock's alone where no number of the case has one, and then it has a due date."""
    if part.where.light and not question.rules.signals:
        return ordering.by_instant("due_at", falling=False)
    return ordering.by_instant("opened_at", falling=not part.standing)


def _total(rows: QuerySet[Case]) -> int:
    return rows.order_by().values("pk")[: MOST + 1].count()


def counts_cases(figure: Figure, side: Side) -> bool:
    """Whether the number is that of its cases, and no sum and no count of values among them."""
    part = figure.part(side)
    return part is not None and not part.sum and not part.distinct
