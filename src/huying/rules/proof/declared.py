"""What a programme declares of its case — facts, links, asker, home, clocks, lights: names that lead somewhere, and types that
fit what is made of them.
"""

from collections.abc import Iterator

from huying.rules.facts import HEADING, MEANS, NUMBERS, Fact, FactType, Link
from huying.rules.programme import Programme
from huying.rules.proof import counted
from huying.rules.proof.naming import known, typed
from huying.rules.wording import Text

FILTERED = ("choice", "code", "mark", "count", "date", "place", "unit", "person", "firm", "rating")


def problems(programme: Programme) -> Iterator[Text]:
    """Everything wrong with what the programme declares."""
    yield from _asker_and_home(programme)
    for code, fact in programme.facts.items():
        yield from _fact(f"facts.{code}", fact)
    yield from _meanings(programme)
    for code, link in programme.links.items():
        yield from _link(programme, f"links.{code}", link)
    yield from _clocks(programme)
    yield from counted.problems(programme)


def _asker_and_home(programme: Programme) -> Iterator[Text]:
    asker, home = programme.asker, programme.home
    if asker.fact:
        wanted: FactType = "firm" if asker.kind == "firm" else "person"
        yield from typed(programme, "asker.fact", asker.fact, (wanted,))
    if home.by == "unit" and not home.unit:
        yield Text("home.unit：须写明由哪个单位负责闭环", "home.unit: say which unit keeps the loop.")
    if home.by == "fact":
        yield from typed(programme, "home.fact", home.fact, ("unit",))
    start = programme.actions.get(programme.start)
    needed = {home.fact if home.by == "fact" else "": "home.fact"}
    if home.by == "place":
        needed[programme.meaning("place")] = "home.by"
    for fact, where in needed.items():
        if fact and start and not any(field.fact == fact and field.required for field in start.fields.values()):
            yield Text(
                f"{where}：登记时必须填写“{fact}”", f'{where}: "{fact}" must be asked for when a case is opened.'
            )
    if home.by == "place" and not programme.meaning("place"):
        yield Text("home.by：没有表示地点的事实（meaning）", "home.by: no fact has the meaning `place`.")


def _fact(where: str, fact: Fact) -> Iterator[Text]:
    if fact.type == "choice" and not fact.choices:
        yield Text(f"{where}：没有可选项", f"{where}: there is nothing to choose from.")
    if fact.meaning == "heading" and (fact.at_most or 0) > HEADING:
        yield Text(
            f"{where}.at_most：标题至多{HEADING}字", f"{where}.at_most: a heading has {HEADING} characters at most."
        )
    if fact.choices and fact.type != "choice":
        yield Text(f"{where}.choices：只有 choice 才有选项", f"{where}.choices: only a choice has choices.")
    if fact.type == "quantity" and fact.unit is None:
        yield Text(f"{where}.unit：须写明单位", f"{where}.unit: say in which unit.")
    if fact.filter and fact.type not in FILTERED:
        yield Text(f"{where}.filter：此类型不能筛选", f"{where}.filter: this type can't narrow a list.")
    if fact.sum and fact.type not in NUMBERS:
        yield Text(f"{where}.sum：只有数才能求和", f"{where}.sum: only a number can be summed.")
    if fact.on == "task" and (fact.filter or fact.sum or fact.column):
        yield Text(
            f"{where}：交办单的事实不能作列、筛选或求和", f"{where}: an assignment's fact is no column, filter or sum."
        )


def _meanings(programme: Programme) -> Iterator[Text]:
    taken: dict[tuple[str, str], str] = {}
    for code, fact in programme.facts.items():
        if fact.meaning is None:
            continue
        other = taken.setdefault((fact.on, fact.meaning), code)
        if other != code:
            yield Text(
                f"facts.{code}.meaning：“{fact.meaning}”已由 {other} 表示",
                f'facts.{code}.meaning: "{fact.meaning}" is what {other} means already.',
            )
        if fact.type not in MEANS[fact.meaning]:
            kinds = " / ".join(MEANS[fact.meaning])
            yield Text(f"facts.{code}.type：类型应为 {kinds}", f"facts.{code}.type: its type must be {kinds}.")
    if ("case", "heading") not in taken:
        yield Text(
            "facts：没有标题（meaning = heading）", "facts: none has the meaning `heading`, and every case has a name."
        )


def _link(programme: Programme, where: str, link: Link) -> Iterator[Text]:
    yield from known(f"{where}.carries", link.carries, programme.facts)
    yield from known(f"{where}.follows", link.follows.values(), programme.actions)
    if not link.programmes:
        yield from known(f"{where}.follows", link.follows, programme.actions)


def _clocks(programme: Programme) -> Iterator[Text]:
    for code, spec in programme.clocks.items():
        if spec.by:
            yield from typed(programme, f"clocks.{code}.by", spec.by, ("choice",))
            yield from known(f"clocks.{code}.limits", spec.limits, {"*", *_choices(programme, spec.by)})
        if spec.until:
            yield from typed(programme, f"clocks.{code}.until", spec.until, ("date",))
    for code, signal in programme.signals.items():
        yield from typed(programme, f"signals.{code}.of", signal.of, tuple(NUMBERS))
        yield from known(f"signals.{code}.of", [signal.of], programme.case_facts)


def _choices(programme: Programme, code: str) -> dict[str, object]:
    fact = programme.facts.get(code)
    return dict(fact.choices) if fact else {}
