"""Rule 8: every fact is known before it is needed, whatever is asked for is used, and a date that a clock already runs to is
moved by approval only.
"""

from collections.abc import Iterator

from huying.rules.programme import Action, Field, Programme, State
from huying.rules.proof.exploration import Map
from huying.rules.proof.findings import Finding, way
from huying.rules.wording import Text

SAID = ("prose", "line", "link", "assignments", "names", "file")  # what is read as it was said, or by the core itself


def find(programme: Programme, atlas: Map) -> Iterator[Finding]:
    """Rule 8."""
    yield from _unknown(programme, atlas)
    yield from _unset(programme)
    for code, action in programme.actions.items():
        yield from (Finding(8, problem) for problem in _unread(code, action))
        yield from (Finding(8, problem) for problem in _moved(programme, action))


def _unknown(programme: Programme, atlas: Map) -> Iterator[Finding]:
    """A clock that starts towards a date that nobody has said yet."""
    for index, position in enumerate(atlas.positions):
        lacking = list(_lacking(programme, programme.states.get(position.state), position.known))
        for task in position.tasks:
            own = {name.partition("/")[2] for name in position.known if name.startswith(f"{task.no}/")}
            lacking += _lacking(programme, programme.tasks[task.state], position.known | own)
        if lacking:
            fact = programme.facts[lacking[0]].name
            problem = Text(
                f"时限要到“{fact.zh}”为止，而此时尚无人填写。",
                f'a clock runs until "{fact.en}", which nobody has said yet.',
            )
            yield Finding(8, problem, way(programme, atlas.way(index)))
            return


def _lacking(programme: Programme, state: State | None, known: frozenset[str]) -> Iterator[str]:
    spec = programme.clocks.get(state.clock) if state else None
    if spec and spec.until and spec.until not in known:
        yield spec.until


def _unset(programme: Programme) -> Iterator[Finding]:
    """A fact that no action ever says or sets."""
    given = {field.fact for action in programme.actions.values() for field in action.fields.values()}
    given |= {name for action in programme.actions.values() for name in action.sets}
    for code, fact in programme.facts.items():
        if code not in given:
            yield Finding(8, Text(f"“{fact.name.zh}”没有任何事项可以填写。", f'no action ever says "{fact.name.en}".'))
    made = {field.link for action in programme.actions.values() for field in action.fields.values()}
    for code, link in programme.links.items():
        if code not in made:
            yield Finding(
                8,
                Text(f"关联“{link.name.zh}”没有任何事项可以建立。", f'no action ever makes the link "{link.name.en}".'),
            )


def _unread(code: str, action: Action) -> Iterator[Text]:
    """A field that asks for something which nothing reads: a date, a number, a choice that is no fact."""
    for name, field in action.fields.items():
        if not field.fact and field.type not in SAID and not _core(action, name, field):
            yield Text(
                f"“{action.name.zh}”要求填写“{field.name.zh}”，却没有任何地方用到；请列为事实（[facts.{name}]）。",
                f'"{action.name.en}" asks for "{field.name.en}", and nothing uses it; make it a fact ([facts.{name}]).',
            )


def _core(action: Action, name: str, field: Field) -> bool:
    return bool(action.extends) and name == "days" and field.type == "count"


def _moved(programme: Programme, action: Action) -> Iterator[Text]:
    """A date changed while a clock runs to it, without anybody's approval."""
    dates = {field.fact for field in action.fields.values()} | {*action.sets, *action.clears}
    states = programme.tasks if action.on == "task" else programme.states
    for code, spec in programme.clocks.items():
        runs = any(code in (states[name].clock, *states[name].keeps) for name in action.from_)
        if spec.until in dates and spec.until and runs and not action.adjudicates:
            fact = programme.facts[spec.until].name
            yield Text(
                f"“{action.name.zh}”在时限进行中改动“{fact.zh}”，须标明 adjudicates（审批）。",
                f'"{action.name.en}" moves "{fact.en}" while a clock runs to it, so it must say `adjudicates` (an approval).',
            )
