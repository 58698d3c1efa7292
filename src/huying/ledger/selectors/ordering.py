"""The orders in which lists of cases, or of their assignments, can be shown: by what every case has, and by declared facts."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.db.models import Case as Switch
from django.db.models import F, Value
from django.db.models import When as On
from django.db.models.expressions import Combinable

from huying.ledger.selectors import narrowing
from huying.ledger.selectors.paging import Order
from huying.rules.facts import NUMBERS
from huying.rules.programme import Programme

Over = Literal["case", "task"]
Way = Literal["due", "opened", "number", "heading", "state", "place", "unit"]
WAYS: tuple[Way, ...] = ("due", "opened", "number", "heading", "state", "place", "unit")


def by_column(way: str, over: Over, programme: Programme | None = None, *, falling: bool) -> Order:
    """By one of the `WAYS`; `programme` is the one whose words the list is told by, None for several."""
    case = prefix(over)
    match way:
        case "due":
            return by_instant("due_at", over, falling=falling, nullable=True)
        case "opened":
            return by_instant(f"{case}opened_at", over, falling=falling)
        case "state":
            read: Callable[[str], Any] = int if programme else str
            return Order(_states(programme, over), ties(over), read, descending=falling)
    columns = {
        "number": f"{case}number",
        "heading": f"{case}heading",
        "place": f"{case}county",
        "unit": "unit" if case else "lead_unit",
    }
    return Order(F(columns[way]), ties(over), str, descending=falling, nullable=False)


def by_instant(column: str, over: Over = "case", *, falling: bool, nullable: bool = False) -> Order:
    """By a column of instants."""
    return Order(F(column), ties(over), _instant, _iso, falling, nullable)


def _states(programme: Programme | None, over: Over) -> Combinable:
    """States in the order in which the programme has them; by their codes where several programmes are shown."""
    if programme is None:
        return F("state")
    table = programme.tasks if over == "task" else programme.states
    return Switch(*(On(state=code, then=Value(place)) for place, code in enumerate(table)), default=None)


def by_fact(programme: Programme, code: str, over: Over, *, falling: bool) -> Order:
    """By a fact of the programme, numbers as numbers and choices as the programme lists them."""
    kind = programme.facts[code].type
    read: Callable[[str], Any] = Decimal if kind in NUMBERS else int if kind == "choice" else str
    return Order(narrowing.ordered(programme, code, prefix(over)), ties(over), read, descending=falling)


def prefix(over: Over) -> str:
    """What leads from a row to its case, before the name of a column."""
    return "" if over == "case" else "case__"


def ties(over: Over) -> dict[str, Callable[[str], Any]]:
    """What tells every two rows apart."""
    return {"id": UUID} if over == "case" else {"case_id": UUID, "no": int}


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at


def _iso(at: datetime) -> str:
    return at.isoformat()
