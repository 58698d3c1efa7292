"""Which clocks run, stand still or stop, and who holds the case: derived from where it stands, never set by hand."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from huying.rules import clock as clocks
from huying.rules.calendar import Calendar
from huying.rules.case import Task
from huying.rules.clock import Clock, ClockSpec
from huying.rules.errors import BadInput
from huying.rules.programme import Action, Programme, State
from huying.rules.refusals import NotDue
from huying.rules.wording import Text
from huying.rules.workflow import Position, open_tasks

NO_CLOCK = Text("此件没有这个时限", "the case has no such clock.")


def wound(
    programme: Programme,
    running: dict[str, Clock],
    position: Position,
    urgency: str,
    now: datetime,
    calendar: Calendar,
    changed: Iterable[Task],
    entered: bool,
) -> dict[str, Clock]:
    """The case's clocks after a move: `changed` are the assignments that moved, `entered` says the case itself did."""
    after = dict(running)
    if entered:
        _scope(programme, after, programme.states[position.state], "", urgency, now, calendar)
    for task in changed:
        _scope(programme, after, programme.tasks[task.state], f"/{task.no}", urgency, now, calendar)
    _promise(programme, after, position, urgency, now, calendar)
    return after


def _scope(
    programme: Programme,
    after: dict[str, Clock],
    state: State,
    suffix: str,
    urgency: str,
    now: datetime,
    calendar: Calendar,
) -> None:
    """Stop, pause, resume and start the clocks of one scope (the case, or one assignment) for the state it entered."""
    for key, one in list(after.items()):
        name, _, number = key.partition("/")
        if one.stopped or name == programme.promise or suffix != (f"/{number}" if number else ""):
            continue
        if name in state.pauses:
            after[key] = one if one.paused else clocks.pause(one, now)
        elif name == state.clock or name in state.keeps:
            spec = programme.clocks[name]
            after[key] = clocks.resume(one, spec, now, calendar) if one.paused else one
        else:
            after[key] = clocks.stop(one, now)
    key = state.clock + suffix
    if state.clock and (key not in after or after[key].stopped):
        after[key] = clocks.start(programme.clocks[state.clock], urgency, now, calendar)


def _promise(
    programme: Programme, after: dict[str, Clock], position: Position, urgency: str, now: datetime, calendar: Calendar
) -> None:
    """The date promised to the person who asked: it starts once, whatever happens inside, and stops with the reply."""
    one = after.get(programme.promise)
    kept = programme.promise_until in position.milestones
    if one and not one.stopped and kept:
        after[programme.promise] = clocks.stop(one, now)
    elif not kept and (one is None or one.stopped):
        after[programme.promise] = clocks.start(programme.clocks[programme.promise], urgency, now, calendar)


def holder(programme: Programme, position: Position, home: str) -> tuple[str, str, str]:
    """Who must act now and by which clock: (role, unit, key of the clock); three empty strings off the ledger."""
    state = programme.states[position.state]
    if state.closed:
        return "", "", ""
    if state.owner != "tasks":
        return state.owner, home, state.clock
    task = open_tasks(programme, position.tasks)[0]
    mine = programme.tasks[task.state]
    unit = {"unit": task.unit, "supervisor": task.supervisor or home}.get(programme.roles[mine.owner].at, home)
    return mine.owner, unit, f"{mine.clock}/{task.no}"


def affected(
    programme: Programme,
    action: Action,
    running: dict[str, Clock],
    values: Mapping[str, Any],
    task: int,
    now: datetime,
    calendar: Calendar,
) -> dict[str, Clock]:
    """The clocks after what the action itself does to them: extend one, ring one, count all anew."""
    if action.extends:
        key = f"{action.extends}/{task}" if task else action.extends
        return running | {key: _extended(running[key], programme.clocks[action.extends], values["days"], now, calendar)}
    if action.rings:
        key = values["clock"]
        one = running.get(key)
        if one is None:
            raise BadInput(field="clock", problem=NO_CLOCK)
        return running | {key: _rung(one, programme.clocks[one.name], now, calendar)}
    if action.retimes:
        return {key: clocks.recompute(one, programme.clocks[one.name], now, calendar) for key, one in running.items()}
    return running


def _rung(clock: Clock, spec: ClockSpec, now: datetime, calendar: Calendar) -> Clock:
    """One rung up. Asked again under the lock, so that each rung rings once however many sweep. Raises NotDue."""
    if clock.alarm is None or clock.alarm > now:
        raise NotDue(clock=spec.name)
    return clocks.rang(clock, spec, calendar)


def _extended(clock: Clock, spec: ClockSpec, amount: int, now: datetime, calendar: Calendar) -> Clock:
    if amount > spec.extension_max:
        raise BadInput(
            field="days", problem=Text(f"每次最多延长{spec.extension_max}", f"at most {spec.extension_max} at a time.")
        )
    return clocks.extend(clock, spec, amount, now, calendar)
