"""Lives of the tests' own programme, told through the door: chance says who does what."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from huying.ledger import models
from huying.ledger.services.create import create
from huying.ledger.services.door import act
from huying.rules.calendar import LOCAL
from tests.ledger.story import DAY, MONDAY, post

CLERK, DIRECTOR = post("1", "clerk"), post("5", "director")
PLACES = ("411002001", "411002", "411081", "")


def propose(at: datetime = MONDAY, **payload: Any) -> str:
    """A new one; its id."""
    planned = (at.astimezone(LOCAL).date() + timedelta(days=20)).isoformat()
    given = {"heading": "东村路", "work": "road", "amount": "568047200", "planned": planned} | payload
    return create(programme="grant", payload=given, now=at, actor=CLERK).case


def do(case: str, action: str, at: datetime, **payload: Any) -> None:
    """The director grants, plans anew and pays; the clerk does the rest."""
    actor = CLERK if action in ("report", "finish") else DIRECTOR
    act(case_id=case, action=action, actor=actor, payload=payload, now=at)


def step(rng: Random, at: datetime) -> None:
    """One thing happens: a new grant, or something to one of those that are open."""
    rows = list(models.Case.objects.filter(programme="grant", is_open=True).order_by("id"))
    if len(rows) < 3 or rng.random() < 0.3:
        propose(at, **_wish(rng, at))
        return
    row = rng.choice(rows)
    building = rng.choice(("report", "report", "replan", "finish"))
    code = {"proposed": "grant", "building": building, "built": "pay"}[row.state]
    if code == "replan" and row.counts.get("replan", 0) >= 3:
        code = "finish"
    do(str(row.id), code, at, **_said(rng, code, at))


def _wish(rng: Random, at: datetime) -> dict[str, Any]:
    wish = {
        "work": rng.choice(("road", "well")),
        "amount": f"{rng.randrange(10**9)}.{rng.randrange(100):02}",
        "planned": _day(rng, at),
        "batch": rng.choice(("2026-1", "2026-2", "")),
        "place": rng.choice(PLACES),
        "length": rng.choice(("", "12.125", "0.001")),
    }
    return {name: value for name, value in wish.items() if value}


def _said(rng: Random, code: str, at: datetime) -> dict[str, Any]:
    match code:
        case "grant":
            return rng.choice(({}, {"amount": "100000.01", "priority": True}, {"priority": False}))
        case "replan":
            return {"planned": _day(rng, at)}
        case "report":
            return {"behind": rng.randrange(15)}
        case "pay":
            return rng.choice(({}, {"amount": "0.10"}))
    return {}


def _day(rng: Random, at: datetime) -> str:
    return str(date.fromordinal(at.astimezone(LOCAL).date().toordinal() + rng.randrange(-5, 40)))


def some_time(rng: Random, at: datetime) -> datetime:
    """Some hours or days later."""
    return at + rng.choice((timedelta(hours=1), timedelta(hours=7), DAY, 9 * DAY))
