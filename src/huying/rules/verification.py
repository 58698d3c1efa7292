"""The loop is proven, not promised: eight rules that every published programme keeps, whatever anybody does.

    1 every state is reachable, and some final state from every position, also when limits are used up (`reaching`)
    2 every open state has an owner whom a post can name, a running clock, and urging that ends at a person (`holding`)
    3 every way into a closed state passes the milestones the programme demands
    4 a case closes only when every required assignment is accepted
    5 every cycle is bounded, and its bound ends in adjudication (`cycles`)
    6 every table of lights and limits is total
    7 no role both does the work and confirms it, and nobody who works records that it helped (`separation`)
    8 every fact is known before it is needed, and whatever is asked for is used (`knowing`)

The proof looks at every position that `proof/exploration.py` finds by the moves that living cases take.
"""

from collections.abc import Callable, Iterable, Iterator

from huying.rules import workflow
from huying.rules.clock import spec_problems
from huying.rules.errors import Unproven
from huying.rules.lights import cover_problems, ladder_problems
from huying.rules.locating import located
from huying.rules.programme import Programme
from huying.rules.proof import cycles, holding, knowing, reaching, references, separation
from huying.rules.proof.exploration import Map, explore
from huying.rules.proof.findings import Finding, way
from huying.rules.wording import Text


def prove(programme: Programme) -> list[Finding]:
    """Everything that is wrong, by rule; an empty list is the proof. Raises ProgrammeError for names that lead nowhere."""
    references.check(programme)
    atlas = explore(programme)
    rules: tuple[Callable[[Programme, Map], Iterable[Finding]], ...] = (
        reaching.find,
        holding.find,
        _answered,
        _accepted,
        cycles.find,
        _total,
        separation.find,
        knowing.find,
    )
    return [finding for rule in rules for finding in rule(programme, atlas)]


def demand(programme: Programme, file: str = "", source: str = "") -> None:
    """Raise Unproven for the first broken rule, ProgrammeError for the first name that leads nowhere (its line, with `source`)."""
    name = file or programme.code
    references.check(programme, name, source)
    for finding in prove(programme):
        place = located(name, source, finding.place)
        raise Unproven(file=place, rule=finding.rule, problem=finding.problem, path=finding.way)


def _answered(programme: Programme, atlas: Map) -> Iterator[Finding]:
    """Rule 3."""
    if programme.promise and programme.answered not in programme.closing:
        yield Finding(
            3,
            Text(
                "closing 没有包括对诉求人的答复（promise.until）。",
                "`closing` lacks the answer to whoever asked (`promise.until`).",
            ),
            where="closing",
        )
    if not any(separation.confirmed(programme, one) for one in programme.closing):
        yield Finding(
            3,
            Text(
                "closing 没有任何须经核查的节点。", "`closing` names no milestone that is reached only by confirming."
            ),
            where="closing",
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
        choices = programme.facts[spec.by].choices if spec.by else ()
        for problem in spec_problems(spec, choices, ()):
            if problem not in ladder:
                words = Text(f"时限“{code}”：{problem.zh}", f'the clock "{code}": {problem.en}')
                yield Finding(6, words, where=f"clocks.{code}")
    for code, signal in programme.signals.items():
        for problem in cover_problems(signal.lights):
            words = Text(f"亮灯“{code}”：{problem.zh}", f'the light "{code}": {problem.en}')
            yield Finding(6, words, where=f"signals.{code}.lights")
