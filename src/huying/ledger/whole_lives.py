"""A case's whole life at once: its events one after the other by the pure rules, before any of it is written (`services.loading`).

The import, the demo city and the simulator live so; the door takes the same decisions one at a time.
"""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from msgspec import Struct

from huying.ledger.sealing import Contact
from huying.rules.calendar import Calendar
from huying.rules.case import Case, Event
from huying.rules.decide import Decision, Moment, Passage, decide, start
from huying.rules.policy import SYSTEM, Actor
from huying.rules.programme import Programme


class Life(Struct):
    """A case with everything it left behind; `now` is where its time stands while it is lived."""

    case: Case
    title: str
    contact: Contact
    now: datetime
    events: list[Event]
    passages: list[Passage]

    def take(self, decision: Decision) -> None:
        """One more event."""
        self.case = decision.case
        self.events.append(decision.event)
        self.passages.extend(decision.passages)


@dataclass(frozen=True)
class World:
    """The rules and the calendar that all lives of one city share, and when the ledger records them."""

    programme: Programme
    calendar: Calendar
    recorded: datetime

    def at(self, now: datetime, rng: Random) -> Moment:
        """The circumstances of what happens at `now`."""
        return Moment(now, self.calendar, rng, recorded=self.recorded)


def birth(world: World, blank: Case, payload: dict[str, Any], contact: Contact, actor: Actor, moment: Moment) -> Life:
    """A case just registered by the actor."""
    decision = start(blank, world.programme, actor, payload, moment)
    title = payload["title"].strip()
    return Life(decision.case, title, contact, blank.opened, [decision.event], list(decision.passages))


def step(
    world: World, life: Life, code: str, actor: Actor, payload: dict[str, Any], at: datetime, rng: Random, task: int = 0
) -> Decision:
    """One action at a time, the clocks that rang before it included."""
    ring(world, life, at, rng)
    decision = decide(life.case, world.programme, code, actor, payload, world.at(at, rng), task)
    life.take(decision)
    life.now = at
    return decision


def ring(world: World, life: Life, until: datetime, rng: Random) -> None:
    """Every clock whose alarm was due before `until` rings, in order, as the sweep would have made it."""
    while (alarm := _alarm(life.case, until)) is not None:
        at, key = alarm
        one = life.case.clocks[key]
        rung = world.programme.clocks[one.name].ladder[one.rung]
        payload = {"clock": key, "kind": rung.kind, "to": rung.to}
        life.take(decide(life.case, world.programme, world.programme.ringing, SYSTEM, payload, world.at(at, rng)))


def _alarm(case: Case, until: datetime) -> tuple[datetime, str] | None:
    """The first alarm before `until`: when, and of which clock."""
    due = [(one.alarm, key) for key, one in case.clocks.items() if one.alarm and one.alarm < until]
    return min(due) if due else None
