"""Living a case: whoever holds it does what people tend to do, and the rules say what comes of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from msgspec import Struct

from huying.cases.lives.behaviour import BEHAVIOUR, Option, Scene
from huying.cases.sealing import Contact
from huying.rules import workflow
from huying.rules.calendar import DAY, OFFSET, Calendar
from huying.rules.case import Case, Event
from huying.rules.decide import Decision, Moment, Passage, check_limit, decide, position, start
from huying.rules.policy import SYSTEM, Actor, party
from huying.rules.programme import Programme
from huying.rules.refusals import UsedUp

OPENS, CLOSES = 8, 18  # office hours, local
SATURDAY, WEEK = 5, 7
HOUR = 3600  # seconds


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


def live(world: World, life: Life, scene: Scene, until: datetime) -> None:
    """Go on until the case is closed, waits for a parent, or time is up."""
    again = world.programme.reopening
    scene.attempt = 1 + sum(life.case.counts.get(code, 0) for code in again)
    while not life.case.closed:
        chosen = _next(world, life, scene)
        if chosen is None:
            return
        option, task, actor = chosen
        at = office_time(life.now + _delay(scene.rng, option), option.role)
        if at >= until:
            return
        if world.programme.actions[option.action].issues:
            scene.tasks = workflow.live(world.programme, life.case.tasks.values())
        step(world, life, option.action, actor, option.words(scene), at, scene.rng, task)
        scene.attempt += option.action in again


def _next(world: World, life: Life, scene: Scene) -> tuple[Option, int, Actor] | None:
    """Who does what next, and on which assignment."""
    case, task = life.case, 0
    key = case.state
    if world.programme.states[case.state].owner == "tasks":
        one = workflow.open_tasks(world.programme, case.tasks.values())[0]
        task, key = one.no, f"task/{one.state}"
    option = _choose(world.programme, case, BEHAVIOUR[key], task, scene.rng)
    if option is None:
        return None
    unit = case.tasks[task].unit if option.role in ("handler", "leader") else case.home
    actor = party(case.id) if option.role == "petitioner" else scene.cast.one(scene.rng, option.role, unit)
    return option, task, actor


def _choose(programme: Programme, case: Case, options: tuple[Option, ...], task: int, rng: Random) -> Option | None:
    """An option by weight; one that the rules refuse as things stand gives way to the others, and at last to a ruling."""
    left = options
    while left:
        option = _drawn(left, rng)
        if len(options) == 1 or _allowed(programme, case, option.action, task):
            return option
        left = tuple(one for one in left if one is not option)
    return None


def _drawn(options: tuple[Option, ...], rng: Random) -> Option:
    mark = rng.random() * sum([option.weight for option in options])
    for option in options:
        mark -= option.weight
        if mark < 0:
            return option
    return options[-1]


def _allowed(programme: Programme, case: Case, code: str, task: int) -> bool:
    """Whether the rules let it be done. In the state that it is an option of, only a limit or a condition can be in the way."""
    action = programme.actions[code]
    if not (action.limit or action.needs or action.after):
        return True
    try:
        check_limit(case, programme, code)
    except UsedUp:
        return False
    return workflow.enabled(programme, position(case), code, task)


def _delay(rng: Random, option: Option) -> timedelta:
    low, high = option.hours
    return timedelta(seconds=int(HOUR * (low + rng.random() * (high - low))))


def office_time(at: datetime, role: str) -> datetime:
    """The same moment for a petitioner; for an office the next one within its hours, on a day from Monday to Friday."""
    if role == "petitioner":
        return at
    local = at + OFFSET
    if local.hour >= CLOSES:
        local = (local + DAY).replace(hour=OPENS, minute=local.minute // 2)
    elif local.hour < OPENS:
        local = local.replace(hour=OPENS)
    if local.weekday() >= SATURDAY:
        local += DAY * (WEEK - local.weekday())
    return local - OFFSET
