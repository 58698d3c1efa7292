"""Which clocks run, stand still or stop, and who holds the case: derived from where it stands, never set by hand."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from huying.rules import clock as clocks
from huying.rules.calendar import Calendar
from huying.rules.case import Task
from huying.rules.clock import Clock
from huying.rules.errors import BadInput
from huying.rules.programme import Action, Programme, State
from huying.rules.refusals import NotDue
from huying.rules.wording import Text
from huying.rules.workflow import Position, open_tasks

NO_CLOCK = Text("此件没有这个时限", "the case has no such clock.")


class Timer(Struct):
    """The clocks of one case at one instant: `running` as they were, `changed` those that an action changes.

    `facts` are the case's after the action, `tasks` those of each assignment. A clock that starts now rings for what lies
    after `learnt` only.
    """

    programme: Programme
    running: dict[str, Clock]
    facts: dict[str, Any]
    tasks: dict[int, dict[str, Any]]
    now: datetime
    calendar: Calendar
    learnt: datetime
    changed: dict[str, Clock] = {}

    def start(self, name: str, suffix: str = "") -> None:
        """A new clock by the programme's table."""
        spec, facts = self.programme.clocks[name], self.known(name + suffix)
        self.changed[name + suffix] = clocks.start(spec, facts, self.now, self.calendar, self.learnt)

    def known(self, key: str) -> dict[str, Any]:
        """The facts that the clock of this key may run by: the case's, and those of its assignment."""
        number = key.partition("/")[2]
        return self.facts | self.tasks.get(int(number), {}) if number else self.facts


def wind(timer: Timer, position: Position, moved: Iterable[Task], entered: bool) -> None:
    """What a move does to the clocks: `moved` are the assignments that moved, `entered` says the case itself did."""
    if entered:
        _scope(timer, timer.programme.states[position.state], "")
    for task in moved:
        _scope(timer, timer.programme.tasks[task.state], f"/{task.no}")
    _promise(timer, position)


def _scope(timer: Timer, state: State, suffix: str) -> None:
    """Stop, pause, resume and start the clocks of one scope (the case, or one assignment) for the state it entered."""
    for key, one in timer.running.items():
        if one.stopped or one.name == timer.programme.promise_clock or key != one.name + suffix:
            continue
        if one.name in state.pauses:
            timer.changed[key] = clocks.pause(one, timer.now)
        elif one.name != state.clock and one.name not in state.keeps:
            timer.changed[key] = clocks.stop(one, timer.now)
        elif one.paused:
            spec = timer.programme.clocks[one.name]
            timer.changed[key] = clocks.resume(one, spec, timer.now, timer.calendar)
    if state.clock and _stopped(timer.running.get(state.clock + suffix)):
        timer.start(state.clock, suffix)


def _promise(timer: Timer, position: Position) -> None:
    """The date promised to whoever asked: it starts once, whatever happens inside, and stops with the answer."""
    promise = timer.programme.promise_clock
    if not promise:
        return
    one = timer.running.get(promise)
    kept = timer.programme.answered in position.milestones
    if not kept and _stopped(one):
        timer.start(promise)
    elif kept and one and not one.stopped:
        timer.changed[promise] = clocks.stop(one, timer.now)


def follow(timer: Timer, facts: Collection[str], tasks: Mapping[int, Collection[str]]) -> None:
    """Clocks that run on go by the facts as they now are: `facts` of the case have changed, `tasks` of assignments.

    What was promised to somebody only ever comes nearer.
    """
    timed_by = timer.programme.timed_by
    if timed_by.isdisjoint(facts) and all(timed_by.isdisjoint(own) for own in tasks.values()):
        return  # nearly always: nothing was said that a clock runs by
    for key, one in (timer.running | timer.changed).items():
        spec = timer.programme.clocks[one.name]
        number = key.partition("/")[2]
        own = tasks.get(int(number), ()) if number else ()
        if one.stopped or spec.depends.isdisjoint({*facts, *own}):
            continue
        after = clocks.follow(one, spec, timer.known(key), timer.now, timer.calendar)
        if key != timer.programme.promise_clock or after.due < one.due:
            timer.changed[key] = after


def _stopped(clock: Clock | None) -> bool:
    return clock is None or clock.stopped is not None


def holder(programme: Programme, position: Position, home: str) -> tuple[str, str, str]:
    """Who must act now and by which clock: (role, unit, key of the clock); three empty strings off the ledger."""
    state = programme.states[position.state]
    if state.closed:
        return "", "", ""
    if state.owner != "tasks":
        return state.owner, unit_of(programme, state.owner, home), state.clock
    task = open_tasks(programme, position.tasks)[0]
    mine = programme.tasks[task.state]
    return mine.owner, unit_of(programme, mine.owner, home, task), f"{mine.clock}/{task.no}"


def unit_of(programme: Programme, role: str, home: str, task: Task | None = None) -> str:
    """The unit at which the role is held in this case (about one assignment); empty for one that is held at no unit."""
    match programme.roles[role].at:
        case "unit" if task:
            return task.unit
        case "supervisor" if task:
            return task.supervisor or home
        case "place" | "asker" | "nowhere":
            return ""
        case _:
            return home


def affect(timer: Timer, action: Action, values: Mapping[str, Any], task: int) -> None:
    """What the action itself does to the clocks: extend one, ring one, count all anew."""
    if action.extends:
        key = f"{action.extends}/{task}" if task else action.extends
        timer.changed[key] = _extended(timer, key, values["days"])
    elif action.rings:
        timer.changed[values["clock"]] = _rung(timer, values["clock"])
    elif action.retimes:
        for key, one in (timer.running | timer.changed).items():
            spec = timer.programme.clocks[one.name]
            timer.changed[key] = clocks.recompute(one, spec, timer.now, timer.calendar)


def _rung(timer: Timer, key: str) -> Clock:
    """One rung up. Asked again under the lock, so that each rung rings once however many sweep. Raises NotDue."""
    clock = timer.changed.get(key) or timer.running.get(key)
    if clock is None:
        raise BadInput(field="clock", problem=NO_CLOCK)
    spec = timer.programme.clocks[clock.name]
    if clock.alarm is None or clock.alarm > timer.now:
        raise NotDue(clock=spec.name)
    return clocks.rang(clock, spec, timer.calendar)


def _extended(timer: Timer, key: str, amount: int) -> Clock:
    clock = timer.changed.get(key) or timer.running.get(key)
    if clock is None or clock.stopped:
        raise BadInput(field="days", problem=NO_CLOCK)
    spec = timer.programme.clocks[clock.name]
    most = spec.extension_max
    if amount > most:
        raise BadInput(field="days", problem=Text(f"每次最多延长{most}", f"at most {most} at a time."))
    return clocks.extend(clock, spec, amount, timer.now, timer.calendar)
