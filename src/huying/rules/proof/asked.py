"""What actions ask for, set, clear and take for granted: names that lead somewhere, and types that fit what is made of them."""

from collections.abc import Iterator, Mapping

from huying.rules import forms
from huying.rules.errors import BadInput
from huying.rules.facts import HEADING, Fact
from huying.rules.programme import Action, Field, FieldType, Given, Programme
from huying.rules.proof.counted import where_problems
from huying.rules.proof.naming import known
from huying.rules.wording import Text

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


def problems(programme: Programme, where: str, action: Action) -> Iterator[Text]:
    """What an action asks for, sets and clears."""
    yield from _changes(programme, where, action)
    if action.only:
        yield from where_problems(programme, f"{where}.only", action.only)
    yield from _decided(programme, where, action)
    for name, field in action.fields.items():
        yield from _field(programme, f"{where}.fields.{name}", name, field, action)
    for word, wanted in CORE.items():
        for name, kind in wanted if getattr(action, word) else ():
            optional = name == "accused" or (word == "issues" and where == f"actions.{programme.start}")
            yield from _core(f"{where}.fields.{name}", action.fields.get(name), kind, optional=optional)
    for rule in action.given:
        yield from known(f"{where}.given", (*rule.when, *rule.forbids, *rule.demands), action.fields)
        yield from _given(f"{where}.given", rule, action)
    if action.extends in programme.clocks and not programme.clocks[action.extends].extension_max:
        yield Text(
            f"{where}.extends：时限“{action.extends}”不可延长",
            f'{where}.extends: the clock "{action.extends}" allows no extension.',
        )


def _decided(programme: Programme, where: str, action: Action) -> Iterator[Text]:
    """What is put before the public, and what is deleted for good, a person decides."""
    machines = [code for code in action.roles if code in programme.roles and not programme.roles[code].person]
    if (action.publishes or action.forgets) and machines:
        names = ", ".join(machines)
        yield Text(
            f"{where}.roles：{names} 不是人员；公开、依法删除须由人决定",
            f"{where}.roles: {names} is no person, and a person decides what is published or deleted for good.",
        )


def _changes(programme: Programme, where: str, action: Action) -> Iterator[Text]:
    """What it changes without asking."""
    yield from fixed(programme, f"{where}.sets", action.sets)
    yield from known(f"{where}.clears", action.clears, {**programme.facts, **programme.links})
    for name in (*action.sets, *action.clears):
        fact = programme.facts.get(name)
        if fact and fact.on == "task" and action.on != "task":
            yield Text(f"{where}：“{name}”是交办单的事实", f'{where}: "{name}" is a fact of one assignment.')
        if fact and fact.meaning == "place" and name in action.clears:
            yield Text(f"{where}.clears：地点不能清空", f"{where}.clears: where a case lies is never emptied.")


def _field(programme: Programme, where: str, name: str, field: Field, action: Action) -> Iterator[Text]:
    yield from known(f"{where}.fact", [field.fact] if field.fact else [], programme.facts)
    yield from known(f"{where}.link", [field.link] if field.link else [], programme.links)
    if field.type == "choice" and not field.choices:
        yield Text(f"{where}：没有可选项", f"{where}: there is nothing to choose from.")
    if field.type == "link" and not field.link:
        yield Text(f"{where}：须是 [links] 中的一个", f"{where}: it must be one of [links].")
    fact = programme.facts.get(field.fact)
    if (not field.fact and name in programme.facts) or (fact and field.type != fact.type):
        yield Text(f"{where}：与事实同名却另有类型", f"{where}: it bears the name of a fact, but a type of its own.")
    if fact and fact.on == "task" and action.on != "task":
        yield Text(
            f"{where}：交办单的事实只能在交办单上填写", f"{where}: an assignment's fact is said on an assignment only."
        )
    longest = field.at_most or 0 if name == "shown_heading" or (fact and fact.meaning == "heading") else 1
    if not 1 <= longest <= HEADING:
        yield Text(
            f"{where}.at_most：标题至多{HEADING}字", f"{where}.at_most: a heading has {HEADING} characters at most."
        )
    if fact and field.choices.keys() - fact.choices.keys():
        yield Text(f"{where}.choices：超出了事实的选项", f"{where}.choices: they go beyond those of the fact.")


def _core(where: str, field: Field | None, kind: FieldType, *, optional: bool) -> Iterator[Text]:
    if field is None:
        yield Text(f"{where}：没有定义", f"{where}: it is not defined.")
    elif field.type != kind:
        yield Text(f"{where}：类型应为 {kind}", f"{where}: its type must be {kind}.")
    elif not field.required and not optional:
        yield Text(f"{where}：必须填写", f"{where}: it must be required.")


def fixed(programme: Programme, where: str, values: Mapping[str, bool | int | str]) -> Iterator[Text]:
    """What facts are given a fixed value: one that its form would keep just so."""
    for name, value in values.items():
        fact = programme.facts.get(name)
        if fact is None:
            yield from known(where, [name], programme.facts)
        elif fact.type == "prose" or fact.meaning == "place":
            yield Text(f"{where}：“{name}”只能由人填写", f'{where}: "{name}" can only be said by somebody.')
        elif not _fits(name, fact, value):
            yield Text(f"{where}：“{name}”不能是“{value}”", f'{where}: "{name}" can\'t be "{value}".')


def _fits(name: str, fact: Fact, value: bool | int | str) -> bool:
    field = Field(fact.name, fact.type, choices=fact.choices, at_least=fact.at_least, at_most=fact.at_most)
    try:
        kept = forms.READERS[fact.type](forms.Ask(name, field, value, fact, forms.EARLIEST))
    except BadInput:
        return False
    return (type(kept), kept) == (type(value), value)


def _given(where: str, rule: Given, action: Action) -> Iterator[Text]:
    for name, answers in rule.when.items():
        field = action.fields.get(name)
        if field and field.type == "choice":
            yield from known(where, (str(answer) for answer in answers), field.choices)
        if field and field.type == "mark" and any(answer not in (True, False) for answer in answers):
            yield Text(f"{where}：“{name}”只有是或否", f'{where}: "{name}" is yes or no.')
    required = [name for name in rule.forbids if name in action.fields and action.fields[name].required]
    for name in (*required, *(one for one in rule.forbids if one in rule.demands)):
        yield Text(f"{where}：“{name}”既须填写又须留空", f'{where}: "{name}" must be both filled in and left empty.')
