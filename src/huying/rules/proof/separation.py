"""Rule 7: whoever does the work never judges it. What counts as work and judgement follows from what an action changes."""

from collections import deque
from collections.abc import Iterator

from huying.rules.programme import Action, Programme
from huying.rules.proof.exploration import Map, Step
from huying.rules.proof.findings import Finding, way
from huying.rules.wording import Text


def find(programme: Programme, atlas: Map) -> Iterator[Finding]:
    """Roles that work and confirm, work and record success; and actions that work or confirm without saying so."""
    working = {role: code for code, action in programme.actions.items() if action.works for role in action.roles}
    for role in dict.fromkeys(role for action in programme.actions.values() for role in action.roles):
        if role in working:
            yield from _judges(programme, atlas, role)
    for edge in atlas.all_edges():
        unsaid = _unsaid(programme, programme.actions[edge.step.action])
        if unsaid:
            yield Finding(7, unsaid, way(programme, atlas.along(edge)))
            break


def confirmed(programme: Programme, milestone: str) -> bool:
    """Whether the milestone is reached by confirming and in no other way."""
    reaching = [action for action in programme.actions.values() if milestone in action.milestones]
    return bool(reaching) and all(action.confirms for action in reaching)


def touches(action: Action, fact: str) -> bool:
    """Whether the action says or sets the fact."""
    return bool(fact) and (fact in action.sets or any(field.fact == fact for field in action.fields.values()))


def _judges(programme: Programme, atlas: Map, role: str) -> Iterator[Finding]:
    name = programme.roles[role].name
    for code, action in programme.actions.items():
        if role not in action.roles:
            continue
        if action.confirms:
            problem = Text(
                f"角色“{name.zh}”既办理又认可（{action.name.zh}）。",
                f'the role "{name.en}" does the work and confirms it ({action.name.en}).',
            )
            yield Finding(7, problem, way(programme, _both(programme, atlas, role, code)))
        if touches(action, programme.meaning("resolved")):
            problem = Text(
                f"办理角色“{name.zh}”自定是否解决（{action.name.zh}）。",
                f'the role "{name.en}" does the work and records whether it helped ({action.name.en}).',
            )
            yield Finding(7, problem, way(programme, _both(programme, atlas, role, code)))


def _both(programme: Programme, atlas: Map, role: str, judging: str) -> tuple[Step, ...]:
    """The shortest sequence in which the role works, and later takes the judging action; empty where there is none."""
    came: dict[tuple[int, bool], tuple[tuple[int, bool], Step]] = {}
    waiting = deque([(0, False)])
    while waiting:
        here = waiting.popleft()
        for edge in atlas.edges[here[0]]:
            action = programme.actions[edge.step.action]
            worked = here[1] or (action.works and role in action.roles)
            if worked and edge.step.action == judging:
                return (*_trace(came, here), edge.step)
            there = edge.target, worked
            if there not in came:
                came[there] = here, edge.step
                waiting.append(there)
    return ()


def _trace(came: dict[tuple[int, bool], tuple[tuple[int, bool], Step]], end: tuple[int, bool]) -> tuple[Step, ...]:
    steps: list[Step] = []
    while end != (0, False):
        end, step = came[end]
        steps.append(step)
    return tuple(reversed(steps))


def _unsaid(programme: Programme, action: Action) -> Text | None:
    """What the action does without saying so: feed a result back without `works`, accept one without `confirms`."""
    reached = [
        programme.tasks[code] for code in ([action.to] if action.on == "task" and action.to else action.tasks.values())
    ]
    if any(state.accepted for state in reached) and not action.confirms:
        return Text(
            f"“{action.name.zh}”认可了办理结果，却未标明 confirms。",
            f'"{action.name.en}" accepts a result, so it must say `confirms`.',
        )
    if action.on == "task" and any(state.fed_back for state in reached) and not action.works:
        return Text(
            f"“{action.name.zh}”反馈了办理结果，却未标明 works。",
            f'"{action.name.en}" feeds a result back, so it must say `works`.',
        )
    return None
