"""A case as a story: people of an invented city act on it, one after the other, by the same decision as everywhere."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from huying.programmes.holidays import load as calendar
from huying.rules.available import Choice, available
from huying.rules.calendar import LOCAL
from huying.rules.case import Case, Event, Task
from huying.rules.decide import Decision, Moment, Passage, decide, start
from huying.rules.forms import File
from huying.rules.policy import Actor, Post, party
from huying.rules.programme import Programme
from tests import plausible
from tests.plausible import Names

CALENDAR = calendar()
MORNING = datetime(2021, 9, 6, 9, tzinfo=LOCAL).astimezone(UTC)  # a Monday
CASE = "0190-case"

OFFICES = ("roads", "water", "housing")
NAMES = Names(
    units=OFFICES,
    supervisors=tuple(f"over-{unit}" for unit in OFFICES),
    place="411002",
    person="person-1",
    firm="firm-1",
    case="other-case",
)


def person(role: str, unit: str) -> Actor:
    """Somebody who holds one post."""
    return Actor(f"{unit}-{role}", (Post(role, unit),))


CLERK = person("clerk", "centre")
DISPATCHER = person("dispatcher", "centre")
SUPERVISOR = person("supervisor", "centre")
VERIFIER = person("verifier", "centre")
DIRECTOR = person("director", "centre")
ROADS, WATER, HOUSING = (person("handler", unit) for unit in OFFICES)
ROADS_LEADER, WATER_LEADER, HOUSING_LEADER = (person("leader", unit) for unit in OFFICES)
OVER_ROADS, OVER_WATER, OVER_HOUSING = (person("supervisor", f"over-{unit}") for unit in OFFICES)
CITY_LEADER = person("city_leader", "city")
AUDITOR = person("auditor", "audit")
PETITIONER = party(CASE)
CENTRE = (CLERK, DISPATCHER, SUPERVISOR, VERIFIER, DIRECTOR)
UNITS = (ROADS, WATER, HOUSING, ROADS_LEADER, WATER_LEADER, HOUSING_LEADER, OVER_ROADS, OVER_WATER, OVER_HOUSING)
PEOPLE = (*CENTRE, *UNITS, CITY_LEADER, AUDITOR, PETITIONER)


class Story:
    """The case so far, everything that happened to it, and what was said.

    `within` is where it lies (as the door finds out), `born` what else the case has before its first event: home, asker.
    """

    def __init__(
        self,
        programme: Programme,
        *,
        at: datetime = MORNING,
        actor: Actor = PETITIONER,
        seed: int = 1,
        within: tuple[str, ...] = (),
        born: Mapping[str, Any] = {},
        **payload: Any,
    ) -> None:
        self.programme, self.now, self.rng = programme, at, Random(seed)
        self.events: list[Event] = []
        self.passages: list[Passage] = []
        blank = Case(
            id=CASE,
            programme=programme.code,
            version=programme.version,
            number="SQ1",
            state="",
            opened=at,
            home=programme.home.unit,
            asker=PETITIONER.id,
            within=within,
            reachable=True,
        ).evolve(**born)
        filled = fill(programme, programme.start, None, at) | payload
        self._take(start(blank, programme, actor, filled, self._moment()))

    def _moment(self, **of: Any) -> Moment:
        return Moment(now=self.now, calendar=CALENDAR, rng=self.rng, **of)

    def _take(self, decision: Decision) -> None:
        self.case = decision.case
        self.last = decision
        self.events.append(decision.event)
        self.passages += decision.passages

    def does(
        self,
        actor: Actor,
        action: str,
        task: int = 0,
        *,
        after: timedelta = timedelta(hours=1),
        found: Mapping[str, Any] = {},
        **payload: Any,
    ) -> "Story":
        """The actor acts, an hour later if nothing else is said; fields that the story does not care for are filled in, and
        `found` is what the door has found out (`Moment.within`, `holding` …).
        """
        self.now += after
        filled = fill(self.programme, action, self.case, self.now) | payload
        self._take(decide(self.case, self.programme, action, actor, filled, self._moment(**found), task))
        return self

    def may(self, actor: Actor) -> set[str]:
        """The actions open to the actor."""
        return {choice.action for choice in self.choices(actor)}

    def choices(self, actor: Actor) -> list[Choice]:
        """The actions open to the actor, and on which assignment."""
        return available(self.case, actor, self.programme, self.now, CALENDAR)

    def due(self) -> list[str]:
        """The clocks whose alarm has come."""
        return [key for key, one in self.case.clocks.items() if one.alarm and one.alarm <= self.now]

    def task(self, number: int = 1) -> Task:
        """One assignment as it stands."""
        return self.case.tasks[number]

    def said(self, field: str) -> str:
        """What was said last under this name."""
        return next(one.text for one in reversed(self.passages) if one.field == field)


def fill(programme: Programme, action: str, case: Case | None, now: datetime) -> dict[str, Any]:
    """Something plausible for every required field of the action."""
    said = plausible.payload(programme, action, case, NAMES, now.astimezone(LOCAL).date())
    if programme.actions[action].attaches:
        said["file"] = File("file-1", "照片.jpg", "0" * 64, "image/jpeg", 1000)
    if programme.actions[action].detaches:
        said["file"] = {"id": next(iter(case.files), "none") if case else "none"}
    return said


def handled(programme: Programme, **payload: Any) -> Story:
    """A letter that the roads office has, signed for and being worked on."""
    story = Story(programme, **payload).does(CLERK, "accept").does(DISPATCHER, "dispatch")
    return story.does(ROADS, "sign", 1)


def reviewed(story: Story) -> Story:
    """The roads office and its leader are done with assignment 1; the centre must review it."""
    return story.does(ROADS, "submit", 1).does(ROADS_LEADER, "sign_off", 1)


def replied(story: Story) -> Story:
    """Review, verification and reply, as they go when nobody objects."""
    return story.does(SUPERVISOR, "approve").does(VERIFIER, "confirm").does(CLERK, "reply")
