"""What an action asks for: the payload checked field by field, before anything is decided."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from huying.rules.errors import BadInput
from huying.rules.programme import Action, Field, Programme
from huying.rules.wording import Text

UNKEPT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # controls and lone surrogates
LINE, PROSE = 200, 20_000  # characters; a letter longer than twenty thousand is an attachment
LONGEST = 100  # rows of a list
LARGEST = 32_767  # what a number without a bound of its own may be
NAME = 60  # characters of a name in a list, as the ledger's column holds it
FACTS = {"place": 20}  # lines that become facts of the case are codes: characters of the ledger's columns
ASSIGNMENT = {"unit": 40, "role": 10, "line": 20, "supervisor": 40}  # characters
YES, NO = (True, "true", "on", "1"), (False, "false", "off", "0")  # 1 == True, 0 == False


class Problem(Text, frozen=True):
    """What is wrong with a field, in both languages."""


MISSING = Problem("请填写", "please fill this in.")
TOO_LONG = Problem("太长，请缩短或改用附件", "too long; shorten it or attach a file.")
NOT_A_CHOICE = Problem("请从选项中选择", "choose one of the options.")
NOT_A_NUMBER = Problem("请填写范围内的整数", "give a whole number within the range.")
NOT_A_DATE = Problem("请按 2021-12-30 的样式填写日期", "give the date as 2021-12-30.")
NOT_A_LIST = Problem("请填写列表", "give a list.")
NOT_A_ROW = Problem(
    "每行须写明单位、主协办、线别等，且不含其他内容", "each row names unit, role, line and the like, and nothing else."
)
NOT_A_MARK = Problem("请选择是或否", "say yes or no.")
UNKNOWN = Problem("此事项没有这一栏", "this action has no such field.")
BAD_TEXT = Problem("含有不能保存的字符", "contains characters that can't be kept.")


def check(programme: Programme, action: Action, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The payload's values in the field's own types, empty ones left out. Raises BadInput naming the first bad field."""
    if not payload.keys() <= action.fields.keys():
        unknown = next(name for name in payload if name not in action.fields)
        raise BadInput(field=_shown(unknown), problem=UNKNOWN)
    values = {}
    for name, field in action.fields.items():
        value = payload.get(name)
        if not value and (value is None or value in ("", [])):
            if field.required:
                raise BadInput(field=name, problem=MISSING)
            continue
        values[name] = _value(programme, name, field, value)
    return values


def text(name: str, value: Any, longest: int = LINE) -> str:
    """One line of text from outside, as the forms keep it. Raises BadInput naming `name`."""
    return _text(name, value, longest)


def _shown(name: Any) -> str:
    """The name of a field that does not exist, fit to be shown: somebody made it up."""
    return str(name)[:NAME].encode(errors="replace").decode()


def _value(programme: Programme, name: str, field: Field, value: Any) -> Any:  # noqa: PLR0911 - one line a type
    match field.type:
        case "prose":
            return _text(name, value, field.at_most or PROSE)
        case "choice":
            return _choice(programme, name, field, value)
        case "int":
            return _number(name, field, value)
        case "date":
            return _date(name, value)
        case "bool":
            return _mark(name, value)
        case "assignments":
            return [_assignment(name, one) for one in _list(name, value)]
        case "names":
            return [_text(name, one, NAME) for one in _list(name, value)]
        case _:
            return _text(name, value, field.at_most or FACTS.get(name, LINE))


def _choice(programme: Programme, name: str, field: Field, value: Any) -> Any:
    if not isinstance(value, str) or value not in programme.options(field):
        raise BadInput(field=name, problem=NOT_A_CHOICE)
    return value


def _text(name: str, value: Any, longest: int) -> str:
    """Text as it can be kept: NFC, no NUL, no lone surrogate, no control characters but line breaks and tabs."""
    if not isinstance(value, str):
        raise BadInput(field=name, problem=MISSING)
    if len(value) > longest:
        raise BadInput(field=name, problem=TOO_LONG)
    kept = unicodedata.normalize("NFC", value).replace("\r\n", "\n").strip()
    if kept and kept.isprintable():  # what most text is; it can hold nothing of what is looked for below
        return kept
    if UNKEPT.search(kept):
        raise BadInput(field=name, problem=BAD_TEXT)
    if not kept or not any(unicodedata.category(letter)[0] not in "CZ" for letter in kept):
        raise BadInput(field=name, problem=MISSING)
    return kept


def _number(name: str, field: Field, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise BadInput(field=name, problem=NOT_A_NUMBER)
    try:
        number = int(value)
    except ValueError as error:
        raise BadInput(field=name, problem=NOT_A_NUMBER) from error
    low = field.at_least is not None and number < field.at_least
    if low or number > (LARGEST if field.at_most is None else field.at_most):
        raise BadInput(field=name, problem=NOT_A_NUMBER)
    return number


def _date(name: str, value: Any) -> str:
    try:
        return date.fromisoformat(_text(name, value, LINE)).isoformat()
    except ValueError as error:
        raise BadInput(field=name, problem=NOT_A_DATE) from error


def _mark(name: str, value: Any) -> bool:
    """Yes or no, as JSON or as a form sends it."""
    if not isinstance(value, bool | int | str) or value not in (*YES, *NO):
        raise BadInput(field=name, problem=NOT_A_MARK)
    return value in YES


def _list(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list | tuple) or len(value) > LONGEST:
        raise BadInput(field=name, problem=NOT_A_LIST)
    return list(value)


def _assignment(name: str, value: Any) -> dict[str, Any]:
    """One row of a hand-over: codes and marks by name, nothing else and nothing deeper."""
    if not isinstance(value, Mapping) or not value.keys() <= {*ASSIGNMENT, "required"}:
        raise BadInput(field=name, problem=NOT_A_ROW)
    row: dict[str, Any] = {
        key: _text(name, value[key], longest) for key, longest in ASSIGNMENT.items() if value.get(key) not in (None, "")
    }
    if value.get("required") is not None:
        row["required"] = _mark(name, value["required"])
    return row
