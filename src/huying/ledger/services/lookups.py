"""Every name that a payload brings is looked up, whoever knocks: units, persons, firms and places must be there and in force."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from huying.people import in_use
from huying.people.selectors import demand_place
from huying.rules.errors import BadInput
from huying.rules.programme import Action, Field
from huying.rules.wording import Text

NO_UNIT = Text(
    "没有“{name}”这个单位，或已停用，请从列表中选择", "there is no unit “{name}” in use; choose one from the list."
)
NO_PERSON = Text(
    "没有“{name}”这个人员，或已停用，请核对", "there is no person “{name}” with an account in use; check it."
)
NO_FIRM = Text("没有“{name}”这个企业，或已停用，请核对", "there is no firm “{name}” in use; check it.")
SHOWN = 40  # characters of a name that somebody made up


def demand(action: Action, payload: Mapping[str, Any], on: date) -> None:
    """Raise BadInput for the first name that leads nowhere on that (local) day. What is no name at all is left to the form."""
    for name, field in action.fields.items():
        value = payload.get(name)
        if value not in (None, "", []):
            _demand(name, field, value, on)


def _demand(name: str, field: Field, value: Any, on: date) -> None:
    match field.type:
        case "place" if isinstance(value, str):
            demand_place(value, on, field=name)
        case "unit":
            _known(name, NO_UNIT, _texts([value]), in_use.units_in_use)
        case "person":
            _known(name, NO_PERSON, _texts([value]), in_use.persons_in_use)
        case "firm":
            _known(name, NO_FIRM, _texts([value]), in_use.firms_in_use)
        case "names" if isinstance(value, list | tuple):
            known = in_use.units_ever
            _known(name, NO_UNIT, (one for one in _texts(value) if one not in in_use.persons_in_use([one])), known)
        case "assignments" if isinstance(value, list | tuple):
            _known(name, NO_UNIT, _handed(value), in_use.units_in_use)
        case _:
            return


def _known(field: str, problem: Text, names: Iterable[str], lookup: Any) -> None:
    wanted = list(dict.fromkeys(names))
    found = lookup(wanted) if wanted else ()
    for name in wanted:
        if name not in found:
            shown = name[:SHOWN]
            raise BadInput(field=field, problem=Text(problem.zh.format(name=shown), problem.en.format(name=shown)))


def _texts(values: Iterable[Any]) -> Iterator[str]:
    return (one.replace("\0", "").strip() for one in values if isinstance(one, str) and one.strip())


def _handed(rows: Iterable[Any]) -> Iterator[str]:
    """The units and supervisors that rows of a hand-over name."""
    for row in rows:
        if isinstance(row, Mapping):
            yield from _texts([row.get("unit"), row.get("supervisor")])
