"""The form of one action on one case before it is sent: what it begins with, what it shows beside its fields, what stands in it
after a mistake.
"""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from msgspec import Struct

from huying.clock import now
from huying.language.suggest import suggest
from huying.ledger import models, store
from huying.ledger.services import attachments
from huying.rules.case import Case
from huying.rules.errors import BadInput, HuyingError
from huying.rules.policy import Actor
from huying.rules.programme import Action, Programme
from huying.rules.wording import Text
from huying.web.desk import carried, comparing, pane
from huying.web.kit import fields, handing, names, spoken

LIKELY = 3  # units that are proposed, one key each


class Form(Struct):
    """A form of one action, ready to be shown; `unit` is whose assignment it is about, where there are several."""

    code: str
    task: int
    action: Action
    inputs: list[fields.Input]
    key: str
    seen: int
    units: list[tuple[str, Text]] = []
    likely: list[Text] = []
    limits: list[handing.Limit] = []
    programme: Programme | None = None
    refusal: str = ""
    conflict: bool = False
    unit: Text | None = None
    pair: comparing.Pair | None = None

    @property
    def compares(self) -> bool:
        """Whether something typed here is held against what it came from."""
        return any(one.origin for one in self.inputs)

    @property
    def uploads(self) -> bool:
        """Whether files are sent with it."""
        return any(one.widget == "file" for one in self.inputs)


class Asked(Struct, frozen=True):
    """One action that somebody is about to take on one case, or one of its assignments."""

    row: models.Case
    case: Case
    programme: Programme
    code: str
    task: int
    actor: Actor

    @property
    def action(self) -> Action:
        """The action itself."""
        return self.programme.actions[self.code]


def read_anew(one: Asked) -> Asked:
    """The same, with the case as it stands now. Raises NotFound where the actor may not see it any more."""
    row = pane.row_of(one.row.number, one.actor)
    return Asked(row, store.read(row), one.programme, one.code, one.task, one.actor)


def fresh(one: Asked, given: QueryDict, key: str) -> Form:
    """The form as it begins: with what the case holds, what was drafted before, and the number of a case that the address names."""
    texts = _texts(one)
    numbers = dict(models.Case.objects.filter(id__in=one.case.links.values()).values_list("id", "number"))
    values = fields.before(
        one.programme, one.action, one.case, one.task, texts, {str(ident): number for ident, number in numbers.items()}
    )
    values |= _origins(one, texts, proposed=True)
    likely = _likely(one)
    for name, field in one.action.fields.items():
        if field.type == "assignments":
            values[name] = handing.fresh(one.programme, likely[0].zh if likely else "")
        elif field.type == "link" and given.get(name):
            values[name] = given[name][:40]
    return _made(one, values, key, one.case.seq, texts, likely=likely)


def again(one: Asked, post: QueryDict, key: str, error: HuyingError | None = None) -> Form:
    """The form with everything that was typed, and what was wrong with it; with a line more or less, or a unit picked."""
    values = fields.typed(one.action, post)
    seen = post.get("seen", "")
    bad = error if isinstance(error, BadInput) else None
    return _made(one, values, key, int(seen) if seen.isdecimal() else one.case.seq, _texts(one), bad)


def _made(
    one: Asked,
    values: dict[str, Any],
    key: str,
    seen: int,
    texts: carried.Texts,
    error: BadInput | None = None,
    likely: list[Text] | None = None,
) -> Form:
    action, case = one.action, one.case
    form = Form(
        one.code,
        one.task,
        action,
        fields.inputs(one.programme, action, values, error),
        key,
        seen,
        programme=one.programme,
    )
    if any(field.widget in ("names", "assignments") for field in form.inputs):
        form.units = [(unit, name) for unit, name in spoken.units() if unit not in case.accused]
    if any(field.widget == "assignments" for field in form.inputs):
        form.likely = _likely(one) if likely is None else likely
        form.limits = handing.limits(one.programme, case.facts | chosen(one.programme, action, values), now())
    if one.task in case.tasks and len(case.tasks) > 1:
        form.unit = names.units([case.tasks[one.task].unit]).get(case.tasks[one.task].unit)
    _beside_fields(one, form, texts)
    return form


def _beside_fields(one: Asked, form: Form, texts: carried.Texts) -> None:
    """What a field is held against, which files may be taken away, which case stands beside this one."""
    origins = _origins(one, texts, proposed=False)
    for field in form.inputs:
        if origins.get(field.name):
            field.held_against(origins[field.name])
        if field.widget == "number_of_case" and field.value:
            form.pair = comparing.beside(one.row, str(field.value), one.actor)
        if field.widget == "file" and one.action.detaches:
            kept = attachments.of_case(one.row)
            field.widget, field.options = "select", {str(file.id): Text(file.name, file.name) for file in kept}


def chosen(programme: Programme, action: Action, values: Mapping[str, Any]) -> dict[str, Any]:
    """The facts among what is typed that clocks run by."""
    depends = {name for spec in programme.clocks.values() for name in spec.depends}
    found = {field.fact: values.get(name) for name, field in action.fields.items() if field.fact in depends}
    return {fact: value for fact, value in found.items() if isinstance(value, str) and value}


def _texts(one: Asked) -> carried.Texts:
    """The free texts that the case and its assignments hold as facts."""
    found = [one.case.facts, *(task.facts for task in one.case.tasks.values())]
    prose = {code for code, fact in one.programme.facts.items() if fact.type == "prose"}
    return names.texts({value for facts in found for code, value in facts.items() if code in prose})


def _origins(one: Asked, texts: carried.Texts, *, proposed: bool) -> dict[str, str]:
    """By field, the text that what is typed is held against; where it is only `proposed`, as it is put into a fresh form: the
    signed answer as it is, what goes before the public with personal data hidden.
    """
    if one.action.publishes:
        public = carried.for_the_public(one.case, one.programme, texts, one.row.heading)
        return carried.scrubbed(public) if proposed else public
    answer = one.programme.meaning("answer")
    fields_of_it = [name for name, field in one.action.fields.items() if answer and field.fact == answer]
    text = carried.proposal(carried.drafts(one.case, one.programme, texts, {})) if fields_of_it else ""
    return dict.fromkeys(fields_of_it, text) if text else {}


def _likely(one: Asked) -> list[Text]:
    """The units that may answer for it, the likeliest first."""
    if not any(field.type == "assignments" for field in one.action.fields.values()):
        return []
    heading, matter = comparing.texts(one.row)
    found = suggest(heading=heading, matter=matter, place=one.case.place, without=one.row.accused, limit=LIKELY)
    known = names.units(each.unit for each in found)
    return [known[each.unit] for each in found]
