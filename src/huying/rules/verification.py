"""The loop is proven, not promised: seven rules that every published programme keeps, whatever anybody does.

    1 every state is reachable, and some final state from every position, also when limits are used up
    2 every open state has an owner whom a post can name, a running clock, and urging that ends at a person
    3 every way into a closed state passes the milestones the programme demands
    4 a case closes only when every required assignment is accepted
    5 every cycle is bounded, and its bound ends in adjudication (`cycles.py`)
    6 every table of lights and limits is total
    7 no role both does the work and confirms it, and nobody who works records that it helped

The proof looks at every position that `exploration.py` finds by the moves that living cases take.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator

from huying.rules import cycles, references, separation, workflow
from huying.rules.clock import spec_problems
from huying.rules.errors import Unproven
from huying.rules.exploration import Map, explore
from huying.rules.findings import Finding, Way, way
from huying.rules.lights import ladder_problems
from huying.rules.programme import Programme, State
from huying.rules.wording import Text

HOLDS = ("home", "unit", "supervisor")  # how a role must stand to a case so that a post can own it


def prove(programme: Programme) -> list[Finding]:
    """Everything that is wrong, by rule; an empty list is the proof. Raises ProgrammeError for names that lead nowhere."""
    references.check(programme)
    atlas = explore(programme)
    rules: tuple[Callable[[Programme, Map], Iterable[Finding]], ...] = (
        _ends,
        _held,
        _answered,
        _accepted,
        cycles.find,
        _total,
        separation.find,
    )
    return [finding for rule in rules for finding in rule(programme, atlas)]


def demand(programme: Programme, file: str = "") -> None:
    """Raise Unproven for the first broken rule, ProgrammeError for the first name that leads nowhere."""
    name = file or programme.code
    references.check(programme, name)
    for finding in prove(programme):
        raise Unproven(file=name, rule=finding.rule, problem=finding.problem, path=finding.way)


def _ends(programme: Programme, atlas: Map) -> Iterator[Finding]:
    """Rule 1."""
    rests = {position.state for position in atlas.positions}
    for name in (state.name for code, state in programme.states.items() if code not in rests):
        yield Finding(1, Text(f"状态“{name.zh}”永远到不了。", f'the state "{name.en}" is never reached.'))
    for name in (state.name for code, state in programme.tasks.items() if code not in atlas.seen):
        yield Finding(
            1, Text(f"交办单状态“{name.zh}”永远到不了。", f'the assignment state "{name.en}" is never reached.')
        )
    for name in (state.name for state in programme.states.values() if state.final and not state.closed):
        yield Finding(1, Text(f"“{name.zh}”是终结状态却不是办结状态。", f'"{name.en}" is final but not closed.'))
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


def _taken(programme: Programme) -> set[str]:
    """The actions that somebody takes: the system takes none by itself but those that `expires` or `children` name."""
    called = {state.expires for state in programme.states.values()} | {
        one.children for one in programme.actions.values()
    }
    return {
        code
        for code, action in programme.actions.items()
        if code in called or any(programme.roles[role].at != "system" for role in action.roles)
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


def _held(programme: Programme, atlas: Map) -> Iterator[Finding]:
    """Rule 2."""
    first = {position.state: index for index, position in reversed(list(enumerate(atlas.positions)))}
    for code, state in programme.states.items():
        there = way(programme, atlas.way(first[code])) if code in first else Way()
        yield from (Finding(2, problem, there) for problem in _unheld(programme, state))
    for code, state in programme.tasks.items():
        there = way(programme, atlas.along(atlas.seen[code])) if code in atlas.seen else Way()
        if state.open:
            yield from (Finding(2, problem, there) for problem in _unheld(programme, state))
    for index, position in enumerate(atlas.positions):
        if (
            index
            and programme.states[position.state].owner == "tasks"
            and not workflow.open_tasks(programme, position.tasks)
        ):
            name = programme.states[position.state].name
            problem = Text(
                f"“{name.zh}”时没有任何在办交办单，无人负责。",
                f'at "{name.en}" no assignment is open, so that nobody owns the case.',
            )
            yield Finding(2, problem, way(programme, atlas.way(index)))
            break
    yield from _left_open(programme, atlas)
    persons = [code for code, role in programme.roles.items() if role.person and role.at != "system"]
    for code, spec in programme.clocks.items():
        for problem in ladder_problems(spec.ladder, persons):
            yield Finding(2, Text(f"时限“{code}”：{problem.zh}", f'the clock "{code}": {problem.en}'))


def _left_open(programme: Programme, atlas: Map) -> Iterator[Finding]:
    """A closed case whose assignments go on: their clocks run, and nobody can act on them any more."""
    for index, position in enumerate(atlas.positions):
        if index and programme.states[position.state].closed and workflow.open_tasks(programme, position.tasks):
            yield Finding(
                2,
                Text(
                    "已办结而仍有交办单在办，其时限无人可管。",
                    "the case is closed while an assignment is open, which nobody can act on.",
                ),
                way(programme, atlas.way(index)),
            )
            return


def _unheld(programme: Programme, state: State) -> Iterator[Text]:
    """Why nobody, or no clock, holds a case or an assignment in this state."""
    zh, en = state.name.zh, state.name.en
    if state.closed:
        if state.owner or state.clock:
            yield Text(
                f"“{zh}”已办结，不应再有负责人或时限。", f'"{en}" is closed, so it can have no owner and no clock.'
            )
        return
    if state.owner == "tasks":
        return
    role = programme.roles.get(state.owner)
    if role is None:
        yield Text(f"“{zh}”没有负责角色。", f'"{en}" has no owner.')
    elif not role.person or role.at not in HOLDS or (state in programme.states.values() and role.at != "home"):
        yield Text(
            f"“{zh}”的负责角色“{role.name.zh}”没有岗位可以担任。",
            f'"{en}" is owned by "{role.name.en}", which no post can hold there.',
        )
    if not state.clock:
        yield Text(f"“{zh}”没有时限。", f'"{en}" has no clock.')
    elif state.clock in state.pauses:
        yield Text(f"“{zh}”的时限是暂停的。", f'the clock of "{en}" stands still there.')


def _answered(programme: Programme, atlas: Map) -> Iterator[Finding]:
    """Rule 3."""
    if programme.promise_until not in programme.closing:
        yield Finding(
            3,
            Text(
                "closing 没有包括对诉求人的回复（promise_until）。",
                "`closing` lacks the answer to the person who asked (`promise_until`).",
            ),
        )
    if not any(separation.confirmed(programme, one) for one in programme.closing):
        yield Finding(
            3,
            Text(
                "closing 没有任何须经核查的节点。", "`closing` names no milestone that is reached only by confirming."
            ),
        )
    for name in programme.closing:
        for index, position in enumerate(atlas.positions):
            if index and programme.states[position.state].closed and name not in position.milestones:
                word = programme.milestones[name]
                yield Finding(
                    3,
                    Text(f"未“{word.zh}”即可办结。", f'the case closes without "{word.en}".'),
                    way(programme, atlas.way(index)),
                )
                break


def _accepted(programme: Programme, atlas: Map) -> Iterator[Finding]:
    """Rule 4: accepted when it closes, and none set aside on the way but by adjudication."""
    for index, position in enumerate(atlas.positions):
        if (
            index
            and programme.states[position.state].closed
            and not workflow.required_accepted(programme, position.tasks)
        ):
            yield Finding(
                4,
                Text("必办交办单未经认可即可办结。", "the case closes while a required assignment is not accepted."),
                way(programme, atlas.way(index)),
            )
            break
    for edge in atlas.all_edges():
        action = programme.actions[edge.step.action]
        if edge.voided and not action.adjudicates:
            problem = Text(
                f"“{action.name.zh}”未经裁定即撤去必办交办单。",
                f'"{action.name.en}" sets a required assignment aside without adjudication.',
            )
            yield Finding(4, problem, way(programme, atlas.along(edge)))
            break


def _total(programme: Programme, atlas: Map) -> Iterator[Finding]:
    """Rule 6."""
    for code, spec in programme.clocks.items():
        ladder = ladder_problems(spec.ladder, ())
        for problem in spec_problems(spec, programme.urgencies, ()):
            if problem not in ladder:
                yield Finding(6, Text(f"时限“{code}”：{problem.zh}", f'the clock "{code}": {problem.en}'))
