"""Names that a definition uses must be names that it defines: checked before anything is proven."""

from collections.abc import Iterator

from huying.rules.errors import ProgrammeError
from huying.rules.locating import located
from huying.rules.programme import Action, Programme, Role, State
from huying.rules.proof import asked, declared
from huying.rules.proof.naming import known
from huying.rules.wording import Text

STANDS = {
    "case": ("home", "place", "asker", "system"),
    "task": ("home", "unit", "supervisor", "place", "asker", "system"),
}


def check(programme: Programme, file: str = "", source: str = "") -> None:
    """Raise ProgrammeError for the first name that leads nowhere, saying where it stands (its line, with `source`)."""
    for problem in problems(programme):
        raise ProgrammeError(file=located(file or programme.code, source, problem.en), problem=problem)


def problems(programme: Programme) -> Iterator[Text]:
    """Every name that leads nowhere, in the order of the file."""
    yield from _head(programme)
    yield from declared.problems(programme)
    for table in ("states", "tasks"):
        for code, state in getattr(programme, table).items():
            yield from _state(programme, table, code, state)
    for code, action in programme.actions.items():
        yield from _action(programme, f"actions.{code}", action)
        yield from asked.problems(programme, f"actions.{code}", action)
    for code, spec in programme.clocks.items():
        yield from known(f"clocks.{code}.ladder", (rung.to for rung in spec.ladder), programme.roles)


def _head(programme: Programme) -> Iterator[Text]:
    yield from known("start", [programme.start], programme.actions)
    if programme.promise:
        yield from known("promise.clock", [programme.promise.clock], programme.clocks)
        yield from known("promise.until", [programme.promise.until], programme.milestones)
        if programme.asker.kind == "nobody":
            yield Text("promise：无人诉求，不应有承诺", "promise: nobody asked, so nobody can be promised anything.")
    if programme.portal:
        yield from asked.fixed(programme, "portal.says", programme.portal.says)
        yield from known("portal.firms", programme.portal.firms, programme.choices("writer"))
    yield from known("closing", programme.closing, programme.milestones)
    yield from known("handover.lines", programme.handover.lines, programme.lines)
    yield from _interview(programme)
    if programme.first_task or any(action.issues for action in programme.actions.values()):
        yield from known("first_task", [programme.first_task], programme.tasks)
    start = programme.actions.get(programme.start)
    if start and (start.on != "case" or not start.to):
        yield Text(
            f"actions.{programme.start}：登记事项须写明 to",
            f"actions.{programme.start}: what opens a case must say `to`.",
        )
    rule = programme.handover
    if (
        not max(len(rule.lines), 1) <= rule.at_most
        or rule.at_least > rule.at_most
        or len(set(rule.lines)) < len(rule.lines)
    ):
        yield Text(
            "handover：at_least、at_most 与 lines 互相矛盾",
            "handover: at_least, at_most and lines contradict each other.",
        )


def _interview(programme: Programme) -> Iterator[Text]:
    """A talk that bulletins propose needs a ladder that drafts bulletins."""
    if programme.interview_after < 0:
        yield Text("interview_after：不能为负数", "interview_after: it can't be negative.")
    drafted = any(rung.kind == "bulletin" for spec in programme.clocks.values() for rung in spec.ladder)
    if programme.interview_after > 0 and not drafted:
        yield Text(
            "interview_after：没有任何催办阶梯会拟通报",
            "interview_after: no ladder of urging ever drafts a bulletin.",
        )


def _state(programme: Programme, table: str, code: str, state: State) -> Iterator[Text]:
    where = f"{table}.{code}"
    owners = {*programme.roles, "tasks"} if table == "states" else programme.roles
    if state.owner:
        yield from known(f"{where}.owner", [state.owner], owners)
    if state.clock:
        yield from known(f"{where}.clock", [state.clock], programme.clocks)
    yield from known(f"{where}.keeps", state.keeps, programme.clocks)
    yield from known(f"{where}.pauses", state.pauses, programme.clocks)
    yield from known(f"{where}.advance", (step.to for step in state.advance), programme.states)
    if state.expires:
        yield from known(f"{where}.expires", [state.expires], programme.actions)
        last = programme.actions.get(state.expires)
        if last and (code not in last.from_ or not any(one.at == "system" for one in _of(programme, last))):
            yield Text(
                f"{where}.expires：系统不能在此办理“{state.expires}”",
                f'{where}.expires: the system can\'t take "{state.expires}" here.',
            )


def _action(programme: Programme, where: str, action: Action) -> Iterator[Text]:
    states = programme.tasks if action.on == "task" else programme.states
    yield from _roles(programme, where, action)
    yield from known(f"{where}.from", action.from_, states)
    yield from known(f"{where}.to", [action.to] if action.to else [], states)
    yield from known(f"{where}.tasks", (*action.tasks, *action.tasks.values()), programme.tasks)
    for name in ("after", "then"):
        code = getattr(action, name)
        yield from known(f"{where}.{name}", [code] if code else [], programme.actions)
    yield from known(f"{where}.milestones", (*action.milestones, *action.resets), programme.milestones)
    yield from known(f"{where}.extends", [action.extends] if action.extends else [], programme.clocks)
    if action.delay:
        yield from known(f"{where}.delay.since", [action.delay.since], {"closed", *programme.milestones})
    if action.limit and not action.then:
        yield Text(
            f"{where}.then：有次数上限，须写明用满后还能办什么",
            f"{where}.then: where there is a limit, say what remains after it.",
        )
    if action.on == "task" and (action.tasks or action.issues):
        yield Text(
            f"{where}：交办单事项不能再移动或签发交办单",
            f"{where}: what is done on one assignment can't move or issue others.",
        )


def _roles(programme: Programme, where: str, action: Action) -> Iterator[Text]:
    """A role that can never stand where the action wants it would be a button that nobody ever sees."""
    yield from known(f"{where}.roles", action.roles, programme.roles)
    if not action.roles:
        yield Text(f"{where}.roles：没有任何角色", f"{where}.roles: no role may do it.")
    for role in _of(programme, action):
        if role.at not in STANDS[action.on]:
            yield Text(
                f"{where}.roles：角色“{role.name.zh}”不能办理此类事项",
                f'{where}.roles: the role "{role.name.en}" can never do this.',
            )


def _of(programme: Programme, action: Action) -> list[Role]:
    return [programme.roles[role] for role in action.roles if role in programme.roles]
