"""Rule 2: whatever is open is held by a role that a post can name, by a running clock, and by urging that ends at a person."""

from collections.abc import Iterator

from huying.rules import workflow
from huying.rules.lights import ladder_problems
from huying.rules.programme import Programme, State
from huying.rules.proof.exploration import Map
from huying.rules.proof.findings import Finding, Way, way
from huying.rules.wording import Text

# How a role must stand to a case, or to one of its assignments, so that somebody can be found who owns it.
HOLDS_CASE, HOLDS_TASK = ("home", "place"), ("home", "unit", "supervisor", "place")
KNOWN = ("account", "firm")  # askers who can be found, so that they can own what they asked


def find(programme: Programme, atlas: Map) -> Iterator[Finding]:
    """Rule 2."""
    first = {position.state: index for index, position in reversed(list(enumerate(atlas.positions)))}
    askers = ("asker",) if programme.asker.kind in KNOWN else ()
    for code, state in programme.states.items():
        there = way(programme, atlas.way(first[code])) if code in first else Way()
        yield from (
            Finding(2, one, there, f"states.{code}") for one in _unheld(programme, state, (*HOLDS_CASE, *askers))
        )
    for code, state in programme.tasks.items():
        there = way(programme, atlas.along(atlas.seen[code])) if code in atlas.seen else Way()
        if state.open:
            yield from (
                Finding(2, one, there, f"tasks.{code}") for one in _unheld(programme, state, (*HOLDS_TASK, *askers))
            )
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
            words = Text(f"时限“{code}”：{problem.zh}", f'the clock "{code}": {problem.en}')
            yield Finding(2, words, where=f"clocks.{code}.ladder")


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


def _unheld(programme: Programme, state: State, holds: tuple[str, ...]) -> Iterator[Text]:
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
    elif not role.person or role.at not in holds:
        yield Text(
            f"“{zh}”的负责角色“{role.name.zh}”没有岗位可以担任。",
            f'"{en}" is owned by "{role.name.en}", which no post can hold there.',
        )
    if not state.clock:
        yield Text(f"“{zh}”没有时限。", f'"{en}" has no clock.')
    elif state.clock in state.pauses:
        yield Text(f"“{zh}”的时限是暂停的。", f'the clock of "{en}" stands still there.')
