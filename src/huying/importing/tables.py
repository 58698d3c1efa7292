"""A spreadsheet or CSV file as rows of text, numbers and instants. Knows nothing of letters."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from huying.importing import workbooks
from huying.importing.errors import FileTooBig, TooManyRows, UnreadableFile

MEGABYTE = 1024 * 1024
LARGEST = 64 * MEGABYTE  # bytes of a file
MOST = 200_000  # rows
WORKBOOKS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods")
SEPARATORS = (",", "\t", ";")
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
RISKY = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of a formula

Row = list[Any]


class Table(Struct, frozen=True):
    """A file's rows, and how many there are."""

    total: int
    rows: Iterator[Row]


def table(name: str, content: bytes) -> Table:
    """Every row of the first sheet. Told apart by content, not by name. Raises UnreadableFile, FileTooBig, TooManyRows."""
    if len(content) > LARGEST:
        raise FileTooBig(field="file", limit=LARGEST // MEGABYTE)
    if workbooks.is_workbook(content):
        messages = workbooks.messages(content)
        total = next(messages, 0)
        return _bounded(total, messages)
    if name.lower().endswith(WORKBOOKS):
        raise UnreadableFile(field="file")
    text = _decoded(content)
    return _bounded(sum(1 for _ in _csv(text)), _csv(text))


def _bounded(total: int, rows: Iterator[Row]) -> Table:
    if total > MOST:
        raise TooManyRows(field="file", limit=MOST)
    return Table(total, rows)


def _decoded(content: bytes) -> str:
    """CSV in UTF-8 (with or without a mark), UTF-16 or GB 18030; a NUL is data of no letter and is taken out."""
    marked = MARKS.get(content[:2])
    for encoding in [marked] if marked else ["utf-8-sig", "gb18030"]:
        try:
            return content.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(field="file")


def _csv(text: str) -> Iterator[Row]:
    csv.field_size_limit(LARGEST)  # one long cell is one bad row, not a bad file
    first = text[: text.find("\n")] if "\n" in text else text
    separator = max(SEPARATORS, key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            yield [_plain(cell) for cell in row]
    except csv.Error as error:
        raise UnreadableFile(field="file") from error


def harmless(cell: str) -> str:
    """The cell's text, marked as text where a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.startswith(RISKY) else cell


def _plain(cell: str) -> str:
    """The text of a cell that `harmless` marked: refused rows come back to us when they are corrected."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(RISKY) else cell


def text_of(cell: Any) -> str:
    """A cell as text: whole numbers without their ".0", nothing for an empty cell."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def instant_of(cell: Any) -> datetime | None:
    """A cell as a local date and time without zone, or None where it is none."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _serial(float(cell))
    return _parsed(text_of(cell))


def _serial(days: float) -> datetime | None:
    """Excel's count of days."""
    if 0 < days < 100_000:
        return datetime(1899, 12, 30) + timedelta(seconds=round(days * 86400))  # noqa: DTZ001 - Excel's day zero, local
    return None


def _parsed(text: str) -> datetime | None:
    plain = text.replace("/", "-").replace("T", " ").replace("年", "-").replace("月", "-").replace("日", "")
    for form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"):
        try:
            return datetime.strptime(plain, form)  # noqa: DTZ007 - local, the caller adds the zone
        except ValueError:
            continue
    return None
