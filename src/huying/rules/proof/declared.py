"""What a programme declares of its case — facts, links, asker, home, parts, indicators — and what actions ask for: names that lead
somewhere, and types that fit what is made of them.
"""

from collections.abc import Iterator

from huying.rules.conditions import Where
from huying.rules.facts import MEANS, NUMBERS, Fact, FactType, Link
from huying.rules.figures import OPENED, TO_DATE
from huying.rules.programme import Action, Field, FieldType, Given, Programme
from huying.rules.proof.naming import known
from huying.rules.wording import Text

FILTERED = ("choice", "code", "mark", "count", "date", "place", "unit", "person", "firm", "rating")
CUT: tuple[FactType, ...] = ("choice", "code", "mark", "unit", "person", "firm", "place", "rating", "count", "date")
# What a field must be for the core to make something of it, by the word that makes it so.
CORE: dict[str, tuple[tuple[str, FieldType], ...]] = {
    "extends": (("days", "count"),),
    "rings": (("clock", "line"), ("kind", "line"), ("to", "line")),
    "issues": (("assignments", "assignments"),),
    "accuses": (("accused", "names"),),
    "attaches": (("file", "file"),),
    "detaches": (("file", "file"),),
    "publishes": (("shown_heading", "prose"), ("shown_matter", "prose"), ("shown_answer", "prose")),
    "forgets": (("reason", "line"),),
}


def problems(programme: Programme) -> Iterator[Text]:
    """Everything wrong with what the programme declares."""
    yield from _asker_and_home(programme)
    for code, fact in programme.facts.items():
        yield from _fact(f"facts.{code}", fact)
    yield from _meanings(programme)
    for code, link in programme.links.items():
        yield from _link(programme, f"links.{code}", link)
    yield from _clocks(programme)
    yield from _figures(programme)


def _asker_and_home(programme: Programme) -> Iterator[Text]:
    asker, home = programme.asker, programme.home
    if asker.fact:
        wanted: FactType = "firm" if asker.kind == "firm" else "person"
        yield from _typed(programme, "asker.fact", asker.fact, (wanted,))
    if home.by == "unit" and not home.unit:
        yield Text("home.unit：须写明由哪个单位负责闭环", "home.unit: say which unit keeps the loop.")
    if home.by == "fact":
        yield from _typed(programme, "home.fact", home.fact, ("unit",))
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
            yield from _typed(programme, f"clocks.{code}.by", spec.by, ("choice",))
            yield from known(f"clocks.{code}.limits", spec.limits, {"*", *_choices(programme, spec.by)})
        if spec.until:
            yield from _typed(programme, f"clocks.{code}.until", spec.until, ("date",))
    for code, signal in programme.signals.items():
        yield from _typed(programme, f"signals.{code}.of", signal.of, tuple(NUMBERS))


def _choices(programme: Programme, code: str) -> dict[str, object]:
    fact = programme.facts.get(code)
    return dict(fact.choices) if fact else {}


def _figures(programme: Programme) -> Iterator[Text]:
    for code, part in programme.parts.items():
        where = f"parts.{code}"
        yield from known(f"{where}.over", [part.over], {OPENED, TO_DATE, *programme.milestones})
        yield from _where(programme, f"{where}.where", part.where)
        if part.sum and part.distinct:
            yield Text(f"{where}：sum 与 distinct 只能有一个", f"{where}: either `sum` or `distinct`, not both.")
        if part.sum:
            yield from _typed(programme, f"{where}.sum", part.sum, tuple(NUMBERS))
        if part.distinct:
            yield from _typed(programme, f"{where}.distinct", part.distinct, CUT)
    for code, one in programme.indicators.items():
        yield from known(f"indicators.{code}.of", [one.of], programme.parts)
        yield from known(f"indicators.{code}.per", [one.per] if one.per else [], programme.parts)


def _where(programme: Programme, path: str, where: Where) -> Iterator[Text]:
    yield from known(f"{path}.state", where.state, programme.states)
    yield from known(f"{path}.milestone", (*where.milestone, *where.missing), programme.milestones)
    yield from known(f"{path}.count", where.count, programme.actions)
    yield from known(f"{path}.link", where.link, programme.links)
    yield from known(f"{path}.fact", where.fact, programme.case_facts)
    for name in where.passed:
        yield from _typed(programme, f"{path}.passed", name, ("date",))
    if where.promise and not programme.promise:
        yield Text(f"{path}.promise：本专项没有承诺", f"{path}.promise: this programme promises nothing.")
    for one in where.any:
        yield from _where(programme, f"{path}.any", one)


def _typed(programme: Programme, where: str, code: str, kinds: tuple[FactType, ...]) -> Iterator[Text]:
    """The fact must be declared, and of one of these types."""
    yield from known(where, [code], programme.facts)
    fact = programme.facts.get(code)
    if fact and fact.type not in kinds:
        wanted = " / ".join(sorted(kinds))
        yield Text(f"{where}：“{code}”的类型应为 {wanted}", f'{where}: the type of "{code}" must be {wanted}.')


def fields(programme: Programme, where: str, action: Action) -> Iterator[Text]:
    """What an action asks for, sets and clears."""
    yield from known(f"{where}.sets", action.sets, programme.facts)
    yield from known(f"{where}.clears", action.clears, {**programme.facts, **programme.links})
    if action.only:
        yield from _where(programme, f"{where}.only", action.only)
    for name, field in action.fields.items():
        yield from _field(programme, f"{where}.fields.{name}", name, field, action)
    for word, wanted in CORE.items():
        for name, kind in wanted if getattr(action, word) else ():
            yield from _core(f"{where}.fields.{name}", action.fields.get(name), kind)
    for rule in action.given:
        yield from known(f"{where}.given", (*rule.when, *rule.forbids, *rule.demands), action.fields)
        yield from _given(f"{where}.given", rule, action)
    if action.extends in programme.clocks and not programme.clocks[action.extends].extension_max:
        yield Text(
            f"{where}.extends：时限“{action.extends}”不可延长",
            f'{where}.extends: the clock "{action.extends}" allows no extension.',
        )


def _field(programme: Programme, where: str, name: str, field: Field, action: Action) -> Iterator[Text]:
    yield from known(f"{where}.fact", [field.fact] if field.fact else [], programme.facts)
    yield from known(f"{where}.link", [field.link] if field.link else [], programme.links)
    if field.type == "choice" and not field.choices:
        yield Text(f"{where}：没有可选项", f"{where}: there is nothing to choose from.")
    if field.type == "link" and not field.link:
        yield Text(f"{where}：须是 [links] 中的一个", f"{where}: it must be one of [links].")
    if not field.fact and name in programme.facts:
        yield Text(f"{where}：与事实同名却另有类型", f"{where}: it bears the name of a fact, but a type of its own.")
    fact = programme.facts.get(field.fact)
    if fact and fact.on == "task" and action.on != "task":
        yield Text(
            f"{where}：交办单的事实只能在交办单上填写", f"{where}: an assignment's fact is said on an assignment only."
        )
    if fact and field.choices.keys() - fact.choices.keys():
        yield Text(f"{where}.choices：超出了事实的选项", f"{where}.choices: they go beyond those of the fact.")


def _core(where: str, field: Field | None, kind: FieldType) -> Iterator[Text]:
    if field is None:
        yield Text(f"{where}：没有定义", f"{where}: it is not defined.")
    elif field.type != kind:
        yield Text(f"{where}：类型应为 {kind}", f"{where}: its type must be {kind}.")


def _given(where: str, rule: Given, action: Action) -> Iterator[Text]:
    for name, answers in rule.when.items():
        field = action.fields.get(name)
        if field and field.type == "choice":
            yield from known(where, (str(answer) for answer in answers), field.choices)
    required = [name for name in rule.forbids if name in action.fields and action.fields[name].required]
    for name in (*required, *(one for one in rule.forbids if one in rule.demands)):
        yield Text(f"{where}：“{name}”既须填写又须留空", f'{where}: "{name}" must be both filled in and left empty.')
