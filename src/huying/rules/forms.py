"""What an action asks for: the payload checked field by field, before anything is decided."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from msgspec import Struct, to_builtins

from huying.rules import amounts
from huying.rules.errors import BadInput
from huying.rules.facts import Fact
from huying.rules.programme import Action, Field, FieldType, Programme
from huying.rules.wording import Text

UNKEPT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # controls and lone surrogates
LINE, PROSE, CODE = 200, 20_000, 60  # characters; a letter longer than twenty thousand is an attachment
LONGEST = 100  # rows of a list
LARGEST = 10**15  # what a number without a bound of its own may be; money and quantities too
RATING = (1, 5)
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)
FURTHEST = timedelta(days=3660)  # that a date may lie ahead; what lies further is a slip of the pen
ASSIGNMENT = {"unit": 40, "role": 10, "line": 20, "supervisor": 40}  # characters
YES, NO = (True, "true", "on", "1"), (False, "false", "off", "0")  # 1 == True, 0 == False


class File(Struct, frozen=True):
    """A file that the ledger keeps, as whoever stored it tells of it. No form and no API can make one: only what was examined and
    stored is attached.
    """

    id: str
    name: str
    digest: str
    media_type: str
    size: int


class Problem(Text, frozen=True):
    """What is wrong with a field, in both languages."""


MISSING = Problem("请填写", "please fill this in.")
TOO_LONG = Problem("太长，请缩短或改用附件", "too long; shorten it or attach a file.")
NOT_A_CHOICE = Problem("请从选项中选择", "choose one of the options.")
NOT_A_NUMBER = Problem("请填写范围内的整数", "give a whole number within the range.")
NOT_AN_AMOUNT = Problem(
    "请填写范围内的数，小数位数不超过规定", "give a number within the range, with no more digits than are kept."
)
NOT_A_DATE = Problem("请按 2021-12-30 的样式填写日期", "give the date as 2021-12-30.")
NOT_AHEAD = Problem("日期须在今天之后、十年以内", "the date must lie after today, and within ten years.")
NOT_A_LIST = Problem("请填写列表", "give a list.")
NOT_A_CODE = Problem("代码不含空格", "a code has no blanks in it.")
NOT_A_ROW = Problem(
    "每行须写明单位、主协办、线别等，且不含其他内容", "each row names unit, role, line and the like, and nothing else."
)
NOT_A_FILE = Problem("请选择文件", "choose a file.")
NOT_A_MARK = Problem("请选择是或否", "say yes or no.")
UNKNOWN = Problem("此事项没有这一栏", "this action has no such field.")
BAD_TEXT = Problem("含有不能保存的字符", "contains characters that can't be kept.")
EXCLUDED = Problem("与前面的选择不符，请留空", "does not go with what was chosen before; leave it empty.")


def check(programme: Programme, action: Action, payload: Mapping[str, Any], today: date) -> dict[str, Any]:
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
        ask = Ask(name, field, value, programme.facts.get(field.fact), today)
        values[name] = READERS[field.type or "prose"](ask)
    _together(action, values)
    return values


def _together(action: Action, values: Mapping[str, Any]) -> None:
    """What excludes or demands each other."""
    for rule in action.given:
        if not all(values.get(name) in answers for name, answers in rule.when.items()):
            continue
        for name in rule.forbids:
            if name in values:
                raise BadInput(field=name, problem=EXCLUDED)
        for name in rule.demands:
            if name not in values:
                raise BadInput(field=name, problem=MISSING)


def text(name: str, value: Any, longest: int = LINE) -> str:
    """One line of text from outside, as the forms keep it. Raises BadInput naming `name`."""
    return _text(name, value, longest, one_line=True)


def _shown(name: Any) -> str:
    """The name of a field that does not exist, fit to be shown: somebody made it up."""
    return str(name)[:CODE].encode(errors="replace").decode()


class Ask(NamedTuple):
    """One value that was given: under which name, for which field (and its fact), on which day."""

    name: str
    field: Field
    value: Any
    fact: Fact | None
    today: date


def _read_text(ask: Ask) -> str:
    longest = ask.field.at_most or (PROSE if ask.field.type == "prose" else LINE)
    return _text(ask.name, ask.value, longest, one_line=ask.field.one_line or ask.field.type == "line")


def _read_choice(ask: Ask) -> str:
    if not isinstance(ask.value, str) or ask.value not in ask.field.choices:
        raise BadInput(field=ask.name, problem=NOT_A_CHOICE)
    return ask.value


def _read_code(ask: Ask) -> str:
    return _code(ask.name, ask.value)


def _read_count(ask: Ask) -> int:
    return _number(ask.name, ask.value, ask.field.at_least, ask.field.at_most)


def _read_rating(ask: Ask) -> int:
    low, high = (
        bound if own is None else own
        for own, bound in zip((ask.field.at_least, ask.field.at_most), RATING, strict=True)
    )
    return _number(ask.name, ask.value, low, high)


def _read_amount(ask: Ask) -> str:
    return _amount(ask, amounts.CENTS if ask.field.type == "money" else ask.fact.digits if ask.fact else 0)


def _read_date(ask: Ask) -> str:
    return _date(ask.name, ask.value, ask.today if ask.fact and ask.fact.ahead else None)


def _read_mark(ask: Ask) -> bool:
    return _mark(ask.name, ask.value)


def _read_assignments(ask: Ask) -> list[dict[str, Any]]:
    return [_assignment(ask.name, one) for one in _list(ask.name, ask.value)]


def _read_names(ask: Ask) -> list[str]:
    return [_code(ask.name, one) for one in _list(ask.name, ask.value)]


def _read_file(ask: Ask) -> dict[str, Any]:
    return _file(ask.name, ask.value)


READERS: dict[FieldType, Callable[[Ask], Any]] = {
    **dict.fromkeys(("prose", "line"), _read_text),
    **dict.fromkeys(("code", "place", "unit", "person", "firm", "link"), _read_code),
    **dict.fromkeys(("money", "quantity"), _read_amount),
    "choice": _read_choice,
    "mark": _read_mark,
    "count": _read_count,
    "rating": _read_rating,
    "date": _read_date,
    "assignments": _read_assignments,
    "names": _read_names,
    "file": _read_file,
}


def _text(name: str, value: Any, longest: int, *, one_line: bool = False) -> str:
    """Text as it can be kept: NFC, no NUL, no lone surrogate, no control character but line breaks and tabs; on one line where
    that is wanted, every blank a single one. Asked twice for its length: composing can lengthen it.
    """
    if not isinstance(value, str):
        raise BadInput(field=name, problem=MISSING)
    if len(value) > longest:
        raise BadInput(field=name, problem=TOO_LONG)
    kept = unicodedata.normalize("NFC", value).replace("\r\n", "\n").strip()
    if one_line:
        kept = " ".join(kept.split())
    if len(kept) > longest:
        raise BadInput(field=name, problem=TOO_LONG)
    if kept and kept.isprintable():  # what most text is; it can hold nothing of what is looked for below
        return kept
    if UNKEPT.search(kept):
        raise BadInput(field=name, problem=BAD_TEXT)
    if not kept or not any(unicodedata.category(letter)[0] not in "CZ" for letter in kept):
        raise BadInput(field=name, problem=MISSING)
    return kept


def _code(name: str, value: Any) -> str:
    code = _text(name, value, CODE, one_line=True)
    if " " in code:
        raise BadInput(field=name, problem=NOT_A_CODE)
    return code


def _number(name: str, value: Any, least: int | None, most: int | None) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise BadInput(field=name, problem=NOT_A_NUMBER)
    try:
        number = int(value)
    except ValueError as error:
        raise BadInput(field=name, problem=NOT_A_NUMBER) from error
    if not (-LARGEST if least is None else least) <= number <= (LARGEST if most is None else most):
        raise BadInput(field=name, problem=NOT_A_NUMBER)
    return number


def _amount(ask: Ask, digits: int) -> str:
    """An exact decimal as text with just so many digits behind the point; what has more digits is refused."""
    low = 0 if ask.field.at_least is None else ask.field.at_least
    high = LARGEST if ask.field.at_most is None else ask.field.at_most
    known = isinstance(ask.value, int | str | Decimal) and not isinstance(ask.value, bool)
    amount = amounts.exact(ask.value, digits, money=ask.field.type == "money") if known else None
    if amount is None or not low <= amount <= high:
        raise BadInput(field=ask.name, problem=NOT_AN_AMOUNT)
    return amounts.kept(amount)


def _date(name: str, value: Any, today: date | None) -> str:
    """A day; one that lies ahead of `today` where that is given."""
    try:
        day = date.fromisoformat(_text(name, value, LINE))
    except ValueError as error:
        raise BadInput(field=name, problem=NOT_A_DATE) from error
    if not EARLIEST <= day <= LATEST:
        raise BadInput(field=name, problem=NOT_A_DATE)
    if today is not None and not today < day <= today + FURTHEST:
        raise BadInput(field=name, problem=NOT_AHEAD)
    return day.isoformat()


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


def _file(name: str, value: Any) -> dict[str, Any]:
    """A file that was stored, or (to take one away) the id of one that the case has."""
    if isinstance(value, File):
        row: dict[str, Any] = to_builtins(value)
        return row
    if not isinstance(value, Mapping) or value.keys() != {"id"}:
        raise BadInput(field=name, problem=NOT_A_FILE)
    return {"id": _code(name, value["id"])}
