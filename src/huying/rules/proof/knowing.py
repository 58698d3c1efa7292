"""Rule 8: every fact is known before it is needed, whatever is asked for is used, and a date that a clock already runs to is
moved by approval only.
"""

from collections.abc import Iterable, Iterator

from huying.rules.programme import Action, Field, Programme, State
from huying.rules.proof.exploration import Map
from huying.rules.proof.findings import Finding, way
from huying.rules.wording import Text
from huying.rules.workflow import Position

SAID = ("prose", "line", "link")  # what is read as it was said, or leads to another case


def find(programme: Programme, atlas: Map) -> Iterator[Finding]:
    """Rule 8."""
    yield from _unknown(programme, atlas)
    yield from _unset(programme)
    for code, action in programme.actions.items():
        where = f"actions.{code}"
        yield from _unread(where, action)
        yield from (Finding(8, problem, where=where) for problem in _moved(programme, code, action))
        yield from (Finding(8, problem, where=where) for problem in _taken_away(programme, action))


def _unknown(programme: Programme, atlas: Map) -> Iterator[Finding]:
    """A clock that starts towards a date that nobody has said yet."""
    for index, position in enumerate(atlas.positions):
        if not index:
            continue
        lacking = list(_lacking(programme, _counting(programme, position), position.known))
        for task in position.tasks:
            own = {name.partition("/")[2] for name in position.known if name.startswith(f"{task.no}/")}
            lacking += _lacking(programme, [programme.tasks[task.state].clock], position.known | own)
        if lacking:
            fact = programme.facts[programme.clocks[lacking[0]].until].name
            problem = Text(
                f"时限要到“{fact.zh}”为止，而此时尚无人填写。",
                f'a clock runs until "{fact.en}", which nobody has said yet.',
            )
            yield Finding(8, problem, way(programme, atlas.way(index)), f"clocks.{lacking[0]}")
            return


def _counting(programme: Programme, position: Position) -> list[str]:
    """The clocks of the case itself that must have started where it stands: its state's, and the promise until it is kept."""
    kept = not programme.promise_clock or programme.answered in position.milestones
    return [programme.states[position.state].clock, *([] if kept else [programme.promise_clock])]


def _lacking(programme: Programme, clocks: Iterable[str], known: frozenset[str]) -> Iterator[str]:
    for code in clocks:
        spec = programme.clocks.get(code)
        if spec and spec.until and spec.until not in known:
            yield code


def _unset(programme: Programme) -> Iterator[Finding]:
    """A fact that no action ever says or sets."""
    given = {field.fact for action in programme.actions.values() for field in action.fields.values()}
    given |= {name for action in programme.actions.values() for name in action.sets}
    for code, fact in programme.facts.items():
        if code not in given:
            problem = Text(f"“{fact.name.zh}”没有任何事项可以填写。", f'no action ever says "{fact.name.en}".')
            yield Finding(8, problem, where=f"facts.{code}")
    made = {field.link for action in programme.actions.values() for field in action.fields.values()}
    for code, link in programme.links.items():
        if code not in made:
            problem = Text(
                f"关联“{link.name.zh}”没有任何事项可以建立。", f'no action ever makes the link "{link.name.en}".'
            )
            yield Finding(8, problem, where=f"links.{code}")


def _unread(where: str, action: Action) -> Iterator[Finding]:
    """A field that asks for something which nothing reads: a date, a number, a choice that is no fact."""
    for name, field in action.fields.items():
        if not field.fact and field.type not in SAID and not _core(action, name, field):
            problem = Text(
                f"“{action.name.zh}”要求填写“{field.name.zh}”，却没有任何地方用到；请列为事实（[facts.{name}]）。",
                f'"{action.name.en}" asks for "{field.name.en}", and nothing uses it; make it a fact ([facts.{name}]).',
            )
            yield Finding(8, problem, where=f"{where}.fields.{name}")


def _core(action: Action, name: str, field: Field) -> bool:
    """Whether the core itself makes something of it."""
    match field.type:
        case "count":
            return bool(action.extends) and name == "days"
        case "names":
            return action.accuses and name == "accused"
        case "assignments":
            return action.issues and name == "assignments"
        case "file":
            return (action.attaches or action.detaches) and name == "file"
    return False


def _moved(programme: Programme, code: str, action: Action) -> Iterator[Text]:
    """A date changed while a clock runs to it, without anybody's approval."""
    dates = {field.fact for field in action.fields.values()} | {*action.sets, *action.clears}
    for name in () if action.adjudicates else sorted(programme.awaited & dates):
        kept = code == programme.start  # nothing is promised before a case is opened
        if name in _aims(programme, _standing(programme, action, name, action.from_), promised=not kept):
            fact = programme.facts[name].name
            yield Text(
                f"“{action.name.zh}”在时限进行中改动“{fact.zh}”，须标明 adjudicates（审批）。",
                f'"{action.name.en}" moves "{fact.en}" while a clock runs to it, so it must say `adjudicates` (an approval).',
            )


def _taken_away(programme: Programme, action: Action) -> Iterator[Text]:
    """A date emptied while a clock goes on to it: it would have nowhere to run to."""
    for name in sorted(programme.awaited.intersection(action.clears)):
        after = _standing(programme, action, name, (action.to,) if action.to else action.from_)
        if name in _aims(programme, after, promised=programme.answered not in action.milestones):
            fact = programme.facts[name].name
            yield Text(
                f"“{action.name.zh}”清空了“{fact.zh}”，而仍有时限到这一天为止。",
                f'"{action.name.en}" empties "{fact.en}" while a clock still runs to it.',
            )


def _aims(programme: Programme, states: Iterable[State], *, promised: bool) -> set[str]:
    """The dates to which clocks may run there (or stand still), and the promise where it is not kept yet."""
    clocks = {one for state in states for one in (state.clock, *state.keeps, *state.pauses)}
    clocks |= {programme.promise_clock} if promised else set()
    return {spec.until for code, spec in programme.clocks.items() if code in clocks}


def _standing(programme: Programme, action: Action, fact: str, names: Iterable[str]) -> list[State]:
    """Where that may stand which has the fact: the assignment that is acted on; or the case, and all its assignments."""
    if programme.facts[fact].on == "task":
        return [programme.tasks[name] for name in names]
    if action.on == "task":
        return [*programme.states.values(), *programme.tasks.values()]
    states = [programme.states[name] for name in names]
    handling = any(state.owner == "tasks" for state in states)
    return states + (list(programme.tasks.values()) if handling else [])
