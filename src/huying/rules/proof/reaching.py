"""Rule 1: every state is reachable, every action possible somewhere, and an end from every position, limits used up or not."""

from collections import deque
from collections.abc import Collection, Iterator

from huying.rules.programme import Programme
from huying.rules.proof.exploration import Map, moves
from huying.rules.proof.findings import Finding, way
from huying.rules.wording import Text


def find(programme: Programme, atlas: Map) -> Iterator[Finding]:
    """Rule 1."""
    rests = {position.state for position in atlas.positions}
    for code, name in ((code, state.name) for code, state in programme.states.items() if code not in rests):
        problem = Text(f"状态“{name.zh}”永远到不了。", f'the state "{name.en}" is never reached.')
        yield Finding(1, problem, where=f"states.{code}")
    for code, name in ((code, state.name) for code, state in programme.tasks.items() if code not in atlas.seen):
        problem = Text(f"交办单状态“{name.zh}”永远到不了。", f'the assignment state "{name.en}" is never reached.')
        yield Finding(1, problem, where=f"tasks.{code}")
    yield from _idle(programme, atlas, rests)
    for code, state in programme.states.items():
        if state.final and not state.closed:
            problem = Text(
                f"“{state.name.zh}”是终结状态却不是办结状态。", f'"{state.name.en}" is final but not closed.'
            )
            yield Finding(1, problem, where=f"states.{code}")
    taken = _taken(programme)
    stuck = _stuck(programme, atlas, taken)
    if stuck is not None:
        yield Finding(
            1,
            Text("从这里走不到任何终结状态。", "no final state can be reached from here."),
            way(programme, atlas.way(stuck)),
        )
        return
    stuck = _stuck(programme, atlas, {code for code in taken if not programme.actions[code].limit})
    if stuck is not None:
        used = [
            programme.actions[edge.step.action].name
            for edge in atlas.edges[stuck]
            if programme.actions[edge.step.action].limit
        ]
        problem = Text(
            f"“{'、'.join(dict.fromkeys(one.zh for one in used))}”用满次数后，从这里走不到任何终结状态。",
            f'with "{", ".join(dict.fromkeys(one.en for one in used))}" used up, no final state can be reached from here.',
        )
        yield Finding(1, problem, way(programme, atlas.way(stuck)))


def _idle(programme: Programme, atlas: Map, rests: Collection[str]) -> Iterator[Finding]:
    """Actions that are never possible: a button that nobody ever sees."""
    taken = {edge.step.action for edge in atlas.all_edges()}
    for code, action in programme.actions.items():
        reached = atlas.seen if action.on == "task" else rests
        if code not in taken and (moves(action) or not any(state in reached for state in action.from_)):
            problem = Text(f"事项“{action.name.zh}”永远办不了。", f'the action "{action.name.en}" is never possible.')
            yield Finding(1, problem, where=f"actions.{code}")


def _taken(programme: Programme) -> set[str]:
    """The actions that somebody can count on: not those that need more than a move (`only`). The system takes none by itself but those that `expires` or `follows` name."""
    called = {state.expires for state in programme.states.values()}
    called |= {code for link in programme.links.values() for code in link.follows.values()}
    return {
        code
        for code, action in programme.actions.items()
        if action.only is None
        and (code in called or any(programme.roles[role].at != "system" for role in action.roles))
    }


def _stuck(programme: Programme, atlas: Map, taken: Collection[str]) -> int | None:
    """The nearest position that cannot come to an end by the actions that are `taken`, one without any way on first."""
    into: dict[int, list[int]] = {}
    for edge in atlas.all_edges():
        if edge.step.action in taken:
            into.setdefault(edge.target, []).append(edge.source)
    ends = [index for index, position in enumerate(atlas.positions) if index and programme.states[position.state].final]
    good, waiting = set(ends), deque(ends)
    while waiting:
        for source in into.get(waiting.popleft(), ()):
            if source not in good:
                good.add(source)
                waiting.append(source)
    lost = [index for index in range(len(atlas.positions)) if index not in good]
    return next((index for index in lost if _trap(atlas, index, taken)), lost[0] if lost else None)


def _trap(atlas: Map, index: int, taken: Collection[str]) -> bool:
    return all(edge.target == index for edge in atlas.edges[index] if edge.step.action in taken)
