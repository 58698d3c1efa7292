"""The whole product of case states and assignment states, walked breadth first, so that the first way found is a shortest.

Positions are canonical: assignments are a sorted bag without numbers, units and dates; those that no longer count are
dropped; of what was done only the actions that some `after` asks about are kept, of milestones those that closing demands. Two positions that are equal this way
allow the same moves, and there are finitely many of them. The moves are `workflow.enabled` and `workflow.move`, the same
that every living case takes.
"""

from collections import deque
from collections.abc import Iterator
from itertools import combinations_with_replacement

from msgspec import Struct
from msgspec.structs import replace

from huying.rules import workflow
from huying.rules.case import Task
from huying.rules.errors import ProgrammeError
from huying.rules.programme import Action, Programme
from huying.rules.wording import Text
from huying.rules.workflow import START, Position

LARGEST = 100_000  # positions; appeals have two thousand, so a definition that reaches this is not one a clerk can read
SPARE = 1  # assists beyond the leads: guards ask "all" or "any", so one of each kind shows what a dozen would


class Step(Struct, frozen=True):
    """One action on the way: on which assignment (as it then stood), and which assignments it issued."""

    action: str
    task: Task | None = None
    issued: tuple[Task, ...] = ()


class Edge(Struct, frozen=True):
    """A step from one position to another, by index; `voided` tells that a required assignment stopped to count."""

    source: int
    step: Step
    target: int
    voided: bool = False


class Map(Struct):
    """Every reachable position in order of distance, the edges out of each, and the edge by which each was first found.

    `seen` holds, for each assignment state, the edge by which an assignment first stood there (void ones included).
    """

    positions: list[Position]
    edges: list[list[Edge]]
    found_by: list[Edge | None]
    seen: dict[str, Edge]

    def way(self, index: int) -> tuple[Step, ...]:
        """A shortest sequence of steps from nothing to the position."""
        steps: list[Step] = []
        edge = self.found_by[index]
        while edge is not None:
            steps.append(edge.step)
            edge = self.found_by[edge.source]
        return tuple(reversed(steps))

    def along(self, edge: Edge) -> tuple[Step, ...]:
        """A shortest sequence of steps that ends with this edge."""
        return (*self.way(edge.source), edge.step)

    def all_edges(self) -> Iterator[Edge]:
        """Every edge, in order of the distance of its source."""
        return (edge for out in self.edges for edge in out)


def explore(programme: Programme) -> Map:
    """Every position a case can come to. Raises ProgrammeError where they are too many to prove anything."""
    asked = frozenset(action.after for action in programme.actions.values() if action.after)
    candidates = Candidates(programme, asked)
    known = {_key(Position(START)): 0}
    atlas = Map([Position(START)], [[]], [None], {})
    waiting = deque([0])
    while waiting:
        source = waiting.popleft()
        for step, moved in _moves(programme, candidates, atlas.positions[source]):
            raw = learnt(programme, step, moved)
            after = canonical(programme, raw, asked)
            target = known.setdefault(_key(after), len(atlas.positions))
            edge = Edge(source, step, target, _voided(programme, atlas.positions[source], raw))
            if target == len(atlas.positions):
                _found(programme, atlas, after, edge)
                waiting.append(target)
            for task in raw.tasks:
                atlas.seen.setdefault(task.state, edge)
            if target != source or moves(programme.actions[step.action]):
                atlas.edges[source].append(edge)
    return atlas


def _found(programme: Programme, atlas: Map, after: Position, edge: Edge) -> None:
    if len(atlas.positions) >= LARGEST:
        problem = Text(
            f"流程过大，超过{LARGEST}种情形，无法验证，请简化",
            f"more than {LARGEST} positions; simplify it so that it can be proven.",
        )
        raise ProgrammeError(file=programme.code, problem=problem)
    atlas.positions.append(after)
    atlas.edges.append([])
    atlas.found_by.append(edge)


def moves(action: Action) -> bool:
    """Whether the action is a move at all; a note or an urging slip is none."""
    return bool(action.to or action.tasks or action.issues)


def certain(programme: Programme, action: Action) -> frozenset[str]:
    """The awaited dates that the action surely brings."""
    required = {field.fact for field in action.fields.values() if field.fact and field.required}
    return frozenset(programme.awaited & (required | action.sets.keys()))


def learnt(programme: Programme, step: Step, after: Position) -> Position:
    """The position with the awaited dates that the step brought, or took away, of the case or of its assignment."""
    action = programme.actions[step.action]
    brought, gone = certain(programme, action), programme.awaited.intersection(action.clears)
    if not brought and not gone:
        return after
    own = f"{step.task.no}/" if step.task else ""
    names = {own + name if programme.facts[name].on == "task" else name for name in brought}
    return replace(after, known=(after.known - gone) | names)


def canonical(programme: Programme, position: Position, asked: frozenset[str]) -> Position:
    """The position with everything taken away that no move depends on."""
    live = [task for task in position.tasks if not programme.tasks[task.state].void]
    dates = {task.no: _dates(position, task) if position.known else [] for task in live}
    live.sort(key=lambda task: (task.line, task.role != "lead", not task.required, task.state, dates[task.no]))
    bare = tuple(
        Task(no=no, unit="", state=task.state, role=task.role, line=task.line, required=task.required)
        for no, task in enumerate(live, 1)
    )
    own = {f"{no}/{name}" for no, task in enumerate(live, 1) for name in dates[task.no]}
    known = frozenset(own.union(name for name in position.known if "/" not in name))
    return Position(
        position.state, bare, position.milestones.intersection(programme.closing), position.done & asked, known
    )


def _key(position: Position) -> tuple[object, ...]:
    """What tells one canonical position from another."""
    tasks = tuple((task.line, task.role, task.required, task.state) for task in position.tasks)
    return position.state, tasks, position.milestones, position.done, position.known


def _dates(position: Position, task: Task) -> list[str]:
    """The awaited dates that this assignment has of its own."""
    mine = f"{task.no}/"
    return sorted(name.removeprefix(mine) for name in position.known if name.startswith(mine))


class Candidates:
    """The actions worth asking about, by the state they start from: `enabled` decides, this only spares asking in vain."""

    def __init__(self, programme: Programme, asked: frozenset[str]) -> None:
        self.case: dict[str, list[str]] = {code: [] for code in programme.states}
        self.task: dict[str, list[str]] = {code: [] for code in programme.tasks}
        for code, action in programme.actions.items():
            brings = certain(programme, action) or programme.awaited.intersection(action.clears)
            if moves(action) or action.milestones or action.resets or code in asked or brings:
                for state in action.from_:
                    (self.task if action.on == "task" else self.case)[state].append(code)


def _moves(programme: Programme, candidates: Candidates, position: Position) -> Iterator[tuple[Step, Position]]:
    if position.state == START:
        yield from _opening(programme, position)
        return
    for code in candidates.case[position.state]:
        if workflow.enabled(programme, position, code):
            for issued in shapes(programme, position) if programme.actions[code].issues else ((),):
                yield Step(code, None, issued), workflow.move(programme, position, code, 0, issued)
    if programme.states[position.state].owner == "tasks":
        yield from _task_moves(programme, candidates, position)


def _opening(programme: Programme, position: Position) -> Iterator[tuple[Step, Position]]:
    """Opening a case, with every shape of a hand-over where that may come along, and without where it need not."""
    start = programme.actions[programme.start]
    handed = start.fields.get("assignments") if start.issues else None
    for issued in [*([] if handed and handed.required else [()]), *(shapes(programme, position) if handed else [])]:
        yield Step(programme.start, None, issued), workflow.move(programme, position, programme.start, 0, issued)


def _task_moves(programme: Programme, candidates: Candidates, position: Position) -> Iterator[tuple[Step, Position]]:
    twin: tuple[Task, list[str]] | None = None
    for task in position.tasks:
        alike = replace(task, no=0), _dates(position, task) if position.known else []
        for code in candidates.task[task.state] if alike != twin else ():
            if workflow.enabled(programme, position, code, task.no):
                yield Step(code, task), workflow.move(programme, position, code, task.no)
        twin = alike


def shapes(programme: Programme, position: Position) -> Iterator[tuple[Task, ...]]:
    """Every shape of hand-over that is lawful here: a lead for each line that lacks one, and up to `SPARE` assists more."""
    rule = programme.handover
    lines = workflow.leadless(programme, position.tasks)
    have = len(workflow.live(programme, position.tasks)) + len(lines)
    low = max(0, rule.at_least - have, 0 if lines else 1)
    room = max(len(rule.lines), 1) + SPARE - have
    high = min(max(low, room), rule.at_most - have)
    for number in range(low, high + 1):
        for required in combinations_with_replacement((True, False), number):
            rows = [("lead", line, True) for line in lines] + [("assist", "", one) for one in required]
            first = max((task.no for task in position.tasks), default=0) + 1
            yield tuple(
                Task(no=no, unit="", state=programme.first_task, role=role, line=line, required=one)
                for no, (role, line, one) in enumerate(rows, first)
            )


def _voided(programme: Programme, before: Position, after: Position) -> bool:
    old = {task.no for task in before.tasks if task.required}
    return any(task.no in old and programme.tasks[task.state].void for task in after.tasks)
