"""How a case moves: the one walk that both the living case (`decide.py`) and the proof (`verification.py`) take."""

from collections.abc import Callable, Iterable

from msgspec import Struct
from msgspec.structs import replace

from huying.rules.case import Task
from huying.rules.programme import Action, Programme

START = ""  # the state of a case that does not exist yet


class Position(Struct, frozen=True, gc=False):
    """Where a case stands, as far as its moves are concerned: no dates, no persons, no words."""

    state: str
    tasks: tuple[Task, ...] = ()
    milestones: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()  # dates that clocks run to ("2/date" of assignment 2); asked by the proof alone


def live(programme: Programme, tasks: Iterable[Task]) -> list[Task]:
    """The assignments that count: all but the returned and the withdrawn."""
    return [task for task in tasks if not programme.tasks[task.state].void]


def leadless(programme: Programme, tasks: Iterable[Task]) -> list[str]:
    """The lines of the hand-over on which no lead assignment counts (the one line without a name where there are none)."""
    led = {task.line for task in live(programme, tasks) if task.role == "lead"}
    return [line for line in programme.handover.lines or ("",) if line not in led]


def leads_fed_back(programme: Programme, tasks: Iterable[Task]) -> bool:
    """Every required assignment that counts has fed back or been accepted, and at least one exists."""
    states = [programme.tasks[task.state] for task in live(programme, tasks) if task.required]
    return bool(states) and all(state.fed_back or state.accepted for state in states)


def no_lead(programme: Programme, tasks: Iterable[Task]) -> bool:
    """A line has no lead assignment that counts: the case must be handed over anew there."""
    return bool(leadless(programme, tasks))


def required_accepted(programme: Programme, tasks: Iterable[Task]) -> bool:
    """Every required assignment that counts has been accepted (true as well where there is none)."""
    return all(programme.tasks[task.state].accepted for task in live(programme, tasks) if task.required)


def assigned(programme: Programme, tasks: Iterable[Task]) -> bool:
    """Some assignment counts."""
    return bool(live(programme, tasks))


def unassigned(programme: Programme, tasks: Iterable[Task]) -> bool:
    """No assignment counts: nobody is left who was asked to work."""
    return not live(programme, tasks)


GUARDS: dict[str, Callable[[Programme, Iterable[Task]], bool]] = {
    "leads_fed_back": leads_fed_back,
    "no_lead": no_lead,
    "required_accepted": required_accepted,
    "assigned": assigned,
    "unassigned": unassigned,
}


def open_tasks(programme: Programme, tasks: Iterable[Task]) -> list[Task]:
    """The assignments somebody must still act on, leads first, in order of number."""
    waiting = [task for task in tasks if programme.tasks[task.state].open]
    return sorted(waiting, key=lambda task: (task.role != "lead", task.no))


def enabled(programme: Programme, position: Position, code: str, task: int = 0) -> bool:
    """Whether the action fits where the case stands. Says nothing of who asks, nor of limits."""
    action = programme.actions[code]
    if action.after and action.after not in position.done:
        return False
    for guard in action.needs:
        if not GUARDS[guard](programme, position.tasks):
            return False
    if action.on == "case":
        return task == 0 and (position.state in action.from_ or (code == programme.start and position.state == START))
    if position.state == START or programme.states[position.state].owner != "tasks":
        return False
    return any(one.no == task and one.state in action.from_ for one in position.tasks)


def move(programme: Programme, position: Position, code: str, task: int = 0, issued: tuple[Task, ...] = ()) -> Position:
    """Where the case stands after the action, its own advances included. The caller has asked `enabled`."""
    action = programme.actions[code]
    tasks = position.tasks
    if action.on == "task" or action.tasks:
        tasks = tuple([_moved(action, one, task) for one in tasks])
    after = Position(
        state=position.state if action.on == "task" or not action.to else action.to,
        tasks=tasks + issued,
        milestones=position.milestones.difference(action.resets).union(action.milestones),
        done=position.done | {code},
        known=position.known,
    )
    return _advance(programme, after)


def _moved(action: Action, task: Task, chosen: int) -> Task:
    if action.on == "task":
        return replace(task, state=action.to) if task.no == chosen and action.to else task
    target = action.tasks.get(task.state)
    return replace(task, state=target) if target else task


def _advance(programme: Programme, position: Position) -> Position:
    """Follow the state's own advances until none applies; a ring of advances is refused by the proof, so this ends."""
    for _ in programme.states:
        target = advance(programme, position)
        if target is None:
            return position
        position = replace(position, state=target)
    return position


def advance(programme: Programme, position: Position) -> str | None:
    """The state to which the case goes on by itself from here, None where it rests."""
    for step in programme.states[position.state].advance:
        if GUARDS[step.when](programme, position.tasks):
            return step.to
    return None
