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


class Problem(Text, frozen=True):
    """What is wrong with a field, in both languages."""


MISSING = Problem("请填写", "please fill this in.")
TOO_LONG = Problem("太长，请缩短或改用附件", "too long; shorten it or attach a file.")
NOT_A_CHOICE = Problem("请从选项中选择", "choose one of the options.")
NOT_A_NUMBER = Problem("请填写范围内的整数", "give a whole number within the range.")
NOT_A_DATE = Problem("请按 2021-12-30 的样式填写日期", "give the date as 2021-12-30.")
NOT_A_LIST = Problem("请填写列表", "give a list.")
UNKNOWN = Problem("此事项没有这一栏", "this action has no such field.")
BAD_TEXT = Problem("含有不能保存的字符", "contains characters that can't be kept.")


def check(programme: Programme, action: Action, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The payload's values in the field's own types, empty ones left out. Raises BadInput naming the first bad field."""
    for name in payload:
        if name not in action.fields:
            raise BadInput(field=name, problem=UNKNOWN)
    values = {}
    for name, field in action.fields.items():
        value = payload.get(name)
        if value is None or value in ("", []):
            if field.required:
                raise BadInput(field=name, problem=MISSING)
            continue
        values[name] = _value(programme, name, field, value)
    return values


def _value(programme: Programme, name: str, field: Field, value: Any) -> Any:  # noqa: PLR0911 - one line a type
    match field.type:
        case "choice":
            return _choice(programme, name, field, value)
        case "int":
            return _number(name, field, value)
        case "date":
            return _date(name, value)
        case "bool":
            return value in (True, "true", "on", "1", 1)
        case "assignments" | "names":
            return _list(name, value)
        case _:
            return _text(name, value, field.at_most or (PROSE if field.type == "prose" else LINE))


def _choice(programme: Programme, name: str, field: Field, value: Any) -> Any:
    if not isinstance(value, str) or value not in programme.choices(field):
        raise BadInput(field=name, problem=NOT_A_CHOICE)
    return value


def _text(name: str, value: Any, longest: int) -> str:
    """Text as it can be kept: NFC, no NUL, no lone surrogate, no control characters but line breaks and tabs."""
    if not isinstance(value, str):
        raise BadInput(field=name, problem=MISSING)
    if len(value) > longest:
        raise BadInput(field=name, problem=TOO_LONG)
    text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").strip()
    if UNKEPT.search(text):
        raise BadInput(field=name, problem=BAD_TEXT)
    if not text:
        raise BadInput(field=name, problem=MISSING)
    return text


def _number(name: str, field: Field, value: Any) -> int:
    try:
        number = int(str(value))
    except ValueError as error:
        raise BadInput(field=name, problem=NOT_A_NUMBER) from error
    low = field.at_least is not None and number < field.at_least
    if low or (field.at_most is not None and number > field.at_most):
        raise BadInput(field=name, problem=NOT_A_NUMBER)
    return number


def _date(name: str, value: Any) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError as error:
        raise BadInput(field=name, problem=NOT_A_DATE) from error


def _list(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list | tuple) or len(value) > LONGEST:
        raise BadInput(field=name, problem=NOT_A_LIST)
    return list(value)


def _row(name: str, value: Any) -> dict[str, Any]:
    """One row of a list: short texts and marks by name, nothing deeper."""
    if not isinstance(value, Mapping):
        raise BadInput(field=name, problem=NOT_A_LIST)
    return {str(key): _cell(name, item) for key, item in value.items() if item not in (None, "")}


def _cell(name: str, value: Any) -> str | bool:
    return value if isinstance(value, bool) else _text(name, value, LINE)
