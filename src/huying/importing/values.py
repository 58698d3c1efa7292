"""One cell as the value of one field, by the field's type; what can't be read says why."""

import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import Struct

from huying.importing import amounts
from huying.importing.cells import text_of, tidy
from huying.importing.dates import Order, read_of
from huying.importing.naming import Names
from huying.rules.facts import Fact
from huying.rules.programme import Field, FieldType
from huying.rules.wording import Text

NO_DATE = Text("不是可识别的日期时间（如 2019/4/24 16:03）", "not a date and time such as 2019/4/24 16:03.")
TWO_WAYS = Text(
    "日与月的次序不明，请写成 2021-12-30 的样式",
    "it does not tell whether day or month comes first; write it as 2021-12-30.",
)
NO_MONEY = Text("不是可识别的金额（如 200万元）", "not an amount of money such as 200万元.")
NO_NUMBER = Text("不是可识别的数", "not a number.")


class Unread(Exception):  # noqa: N818 - told in the report
    """What stands in a cell names nothing that is known here."""


class Unfit(Exception):  # noqa: N818 - told as the reason why a row is refused
    """What stands in a cell can't be its field's value."""

    def __init__(self, problem: Text) -> None:
        self.problem = problem
        super().__init__(problem.en)


class Cell(Struct, frozen=True):
    """One cell: for which field (and its fact), under which caption, in a file that writes dates in this order, of which day.
    `verbatim`: what was answered elsewhere is kept as it stands there.
    """

    value: Any
    field: Field
    fact: Fact | None
    caption: str
    order: Order
    names: Names
    on: date
    verbatim: bool = False

    @property
    def text(self) -> str:
        """Its text on one line."""
        return " ".join(text_of(self.value).split())


def value_of(cell: Cell) -> Any:
    """The value as the form takes it. Raises Unread, Unfit."""
    return READERS[cell.field.type or "prose"](cell)


def _prose(cell: Cell) -> str:
    if cell.field.one_line:
        return cell.text
    return text_of(cell.value) if cell.verbatim else tidy(text_of(cell.value))


def _line(cell: Cell) -> str:
    return cell.text


def _code(cell: Cell) -> str:
    return "".join(cell.text.split())


def _choice(cell: Cell) -> str:
    wanted = _folded(cell.text)
    for code, one in cell.field.choices.items():
        if wanted in map(_folded, (code, one.zh, one.en, *one.aliases)):
            return code
    raise Unread


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _mark(cell: Cell) -> bool:
    found = amounts.mark_of(cell.value)
    if found is None:
        raise Unread
    return found


def _rating(cell: Cell) -> int:
    found = amounts.score_of(cell.value)
    if found is None:
        raise Unread
    return found


def _count(cell: Cell) -> int:
    found = amounts.number_of(cell.value)
    if found is None or found != int(found):
        raise Unfit(NO_NUMBER)
    return int(found)


def _quantity(cell: Cell) -> str:
    found = amounts.number_of(cell.value)
    if found is None:
        raise Unfit(NO_NUMBER)
    return f"{found:f}"


def _money(cell: Cell) -> str:
    """Counted in what the header says, else in what forms ask for it in."""
    asked = amounts.TEN_THOUSAND if cell.fact and cell.fact.ten_thousands else Decimal(1)
    found = amounts.money_of(cell.value, amounts.header_unit(cell.caption) or asked)
    if found is None:
        raise Unfit(NO_MONEY)
    return found


def _date(cell: Cell) -> str:
    read = read_of(cell.value, cell.order)
    if read is None:
        raise Unfit(unreadable(cell.value))
    return read.at.date().isoformat()


def unreadable(value: Any) -> Text:
    """Why a cell is no date: it is none at all, or it could be two."""
    two = read_of(value) is None and read_of(value, "day") and read_of(value, "month")
    return TWO_WAYS if two else NO_DATE


def _place(cell: Cell) -> str:
    return _known(cell.names.place(cell.text, cell.on))


def _unit(cell: Cell) -> str:
    """Who handled it elsewhere may be a unit that is no more."""
    return _known(cell.names.unit_ever(cell.text) if cell.verbatim else cell.names.unit(cell.text))


def _person(cell: Cell) -> str:
    return _known(cell.names.person(cell.text))


def _firm(cell: Cell) -> str:
    return _known(cell.names.firm(cell.text))


def _known(code: str) -> str:
    if not code:
        raise Unread
    return code


READERS: dict[FieldType, Callable[[Cell], Any]] = {
    "prose": _prose,
    "line": _line,
    "choice": _choice,
    "code": _code,
    "link": _code,
    "mark": _mark,
    "rating": _rating,
    "count": _count,
    "quantity": _quantity,
    "money": _money,
    "date": _date,
    "place": _place,
    "unit": _unit,
    "person": _person,
    "firm": _firm,
}
