"""Told of every decision: what the case counts for from now on."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache, partial
from typing import Any

from huying.insight.books import Book, book
from huying.insight.images import Image, image, settled
from huying.ledger import writes
from huying.ledger.projection import lead_unit
from huying.ledger.writes import Late, Write
from huying.programmes.registry import load
from huying.rules.case import Case
from huying.rules.decide import Decision
from huying.rules.programme import Programme

KEPT = ("county", "unit", "state", "facts", "month", "reached", "accused", "amounts", "items", "bits")
TURNING = ("turns", "later")
WAS = tuple(f"was_{name}" for name in KEPT)
ALWAYS = "2000-01-01T00:00:00Z"  # due since ever: to be read beside the tallies until it is folded into them


def images(before: Case | None, decision: Decision, programme: Programme) -> Iterator[Write]:
    """The case's newest image, and, where none was waiting, what the tallies have of it.

    A case that none is waiting for is in the tallies with everything turned that the clock turns (`services.fold`). Both are worked
    out only when they are written: of a whole life that is loaded at once only the last.
    """
    rules, counting = load(programme.code), book(programme.code)
    case, at = decision.case, decision.event.at
    newest = partial(image, case, lead_unit(case, programme), rules, counting, at)
    told = partial(settled, before, lead_unit(before, programme), rules, counting) if before else None
    own = _late(newest, (*KEPT, *TURNING))
    was = {f"was_{name}": value for name, value in _late(told, KEPT).items()} if told else NOTHING
    yield writes.put("insight_image", {**_head(case, counting, at), **own, **was}, ("case_id", "rules"), first=WAS)


NOTHING: dict[str, Any] = dict.fromkeys(WAS, None) | {"was_bits": 0}


def row(case: Case, one: Image, counting: Book, at: datetime) -> dict[str, Any]:
    """A whole row of a case of which the tallies have nothing."""
    return {**_head(case, counting, at), **columns(one), **NOTHING}


def _head(case: Case, counting: Book, at: datetime) -> dict[str, Any]:
    return {"case_id": case.id, "rules": counting.rules, "programme": case.programme, "due": ALWAYS, "at": at}


def columns(one: Image) -> dict[str, Any]:
    """An image as the columns of its row; arrays of what is no text as PostgreSQL writes them, empty ones left out."""
    return {
        "county": one.county,
        "unit": one.unit,
        "state": one.state,
        "facts": one.facts or None,
        "month": one.month,
        "reached": array(one.reached),
        "accused": one.accused or None,
        "amounts": array(one.amounts),
        "items": one.items or None,
        "bits": one.bits,
        "turns": array([f'"{turn.isoformat()}"' for turn in one.turns]),
        "later": array([one.bits, *one.later]) if one.turns else None,
    }


def array(values: list[Any]) -> str | None:
    """Values that need no quoting as an array; None for none."""
    return f"{{{','.join(map(str, values))}}}" if values else None


def _late(work: Callable[[], Image], names: tuple[str, ...]) -> dict[str, Late]:
    once = cache(lambda: columns(work()))
    return {name: Late(partial(_member, once, name)) for name in names}


def _member(once: Callable[[], dict[str, Any]], name: str) -> Any:
    return once()[name]
