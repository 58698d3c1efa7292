"""Living a case: whoever holds it does what people tend to do, and the rules say what comes of it."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from random import Random

from huying.ledger.whole_lives import Life, World, step
from huying.lives.behaviour import OFTEN_ENOUGH, Behaviour, Step
from huying.lives.scene import Scene
from huying.programmes.lives import Span
from huying.rules import workflow
from huying.rules.calendar import DAY, OFFSET
from huying.rules.case import Case
from huying.rules.checks import check_extension, check_limit, check_only
from huying.rules.decide import position
from huying.rules.policy import SYSTEM, Actor, party
from huying.rules.programme import At
from huying.rules.refusals import NotForThis, UsedUp

OPENS, CLOSES = 8, 18  # office hours, local
SATURDAY, WEEK = 5, 7
HOUR, SECOND = 3600, timedelta(seconds=1)  # an hour in seconds
LATE = (2.0, 60.0)  # hours that people take who have no time left; sample
PART = (0.1, 1.05)  # of the time that they have; sample
LONGEST = 200  # events of a life in which nothing is said of how people behave; then it stays as it is


class Living:
    """One case on its way: its world, its scene, and what will be done beside it later (when, what)."""

    def __init__(self, world: World, behaviour: Behaviour, life: Life, scene: Scene, until: datetime) -> None:
        self.world, self.behaviour, self.life, self.scene, self.until = world, behaviour, life, scene, until
        self.later: list[tuple[datetime, Step]] = []
        scene.life = life

    def live(self) -> None:
        """Go on until the case is closed, waits for something, or time is up."""
        life = self.life
        while not life.case.closed and len(life.events) < LONGEST:
            chosen = self._next()
            if chosen is None:
                break
            one, task, actor = chosen
            at, expiry = self._when(one), self._expiry()
            if one.echo and at >= self._open_until():
                self.scene.parent = None  # too late to be merged
            elif expiry and at > expiry[1]:
                if not self._system(*expiry):
                    break
            elif at < self.until:
                if self.later:
                    self._aside(at)
                self._take(one, actor, at, task)
            else:
                break
        self._aside(self.until)

    def _expiry(self) -> tuple[str, datetime] | None:
        """What the system does by itself where the case now stands, and when."""
        code, due = self.world.programme.states[self.life.case.state].expires, self.life.case.due
        return (code, due + SECOND) if code and due else None

    def _open_until(self) -> datetime:
        """Until when the neighbour's case can be merged into: its answer, its end."""
        parent = self.scene.parent
        if parent is None or parent.case.links:
            return self.life.now
        answered = next((one.at for one in parent.events if one.action in self.world.programme.answering), None)
        return min((at for at in (answered, parent.case.closed) if at), default=self.until)

    def follow(self, parent: Life) -> bool:
        """Do what a link of this case does by itself when its target has done something; whether that happened."""
        case = self.life.case
        for name, target in case.links.items():
            follows = self.world.programme.links[name].follows
            for event in parent.events if target == parent.case.id else ():
                code = follows.get(event.action)
                if code and event.at >= self.life.now and case.state in self.world.programme.actions[code].from_:
                    return self._system(code, event.at)
        return False

    def _next(self) -> tuple[Step, int, Actor] | None:
        """Who does what next, and on which assignment."""
        case, programme = self.life.case, self.world.programme
        key, number = case.state, 0
        if programme.states[case.state].owner == "tasks":
            one = workflow.open_tasks(programme, case.tasks.values())[0]
            number, key = one.no, f"task/{one.state}"
        steps = self.behaviour.states[key]
        self.scene.task = case.tasks[number] if number else None
        left, total = (steps.all, steps.total) if steps.plain else self._fitting(steps.all)
        while left:
            chosen = _drawn(left, total, self.scene.rng)
            if not chosen.checked or self._allowed(chosen, number):
                actor = self._actor(chosen)
                if actor is not None:
                    return chosen, number, actor
            left = tuple(one for one in left if one is not chosen)
            total = sum([one.weight for one in left])
        return None

    def _fitting(self, steps: Iterable[Step]) -> tuple[tuple[Step, ...], float]:
        """Those that go with how this story has come out so far; what a neighbour does, alone where there is one."""
        scene = self.scene
        echoing = scene.parent is not None and self.life.now < self._open_until()
        found = tuple(
            one
            for one in steps
            if (not one.out or scene.kind in one.out)
            and (not one.fate or scene.fate in one.fate)
            and (not one.echo or echoing)
        )
        found = tuple(one for one in found if one.echo or one.fate) or found
        return found, sum([one.weight for one in found])

    def _allowed(self, one: Step, task: int) -> bool:
        """Whether the rules let it be done as things stand. In its own state only a limit or a condition can be in the way."""
        programme, case = self.world.programme, self.life.case
        if not one.action.to and not one.action.tasks and case.counts.get(one.code, 0) >= OFTEN_ENOUGH:
            return False
        try:
            check_limit(case, programme, one.code)
            check_extension(case, programme, one.action, task)
            check_only(case, programme, one.action, self.life.now)
        except (UsedUp, NotForThis):
            return False
        return workflow.enabled(programme, position(case), one.code, task)

    def _actor(self, one: Step) -> Actor | None:
        """Somebody who may do it; None where nobody holds the role here. Whoever did the work does not judge it."""
        case = self.life.case
        return ACTORS[one.at](self.scene, case, one.role, case.workers if one.action.confirms else ())

    def _when(self, one: Step) -> datetime:
        low, high = one.span or self._time_left()
        at = self.life.now + timedelta(seconds=int(HOUR * (low + self.scene.rng.random() * (high - low))))
        if one.action.delay:
            at = max(at, self._ripe(one))
        return office_time(at) if one.at != "asker" else at

    def _time_left(self) -> Span:
        """Hours that people take where nothing is said: a part of what they have, rarely more than all of it."""
        due, now = self.life.case.due, self.life.now
        if due is None or due <= now:
            return LATE
        hours = (due - now).total_seconds() / HOUR
        return PART[0] * hours, PART[1] * hours

    def _ripe(self, one: Step) -> datetime:
        """When it has waited long enough; never, where what it waits for has not happened."""
        wait, case = one.action.delay, self.life.case
        since = case.closed if wait and wait.since == "closed" else case.milestones.get(wait.since) if wait else None
        return self.world.calendar.shift(since, wait.amount, wait.unit) if wait and since else self.until

    def _take(self, one: Step, actor: Actor, at: datetime, task: int) -> None:
        scene = self.scene
        scene.now = at
        if one.turns:
            scene.kind = one.turns(scene.rng)
        payload = one.speak(scene)
        within, county = (scene.spot.path, scene.spot.county) if one.place and payload.get(one.place) else ((), "")
        step(self.world, self.life, one.code, actor, payload, at, scene.rng, task, within, county)
        if one.action.resets:
            scene.attempt += 1
        for milestone in one.action.milestones:
            for beside in self.behaviour.asides.get(milestone, ()):
                if scene.rng.random() < beside.chance and (not beside.fate or scene.fate in beside.fate):
                    self.later.append((self._when(beside), beside))

    def _aside(self, until: datetime) -> None:
        """What is done beside before that moment, where it is still possible."""
        while self.later:
            at, one = min(self.later, key=lambda pair: pair[0])
            if at >= min(until, self.until):
                return
            self.later.remove((at, one))
            actor = self._actor(one)
            if actor is not None and self._allowed(one, 0):
                self.scene.task = None
                self._take(one, actor, at, 0)

    def _system(self, code: str, at: datetime) -> bool:
        """The system does it; whether there was time for it."""
        self._aside(at)
        if at >= self.until:
            return False
        self.scene.now = at
        step(self.world, self.life, code, SYSTEM, {}, at, self.scene.rng)
        return True


Finding = Callable[[Scene, Case, str, tuple[str, ...]], Actor | None]


def _asking(scene: Scene, case: Case, role: str, without: tuple[str, ...]) -> Actor | None:
    """Whoever asked: the person behind the case, or the account, with the post that the role may demand."""
    if case.asker in without or not case.asker:
        return None
    if case.asker.startswith("party:"):
        return party(case.id)
    held = (one for one in scene.cast.anywhere.get(role, ()) if one.id == case.asker)
    kind, _, firm = case.asker.rpartition(":")
    return next(held, Actor(case.asker if not kind else f"of {firm}", firms=(firm,) if kind else ()))


def _at_home(scene: Scene, case: Case, role: str, without: tuple[str, ...]) -> Actor | None:
    return scene.cast.one(scene.rng, role, case.home, without)


def _at_unit(scene: Scene, _: Case, role: str, without: tuple[str, ...]) -> Actor | None:
    return scene.cast.one(scene.rng, role, scene.task.unit, without) if scene.task else None


def _supervising(scene: Scene, case: Case, role: str, without: tuple[str, ...]) -> Actor | None:
    return scene.cast.one(scene.rng, role, scene.task.supervisor or case.home, without) if scene.task else None


def _of_place(scene: Scene, case: Case, role: str, without: tuple[str, ...]) -> Actor | None:
    return scene.cast.of_place(scene.rng, role, case.within, without)


ACTORS: dict[At, Finding] = {
    "home": _at_home,
    "unit": _at_unit,
    "supervisor": _supervising,
    "place": _of_place,
    "asker": _asking,
    "system": lambda *_: SYSTEM,
    "nowhere": lambda *_: None,
}
"""By the relation in which the role stands to the case: somebody who may act, None where there is nobody."""


def _drawn(steps: tuple[Step, ...], total: float, rng: Random) -> Step:
    mark = rng.random() * total
    for one in steps:
        mark -= one.weight
        if mark < 0:
            return one
    return steps[-1]


def office_time(at: datetime) -> datetime:
    """The next moment within the hours of an office, on a day from Monday to Friday."""
    local = at + OFFSET
    if local.hour >= CLOSES:
        local = (local + DAY).replace(hour=OPENS, minute=local.minute // 2)
    elif local.hour < OPENS:
        local = local.replace(hour=OPENS)
    if local.weekday() >= SATURDAY:
        local += DAY * (WEEK - local.weekday())
    return local - OFFSET
