"""Tables as offices write them: the header found, its columns known by the names they are given, every fault in its cell."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from msgspec import Struct

from huying.rules.wording import Text

K = TypeVar("K", bound=str)
Row = Mapping[str, str]  # what stands in a line, by field
Names = Mapping[K, Sequence[str]]  # what each is called in files

HEADER_WITHIN = 10  # rows in which the header stands; above it there may be titles
NOTE = re.compile(r"[（(【\[].*?[)）】\]]|[*＊\s:：]")  # 编码（必填）, *名称, 名 称
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00(?::00)?)?")
ROUNDED = re.compile(r"\d+(\.\d+)?E\+\d+", re.IGNORECASE)

MISSING = Text("此格须填写。", "this must be filled in.")
CODE = Text("编码只能用字母、数字和“-”“_”。", "a code is letters, digits, “-” and “_”.")
TOO_LONG = Text("太长。", "this is too long.")
DAMAGED = Text(
    "编码被表格软件改成了科学计数法，后几位已丢失；请把该列设为“文本”格式后重新填写。",
    "a spreadsheet has turned this code into a rounded number and lost its last digits; make the column text, fill it in anew.",
)
NO_DAY = Text("日期请写作 2021-12-30。", "write a date as 2021-12-30.")


class Fault(Struct, frozen=True):
    """What is wrong in one cell: the line as the spreadsheet counts (0: the whole table), the column as the file calls it."""

    line: int
    column: str
    text: Text


class Sheet:
    """A table by its columns. Reading its cells collects what is wrong with them; nothing of it counts while there is any."""

    def __init__(self, rows: Iterable[Sequence[Any]], known: Names[str], needed: Sequence[str]) -> None:
        """Find the header: the first of ten rows that names all that is `needed`."""
        self.faults: list[Fault] = []
        self.ignored: tuple[str, ...] = ()  # columns that nobody reads
        self._columns: dict[str, int] = {}
        self._titles: list[str] = []
        self._rows = enumerate(([text_of(cell) for cell in row] for row in rows), 1)
        for line, cells in self._rows:
            columns = _columns(cells, known)
            if all(field in columns for field in needed):
                self._columns, self._titles = columns, cells
                self.ignored = tuple(cell for at, cell in enumerate(cells) if cell and at not in columns.values())
                return
            if line == HEADER_WITHIN:
                break
        said = "、".join(known[field][0] for field in needed)
        no_header = Text(
            f"没有找到表头，须有这些列：{said}。", f"no header was found; these columns are needed: {said}."
        )
        self.faults.append(Fault(0, "", no_header))

    def lines(self) -> Iterator[tuple[int, Row]]:
        """The lines below the header that hold anything, numbered as the spreadsheet does. To be walked once."""
        for line, cells in self._rows if self._columns else ():
            if any(cells):
                yield line, {field: cells[at] for field, at in self._columns.items() if at < len(cells)}

    def fault(self, line: int, field: str, text: Text) -> None:
        """Something is wrong with a field of a line."""
        at = self._columns.get(field)
        self.faults.append(Fault(line, "" if at is None else self._titles[at], text))

    def word(self, line: int, row: Row, field: str, longest: int) -> str:
        """What stands in a field that must be filled in."""
        said = row.get(field, "")
        if not said:
            self.fault(line, field, MISSING)
        elif len(said) > longest:
            self.fault(line, field, TOO_LONG)
        return said

    def code(self, line: int, row: Row, longest: int) -> str:
        """A code; empty where there is none."""
        said = row.get("code", "")
        if ROUNDED.fullmatch(said):
            self.fault(line, "code", DAMAGED)
        elif not said.isascii() or not said.replace("-", "").replace("_", "").isalnum():
            self.fault(line, "code", CODE if said else MISSING)
        elif len(said) > longest:
            self.fault(line, "code", TOO_LONG)
        return said

    def one_of(self, line: int, row: Row, field: str, names: Names[K], otherwise: K) -> K:
        """The one of these that is named."""
        said = _plain(row.get(field, ""))
        for one, called in names.items():
            if said in map(_plain, called):
                return one
        offered = "、".join(called[0] for called in names.values())
        self.fault(line, field, Text(f"请填其中之一：{offered}。", f"give one of: {offered}."))
        return otherwise

    def day(self, line: int, row: Row, field: str) -> date | None:
        """The day that stands in a field, None for an empty one."""
        said = row.get(field, "")
        found = DAY.fullmatch(said)
        try:
            if found:
                return date(*map(int, found.groups()))
        except ValueError:
            found = None
        if said and not found:
            self.fault(line, field, NO_DAY)
        return None

    def meant(self, line: int, row: Row, field: str, codes: Mapping[str, Sequence[str]]) -> str:
        """The code that a field tells by itself or by the name of one thing; empty for an empty field.

        `codes` are the codes by name; every code stands for itself too.
        """
        said = row.get(field, "")
        found = codes.get(said, ())
        if said and not found:
            self.fault(line, field, Text(f"没有“{said}”。", f"there is no “{said}”."))
        if len(found) > 1:
            several = "、".join(found)
            self.fault(
                line,
                field,
                Text(f"“{said}”有几个，请填编码：{several}。", f"“{said}” is several; give a code: {several}."),
            )
        return found[0] if len(found) == 1 else ""


def _columns(cells: Sequence[str], known: Names[str]) -> dict[str, int]:
    """Which column holds which field: the first that bears one of its names."""
    plain = [_plain(cell) for cell in cells]
    found: dict[str, int] = {}
    for field, names in known.items():
        places = [plain.index(name) for name in names if name in plain]
        free = [place for place in places if place not in found.values()]
        if free:
            found[field] = free[0]
    return found


def _plain(text: str) -> str:
    """A word without remarks in brackets, stars, colons and blanks."""
    return NOTE.sub("", text).lower()


def text_of(cell: Any) -> str:
    """A cell as text: a code that came as a number without its ".0", nothing for an empty cell."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace("\0", "").strip()


def words_of(text: str) -> tuple[str, ...]:
    """The words of a list in one cell."""
    return tuple(word for word in re.split(r"[、,，;；\s]+", text) if word)
