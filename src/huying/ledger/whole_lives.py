"""A case's whole life at once: its events one after the other by the pure rules, before any of it is written (`services.loading`).

The import, the demo city and the simulator live so; the door takes the same decisions one at a time.
"""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from msgspec import Struct

from huying.ledger import contacts, writes
from huying.ledger.sealing import Contact
from huying.ledger.store import heading, passage_columns
from huying.ledger.telling import tell_on_the_way
from huying.ledger.writes import Write
from huying.rules.calendar import Calendar
from huying.rules.case import Case, Event
from huying.rules.decide import Decision, Moment, Passage, decide, start
from huying.rules.policy import SYSTEM, Actor
from huying.rules.programme import Programme

OWN = frozenset({"ledger_party", "ledger_passage"})  # tables that the core writes, and that somebody may have to empty


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
        self._hear(tell_on_the_way(self.case, decision, programme))
        self._add(decision, programme)

    def begin(self, decision: Decision, programme: Programme) -> None:
        """The first event."""
        self._hear(tell_on_the_way(None, decision, programme))
        self._add(decision, programme)

    def _hear(self, told: list[Write]) -> None:
        if not told:
            return
        writes.demand_apart(told)
        if not OWN.isdisjoint(one.table for one in told):
            self._write_out()
        self.writes += told

    def _write_out(self) -> None:
        """What the core has to write so far, among what the subscribers want: one of them has something to do with these rows."""
        said = (writes.add("ledger_passage", passage_columns(self.case.id, one)) for one in self.passages)
        self.writes += [*contacts.kept(self.case.id, self.contact), *said]
        self.contact, self.passages = Contact(), []

    def _add(self, decision: Decision, programme: Programme) -> None:
        named = "" if decision.case.forgotten else heading(decision, programme)
        self.heading = self.heading if named is None else named
        self.case, self.last = decision.case, decision
        self.events.append(decision.event)
        self.passages.extend(decision.passages)


@dataclass(frozen=True)
class World:
    """The rules and the calendar that all lives of one city share, and when the ledger records them."""

    programme: Programme
    calendar: Calendar
    recorded: datetime

    def at(self, now: datetime, rng: Random, within: tuple[str, ...] = (), county: str = "") -> Moment:
        """The circumstances of what happens at `now`; `within` and `county` are of the place that is named."""
        return Moment(now, self.calendar, rng, recorded=self.recorded, within=within, county=county)


def birth(world: World, blank: Case, payload: dict[str, Any], contact: Contact, actor: Actor, moment: Moment) -> Life:
    """A case just registered by the actor. Raises what `decide.start` does, BadInput for a contact that can't be kept."""
    decision = start(blank, world.programme, actor, payload, moment)
    life = Life(blank, "", contacts.checked(contact), blank.opened, [], [], [])
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
    decision = decide(life.case, world.programme, code, actor, payload, world.at(at, rng, within, county), task)
    life.take(decision, world.programme)
    life.now = at
    return decision


def ring(world: World, life: Life, until: datetime, rng: Random) -> None:
    """Every clock whose alarm was due before `until` rings, in order, as the sweep would have made it: not before what happened
    last, which may have brought the date nearer.
    """
    while (alarm := _alarm(life.case, until)) is not None:
        at, key = alarm
        one = life.case.clocks[key]
        rung = world.programme.clocks[one.name].ladder[one.rung]
        payload = {"clock": key, "kind": rung.kind, "to": rung.to}
        rung_at = world.at(max(at, life.events[-1].at), rng)
        life.take(
            decide(life.case, world.programme, world.programme.ringing, SYSTEM, payload, rung_at), world.programme
        )


def _alarm(case: Case, until: datetime) -> tuple[datetime, str] | None:
    """The first alarm before `until`: when, and of which clock."""
    due = [(one.alarm, key) for key, one in case.clocks.items() if one.alarm and one.alarm < until]
    return min(due) if due else None
