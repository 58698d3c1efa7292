"""Which clocks run, stand still or stop, and who holds the case: derived from where it stands, never set by hand."""

from collections.abc import Iterable, Mapping
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

    A clock that starts now rings for what lies after `learnt` only.
    """

    programme: Programme
    running: dict[str, Clock]
    urgency: str
    now: datetime
    calendar: Calendar
    learnt: datetime
    changed: dict[str, Clock] = {}

    def start(self, name: str, suffix: str = "") -> None:
        """A new clock by the programme's table."""
        spec = self.programme.clocks[name]
        self.changed[name + suffix] = clocks.start(spec, self.urgency, self.now, self.calendar, self.learnt)


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
        if one.stopped or one.name == timer.programme.promise or key != one.name + suffix:
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
    """The date promised to the person who asked: it starts once, whatever happens inside, and stops with the reply."""
    promise = timer.programme.promise
    one = timer.running.get(promise)
    kept = timer.programme.promise_until in position.milestones
    if not kept and _stopped(one):
        timer.start(promise)
    elif kept and one and not one.stopped:
        timer.changed[promise] = clocks.stop(one, timer.now)


def _stopped(clock: Clock | None) -> bool:
    return clock is None or clock.stopped is not None


def holder(programme: Programme, position: Position, home: str) -> tuple[str, str, str]:
    """Who must act now and by which clock: (role, unit, key of the clock); three empty strings off the ledger."""
    state = programme.states[position.state]
    if state.closed:
        return "", "", ""
    if state.owner != "tasks":
        return state.owner, home, state.clock
    task = open_tasks(programme, position.tasks)[0]
    mine = programme.tasks[task.state]
    match programme.roles[mine.owner].at:
        case "unit":
            unit = task.unit
        case "supervisor":
            unit = task.supervisor or home
        case _:
            unit = home
    return mine.owner, unit, f"{mine.clock}/{task.no}"


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
    clock = timer.changed.get(key) or timer.running[key]
    spec = timer.programme.clocks[clock.name]
    if amount > spec.extension_max:
        raise BadInput(
            field="days", problem=Text(f"每次最多延长{spec.extension_max}", f"at most {spec.extension_max} at a time.")
        )
    return clocks.extend(clock, spec, amount, timer.now, timer.calendar)
