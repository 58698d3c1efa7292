"""A case's whole life at once: its events one after the other by the pure rules, before any of it is written (`services.loading`).

The import, the demo city and the simulator live so; the door takes the same decisions one at a time.
"""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from huying.ledger.sealing import Contact
from huying.ledger.services.subscribers import tell_on_the_way
from huying.ledger.store import heading
from huying.ledger.writes import Write
from huying.rules.calendar import Calendar
from huying.rules.case import Case, Event
from huying.rules.decide import Decision, Moment, Passage, decide, start
from huying.rules.policy import SYSTEM, Actor
from huying.rules.programme import Programme


class Life(Struct):
    """A case with everything it left behind, and what the subscribers want written of it; `now` is where its time stands while it
    is lived.
    """

    case: Case
    heading: str
    contact: Contact
    now: datetime
    events: list[Event]
    passages: list[Passage]
    writes: list[Write]
    last: Decision | None = None

    def take(self, decision: Decision, programme: Programme) -> None:
        """One more event: the subscribers hear of it as they would at the door."""
        self.writes += tell_on_the_way(self.case, decision, programme)
        self._add(decision, programme)

    def begin(self, decision: Decision, programme: Programme) -> None:
        """The first event."""
        self.writes += tell_on_the_way(None, decision, programme)
        self._add(decision, programme)

    def _add(self, decision: Decision, programme: Programme) -> None:
        self.heading = named if (named := heading(decision, programme)) is not None else self.heading
        self.case, self.last = decision.case, decision
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
    life = Life(blank, "", contact, blank.opened, [], [], [])
    life.begin(decision, world.programme)
    return life


def step(
    world: World,
    life: Life,
    code: str,
    actor: Actor,
    payload: dict[str, Any],
    at: datetime,
    rng: Random,
    task: int = 0,
    within: tuple[str, ...] = (),
    county: str = "",
) -> Decision:
    """One action at a time, the clocks that rang before it included. `within` and `county` are of the place that is named."""
    ring(world, life, at, rng)
    moment = replace(world.at(at, rng), within=within, county=county)
    decision = decide(life.case, world.programme, code, actor, payload, moment, task)
    life.take(decision, world.programme)
    life.now = at
    return decision


def ring(world: World, life: Life, until: datetime, rng: Random) -> None:
    """Every clock whose alarm was due before `until` rings, in order, as the sweep would have made it."""
    while (alarm := _alarm(life.case, until)) is not None:
        at, key = alarm
        one = life.case.clocks[key]
        rung = world.programme.clocks[one.name].ladder[one.rung]
        payload = {"clock": key, "kind": rung.kind, "to": rung.to}
        rung_at = world.at(at, rng)
        life.take(
            decide(life.case, world.programme, world.programme.ringing, SYSTEM, payload, rung_at), world.programme
        )


def _alarm(case: Case, until: datetime) -> tuple[datetime, str] | None:
    """The first alarm before `until`: when, and of which clock."""
    due = [(one.alarm, key) for key, one in case.clocks.items() if one.alarm and one.alarm < until]
    return min(due) if due else None
