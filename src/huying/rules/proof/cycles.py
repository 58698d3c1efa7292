"""Rule 5: nobody passes a case back and forth for ever. Every cycle is bounded, and its bound ends in adjudication."""

from collections import deque
from collections.abc import Collection, Iterator

import networkx as nx

from huying.rules import workflow
from huying.rules.programme import Action, Programme
from huying.rules.proof.exploration import Edge, Map, Step
from huying.rules.proof.findings import Finding, way
from huying.rules.wording import Text
from huying.rules.workflow import START


def find(programme: Programme, atlas: Map) -> Iterator[Finding]:
    """Rings of advances, cycles without a limit, and limits that end without anybody deciding."""
    yield from _rings(programme, atlas)
    unlimited = [edge for edge in atlas.all_edges() if not programme.actions[edge.step.action].limit]
    endless = _shortest(atlas, unlimited, unlimited)
    if endless:
        problem = Text(
            "此循环没有次数上限，可以无休止地来回。", "this cycle has no limit, so that it can go on for ever."
        )
        yield Finding(5, problem, way(programme, *endless))
    yield from _undecided(programme, atlas)


def _rings(programme: Programme, atlas: Map) -> Iterator[Finding]:
    """A position at which an advance still applies after all advances were followed: they chase one another."""
    for index, position in enumerate(atlas.positions):
        if position.state != START and workflow.advance(programme, position):
            name = programme.states[position.state].name
            problem = Text(f"“{name.zh}”的自动流转首尾相接。", f'the advances of "{name.en}" chase one another.')
            yield Finding(5, problem, way(programme, atlas.way(index)))
            return


def _undecided(programme: Programme, atlas: Map) -> Iterator[Finding]:
    """Limited actions on a cycle in which nobody adjudicates, and after which nobody does."""
    undecided = [edge for edge in atlas.all_edges() if not programme.actions[edge.step.action].adjudicates]
    for code, action in programme.actions.items():
        if not action.limit or action.adjudicates or ends_in_adjudication(programme, code):
            continue
        found = _shortest(atlas, undecided, [edge for edge in undecided if edge.step.action == code])
        if found:
            problem = Text(
                f"“{action.name.zh}”用满{action.limit}次后无人裁定。",
                f'when "{action.name.en}" is used up (limit {action.limit}), nobody adjudicates.',
            )
            yield Finding(5, problem, way(programme, *found))


def ends_in_adjudication(programme: Programme, code: str) -> bool:
    """Whether the chain of `then` from a limited action comes to one that adjudicates and is open wherever the first was."""
    action = programme.actions[code]
    passed = [code]
    while action.then and action.then not in passed:
        passed.append(action.then)
        action = programme.actions[action.then]
        if action.adjudicates:
            return _open_where(programme, programme.actions[code], action) and action.after in ("", *passed)
    return False


def _open_where(programme: Programme, limited: Action, last: Action) -> bool:
    states = programme.states if limited.on == "case" else programme.tasks
    return last.on == limited.on and {code for code in limited.from_ if not states[code].closed} <= set(last.from_)


def _inside(edges: Collection[Edge]) -> dict[int, int]:
    """For each position that can come back to itself, the number of the knot (strong component) it is in."""
    graph = nx.DiGraph((edge.source, edge.target) for edge in edges)
    knots = [
        knot
        for knot in nx.strongly_connected_components(graph)
        if len(knot) > 1 or any(graph.has_edge(one, one) for one in knot)
    ]
    return {index: number for number, knot in enumerate(knots) for index in knot}


def _shortest(
    atlas: Map, edges: Collection[Edge], through: Collection[Edge]
) -> tuple[tuple[Step, ...], tuple[Step, ...]] | None:
    """The way to, and the steps of, the cycle of `edges` over one of `through`: fewest steps in all, then the tightest."""
    inside = _inside(edges)
    if not inside:
        return None
    out: dict[int, list[Edge]] = {}
    for edge in edges:
        if inside.get(edge.source, -1) == inside.get(edge.target, -2):
            out.setdefault(edge.source, []).append(edge)
    best: tuple[tuple[Step, ...], tuple[Step, ...]] | None = None
    for first in through:
        if inside.get(first.source, -1) != inside.get(first.target, -2):
            continue
        lead = atlas.way(first.source)
        most = len(best[0]) + len(best[1]) - len(lead) if best else len(atlas.positions)
        cycle = _back(out, first, most)
        if cycle is not None and (best is None or len(cycle) < most or len(cycle) < len(best[1])):
            best = lead, cycle
    return best


def _back(out: dict[int, list[Edge]], first: Edge, most: int) -> tuple[Step, ...] | None:
    """The shortest cycle of at most `most` steps that begins with `first`, breadth first."""
    came: dict[int, tuple[int, Step]] = {}
    waiting = deque([(first.target, 1)])
    while waiting:
        here, depth = waiting.popleft()
        if here == first.source:
            return (first.step, *_trace(came, first.target, here)) if depth <= most else None
        if depth >= most:
            continue
        for edge in out.get(here, ()):
            if edge.target not in came and edge.target != first.target:
                came[edge.target] = here, edge.step
                waiting.append((edge.target, depth + 1))
    return None


def _trace(came: dict[int, tuple[int, Step]], start: int, end: int) -> tuple[Step, ...]:
    steps: list[Step] = []
    while end != start:
        end, step = came[end]
        steps.append(step)
    return tuple(reversed(steps))
