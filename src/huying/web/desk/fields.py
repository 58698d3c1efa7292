"""An action's form, made from the programme's own fields: what to show, and what was typed turned into a payload."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from msgspec import Struct, json

from huying.ledger import models
from huying.people.selectors import counties_with_towns
from huying.rules.case import Case
from huying.rules.errors import BadInput
from huying.rules.programme import Action, Field, Programme
from huying.rules.wording import Text
from huying.web.days import today
from huying.web.desk import handing, offices, placing

WIDGETS = {
    "prose": "textarea",
    "line": "text",
    "choice": "select",
    "int": "number",
    "date": "date",
    "bool": "select",
    "case": "number_of_case",
    "assignments": "assignments",
    "names": "names",
}
YES_NO = {"true": Text("是", "Yes"), "false": Text("否", "No")}
PLACE = "place"  # the one fact of a case that is a code of another table and no choice of the programme


class Input(Struct):
    """One field of a form: its widget, what stands in it, and what is wrong with it."""

    name: str
    label: Text
    widget: str
    required: bool
    value: Any = ""
    options: dict[str, Text] = {}
    places: list[tuple[Text, list[tuple[str, Text]]]] = []
    low: int | None = None
    high: int | None = None
    help: Text | None = None
    problem: Text | None = None


def inputs(
    programme: Programme, action: Action, values: Mapping[str, Any], error: BadInput | None = None
) -> list[Input]:
    """The form's fields with `values` standing in them, and the error beside the field it is about."""
    found = []
    for name, field in action.fields.items():
        one = Input(
            name,
            field.name,
            _widget(name, field, action),
            field.required,
            values.get(name, ""),
            _options(programme, field),
            low=field.at_least,
            high=_most(field),
            help=field.help,
        )
        if error is not None and error.field == name:
            one.problem = error.values.get("problem")
        if one.widget == "place":
            one.places = places()
        found.append(one)
    return found


def _widget(name: str, field: Field, action: Action) -> str:
    return "place" if name == PLACE and PLACE in action.records and field.type == "line" else WIDGETS[field.type]


def _options(programme: Programme, field: Field) -> dict[str, Text]:
    if field.type == "bool":
        return YES_NO
    return programme.choices(field) if field.type == "choice" else {}


def _most(field: Field) -> int | None:
    return field.at_most or {"prose": 20_000, "line": 200}.get(field.type)


def places() -> list[tuple[Text, list[tuple[str, Text]]]]:
    """The counties in force today, each with itself and its towns: what a place may be."""
    return [(one.name, [(one.code, one.name), *one.towns]) for one in counties_with_towns(today())]


def payload(action: Action, post: QueryDict) -> dict[str, Any]:
    """What was typed, as the door wants it. Raises BadInput for a unit or person that nobody has."""
    values: dict[str, Any] = {}
    for name, field in action.fields.items():
        if field.type == "assignments":
            values[name] = handing.payload(name, post)
        elif field.type == "names":
            values[name] = offices.accused(name, str(post.get(name, "")))
        elif _widget(name, field, action) == "place":
            values[name] = placing.said(name, post)
        else:
            values[name] = post.get(name, "")
    return values


def typed(action: Action, post: QueryDict) -> dict[str, Any]:
    """What was typed, as it goes back into the form after an error: nothing is lost."""
    read = {"assignments": handing.typed, "place": placing.typed}
    return {
        name: read[widget](name, post) if (widget := _widget(name, field, action)) in read else post.get(name, "")
        for name, field in action.fields.items()
    }


def before(case: Case, action: Action, task: int) -> dict[str, Any]:
    """What a fresh form begins with: the facts of the case as they stand, and what was asked for in the same words before
    (the days of an extension that was asked for stand in the form that grants it).
    """
    facts = {str(name): getattr(case, name) for name in action.records if name in action.fields}
    values: dict[str, Any] = {name: _plain(value) for name, value in facts.items() if value not in (None, "", ())}
    values |= {name: "\n".join(offices.named(facts[name])) for name in values if action.fields[name].type == "names"}
    short = {name for name, field in action.fields.items() if field.type in ("int", "date", "choice")} - set(
        action.records
    )
    if short:
        latest = (
            models.Event.objects.filter(case_id=case.id, task=task).order_by("-seq").values_list("data", flat=True)[:3]
        )
        for data in reversed([json.decode(one) for one in latest]):
            values |= {name: value for name, value in data.items() if name in short}
    return values


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value
