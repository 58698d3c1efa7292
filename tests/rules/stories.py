"""A case as a story: people of an invented city act on it, one after the other, by the same decision as everywhere."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from huying.programmes.holidays import load as calendar
from huying.rules.available import Choice, available
from huying.rules.calendar import LOCAL
from huying.rules.case import Case, Event, Task
from huying.rules.decide import Decision, Moment, Passage, decide, start
from huying.rules.policy import Actor, Post, party
from huying.rules.programme import Field, Programme
from huying.rules.workflow import leadless, live

CALENDAR = calendar()
MORNING = datetime(2021, 9, 6, 9, tzinfo=LOCAL).astimezone(UTC)  # a Monday
CASE = "0190-case"

OFFICES = ("roads", "water", "housing")


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
    """The case so far, everything that happened to it, and what was said."""

    def __init__(
        self, programme: Programme, *, at: datetime = MORNING, actor: Actor = PETITIONER, seed: int = 1, **payload: Any
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
            home=programme.home,
        )
        filled = fill(programme, programme.start, blank) | payload
        self._take(start(blank, programme, actor, filled, self._moment()))

    def _moment(self) -> Moment:
        return Moment(now=self.now, calendar=CALENDAR, rng=self.rng)

    def _take(self, decision: Decision) -> None:
        self.case = decision.case
        self.last = decision
        self.events.append(decision.event)
        self.passages += decision.passages

    def does(
        self, actor: Actor, action: str, task: int = 0, *, after: timedelta = timedelta(hours=1), **payload: Any
    ) -> "Story":
        """The actor acts, an hour later if nothing else is said; fields that the story does not care for are filled in."""
        self.now += after
        filled = fill(self.programme, action, self.case) | payload
        self._take(decide(self.case, self.programme, action, actor, filled, self._moment(), task))
        return self

    def may(self, actor: Actor) -> set[str]:
        """The actions open to the actor."""
        return {choice.action for choice in self.choices(actor)}

    def choices(self, actor: Actor) -> list[Choice]:
        """The actions open to the actor, and on which assignment."""
        return available(self.case, actor, self.programme)

    def due(self) -> list[str]:
        """The clocks whose alarm has come."""
        return [key for key, one in self.case.clocks.items() if one.alarm and one.alarm <= self.now]

    def task(self, number: int = 1) -> Task:
        """One assignment as it stands."""
        return self.case.tasks[number]


def fill(programme: Programme, action: str, case: Case) -> dict[str, Any]:
    """Something plausible for every required field of the action."""
    fields = programme.actions[action].fields
    return {name: _plausible(programme, field, case) for name, field in fields.items() if field.required}


def _plausible(programme: Programme, field: Field, case: Case) -> Any:
    if field.type == "choice":
        return next(iter(programme.choices(field)))
    if field.type == "assignments":
        return assignments(programme, case)
    simple: dict[str, Any] = {"int": field.at_least or 1, "date": "2021-12-30", "bool": True, "names": ["somebody"]}
    return simple.get(field.type, "路灯不亮")


def assignments(programme: Programme, case: Case) -> list[dict[str, Any]]:
    """The least hand-over that the programme allows now: a lead for each line that lacks one, supervised where demanded."""
    standing = live(programme, case.tasks.values())
    units = (unit for unit in OFFICES if unit not in {task.unit for task in standing} | set(case.accused))
    rows: list[dict[str, Any]] = [
        {"unit": next(units), "role": "lead", "line": line} for line in leadless(programme, standing)
    ]
    if programme.handover.supervised:
        rows = [{**row, "supervisor": f"over-{row['unit']}"} for row in rows]
    return rows


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
