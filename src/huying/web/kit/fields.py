"""An action's form, made from the programme's own fields: what to show, and what was typed turned into a payload."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict
from msgspec import Struct

from huying.people.selectors import counties_with_towns
from huying.rules.amounts import WAN
from huying.rules.case import Case
from huying.rules.errors import BadInput
from huying.rules.facts import Fact
from huying.rules.forms import NOT_A_CHOICE
from huying.rules.programme import Action, Field, FieldType, Programme
from huying.rules.wording import Text
from huying.web import typed as signs
from huying.web.days import today
from huying.web.kit import handing, placing, spoken
from huying.web.kit.differences import Piece, marked
from huying.web.kit.values import bare, meant, measure

WIDGETS: dict[FieldType, str] = {
    "prose": "textarea",
    "line": "text",
    "code": "text",
    "choice": "select",
    "mark": "select",
    "rating": "select",
    "count": "number",
    "money": "amount",
    "quantity": "amount",
    "date": "date",
    "place": "place",
    "unit": "name",
    "person": "name",
    "firm": "name",
    "link": "number_of_case",
    "assignments": "assignments",
    "names": "names",
    "file": "file",
}
YES_NO = {"true": Text("是", "Yes"), "false": Text("否", "No")}
STARS = (1, 5)
LONGEST: dict[FieldType, int] = {"prose": 20_000, "line": 200, "code": 60}  # characters


class Input(Struct):
    """One field of a form: its widget, what stands in it, and what is wrong with it. `unit` is what a number counts, `offers`
    are names to choose from, `moves` says that limits of the form follow it.

    `origin` is what was signed, or what the case says, where the text typed here should be held against it; `pieces` is how it
    differs.
    """

    name: str
    label: Text
    widget: str
    required: bool
    value: Any = ""
    options: dict[str, Text] = {}
    places: list[tuple[Text, list[tuple[str, Text]]]] = []
    offers: list[Text] = []
    unit: Text | None = None
    one_line: bool = False
    low: int | None = None
    high: int | None = None
    help: Text | None = None
    problem: Text | None = None
    moves: bool = False
    link: str = ""
    origin: str = ""
    pieces: list[Piece] = []

    @property
    def alike(self) -> bool:
        """Whether what stands here is what was signed, to the letter."""
        return all(one.kind == "same" for one in self.pieces)

    @property
    def narrow(self) -> str:
        """The class of a box for a few signs."""
        return " short" if self.widget in ("number", "amount", "date") else ""

    @property
    def attributes(self) -> list[tuple[str, str]]:
        """What a box of one line says of what may stand in it."""
        match self.widget:
            case "number":
                bounds = (("min", self.low), ("max", self.high))
                kept = [(name, str(value)) for name, value in bounds if value is not None]
                return [("type", "number"), ("inputmode", "numeric"), *kept]
            case "amount":
                return [("inputmode", "decimal"), ("maxlength", "30"), ("autocomplete", "off")]
            case "date":
                return [("type", "date")]
            case "name" | "number_of_case":
                return [("maxlength", "100"), ("autocomplete", "off"), ("list", f"l-{self.name}")]
            case _:
                return [("maxlength", str(self.high))] if self.high else []

    def held_against(self, origin: str) -> None:
        """Mark how the text differs from what it came from."""
        self.origin, self.pieces = origin, marked(origin.strip(), str(self.value).strip())


def inputs(
    programme: Programme, action: Action, values: Mapping[str, Any], error: BadInput | None = None
) -> list[Input]:
    """The form's fields with `values` standing in them, and the error beside the field it is about."""
    return [_input(programme, name, field, values.get(name, ""), error) for name, field in action.fields.items()]


def _input(programme: Programme, name: str, field: Field, value: Any, error: BadInput | None) -> Input:
    what, kind = meant(programme, field), field.type or "prose"
    one = Input(
        name,
        field.name,
        WIDGETS[kind],
        field.required,
        value,
        options=_options(field),
        unit=measure(what) if measure(what).zh else None,
        one_line=field.one_line,
        low=field.at_least,
        high=field.at_most or LONGEST.get(kind),
        help=field.help,
        moves=bool(field.fact) and any(field.fact in spec.depends for spec in programme.clocks.values()),
        link=field.link,
    )
    if one.widget == "textarea" and field.one_line:
        one.widget = "text"
    if error is not None and error.field == name:
        one.problem = error.values.get("problem")
    if kind in OFFERS:
        one.offers = OFFERS[kind]()
    if kind == "place":
        one.places = places()
    return one


OFFERS: dict[FieldType, Callable[[], list[Text]]] = {
    "unit": lambda: [name for _, name in spoken.units()],
    "person": lambda: [Text(name, name) for name in spoken.persons()],
    "firm": lambda: [Text(name, name) for name in spoken.firms()],
}


def _options(field: Field) -> dict[str, Text]:
    match field.type:
        case "mark":
            return YES_NO
        case "choice":
            return dict(field.choices)
        case "rating":
            low, high = field.at_least or STARS[0], field.at_most or STARS[1]
            return {str(one): Text(f"{one} 分", f"{one} of {high}") for one in range(high, low - 1, -1)}
        case _:
            return {}


def places() -> list[tuple[Text, list[tuple[str, Text]]]]:
    """The counties in force today, each with itself and its towns: what a place may be."""
    return [(one.name, [(one.code, one.name), *one.towns]) for one in counties_with_towns(today())]


def payload(programme: Programme, action: Action, post: QueryDict) -> dict[str, Any]:
    """What was typed, as the door wants it. Raises BadInput for a unit, person or firm that nobody has."""
    return {name: _said(programme, name, field, post) for name, field in action.fields.items()}


def _said(programme: Programme, name: str, field: Field, post: QueryDict) -> Any:
    read = READERS.get(field.type or "prose")
    return read(Typed(name, meant(programme, field), post)) if read else post.get(name, "")


class Typed(Struct, frozen=True):
    """What was typed for one field: its name, what it becomes, and the whole form."""

    name: str
    what: Fact | Field
    post: QueryDict

    @property
    def text(self) -> str:
        """The field's own words."""
        return str(self.post.get(self.name, ""))


def _short(one: Typed) -> str:
    """A number or a code, in the usual signs."""
    return signs.plain(one.text).strip()


def _amount(one: Typed) -> str:
    """What was typed as an exact number: of 万元 in yuan. What is no number is left to the form, which says so."""
    value = _short(one).replace(",", "")
    if not (isinstance(one.what, Fact) and one.what.ten_thousands and one.what.type == "money"):
        return value
    try:
        return f"{Decimal(value) * WAN:f}" if value else ""
    except InvalidOperation:
        return value


READERS: dict[FieldType, Callable[[Typed], Any]] = {
    "assignments": lambda one: handing.payload(one.name, one.post),
    "names": lambda one: spoken.accused(one.name, one.text),
    "place": lambda one: placing.said(one.name, one.post),
    "unit": lambda one: spoken.unit(one.name, one.text),
    "person": lambda one: spoken.person(one.name, one.text),
    "firm": lambda one: spoken.firm(one.name, one.text),
    "file": lambda one: {"id": one.text} if one.text else "",
    **dict.fromkeys(("money", "quantity"), _amount),
    **dict.fromkeys(("count", "rating", "code", "link"), _short),
}


def demand_known(action: Action, payload: Mapping[str, Any], case: Case) -> None:
    """Raise BadInput where a file is to be taken away that the case does not have."""
    for name, field in action.fields.items():
        if action.detaches and field.type == "file" and payload[name] and payload[name]["id"] not in case.files:
            raise BadInput(field=name, problem=NOT_A_CHOICE)


def typed(action: Action, post: QueryDict) -> dict[str, Any]:
    """What was typed, as it goes back into the form after an error: nothing is lost."""
    read: dict[str | None, Callable[[str, QueryDict], Any]] = {"assignments": handing.typed, "place": placing.typed}
    return {
        name: read[field.type](name, post) if field.type in read else post.get(name, "")
        for name, field in action.fields.items()
    }


def before(
    programme: Programme, action: Action, case: Case, task: int, texts: Mapping[str, Text], numbers: Mapping[str, str]
) -> dict[str, Any]:
    """What a fresh form begins with: the facts of the case (or the assignment) as they stand, so that what was asked for stands in
    the form that grants it. `texts` are free texts by passage, `numbers` those of linked cases by id.
    """
    own = case.tasks[task].facts if task in case.tasks else {}
    values: dict[str, Any] = {}
    for name, field in action.fields.items():
        value = numbers.get(case.links.get(field.link, "")) if field.link else (case.facts | own).get(field.fact)
        if value not in (None, ""):
            values[name] = _standing(meant(programme, field), value, texts)
    if action.accuses and case.accused:
        values["accused"] = "\n".join(spoken.named(case.accused))
    return values


def _standing(what: Fact | Field, value: Any, texts: Mapping[str, Text]) -> Any:
    """A value of the case as a form shows it."""
    show = STANDING.get(what.type or "prose")
    if what.type == "prose":
        return texts[value].zh if value in texts else ""
    return show(what, value) if show else value


def _exact(what: Fact | Field, value: Any) -> str:
    number = bare(what, value)
    return f"{number:f}" if number is not None else ""


STANDING: dict[FieldType, Callable[[Fact | Field, Any], Any]] = {
    "mark": lambda _, value: "true" if value else "false",
    "rating": lambda _, value: str(value),
    "unit": lambda _, value: next((name.zh for code, name in spoken.units() if code == value), value),
    "person": lambda _, value: spoken.person_named(value),
    **dict.fromkeys(("money", "quantity"), _exact),
}
