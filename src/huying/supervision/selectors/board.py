"""The board: open cases by light, by who must act, and by where they stand. Counted by the database, never row by row."""

from datetime import datetime

from django.db.models import Case as When
from django.db.models import CharField, Count, Q, QuerySet, Value
from django.db.models import When as If
from msgspec import Struct

from huying.ledger.models import Case
from huying.ledger.selectors.scope import cases_for
from huying.rules.lights import Light
from huying.rules.policy import Actor


class Cell(Struct, frozen=True):
    """A count of open cases that share who must act (`unit`), where they stand and which light they show."""

    programme: str
    unit: str
    state: str
    light: Light
    cases: int


class Backlog(Struct, frozen=True):
    """A unit's open cases, and how many of them are overdue."""

    unit: str
    open: int
    overdue: int


def board(actor: Actor, now: datetime) -> list[Cell]:
    """Every cell that is not empty, over the open cases the actor may see."""
    rows = _open(actor).values("programme", "owner_unit", "state").annotate(light=light(now), cases=Count("pk"))
    return [
        Cell(row["programme"], row["owner_unit"], row["state"], row["light"], row["cases"])
        for row in rows.order_by("programme", "owner_unit", "state", "light")
    ]


def overdue_by_unit(actor: Actor, now: datetime) -> list[Backlog]:
    """The backlog of every unit that holds an open case, the most overdue first."""
    rows = _open(actor).values("owner_unit").annotate(cases=Count("pk"), overdue=Count("pk", filter=Q(due_at__lt=now)))
    return [Backlog(row["owner_unit"], row["cases"], row["overdue"]) for row in rows.order_by("-overdue", "owner_unit")]


def light(now: datetime) -> When:
    """The light of an open case as an SQL expression; the same rule as `rules.clock.light`."""
    return When(
        If(due_at__lt=now, then=Value("red")),
        If(amber_at__lt=now, then=Value("amber")),
        default=Value("green"),
        output_field=CharField(),
    )


def _open(actor: Actor) -> QuerySet[Case]:
    return cases_for(actor).filter(is_open=True).order_by()
