"""A spreadsheet or CSV file as rows of text and instants. Knows nothing of letters."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from huying.cases.importing.errors import TooManyRows, UnreadableFile

LARGEST = 64 * 1024 * 1024  # bytes of a file
UNPACKED = 512 * 1024 * 1024  # bytes an .xlsx may unpack to; a bomb is larger
MOST = 200_000  # rows
LONGEST = 1_000_000  # characters of one cell; the form's own limits are far below

Row = list[Any]


def rows(name: str, content: bytes) -> Iterator[Row]:
    """Every row of the first sheet, cells as text, numbers, dates or None. Raises UnreadableFile, TooManyRows."""
    if len(content) > LARGEST:
        raise UnreadableFile(field="file")
    read = _csv if name.lower().endswith(".csv") else _workbook
    for number, row in enumerate(read(content)):
        if number > MOST:
            raise TooManyRows(field="file", limit=MOST)
        yield row


def _workbook(content: bytes) -> Iterator[Row]:
    if content[:2] == b"PK":
        _no_bomb(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        yield from (list(row) for row in sheet.iter_rows())
    except (CalamineError, ValueError, OSError, IndexError, OverflowError) as error:
        raise UnreadableFile(field="file") from error


def _no_bomb(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise UnreadableFile(field="file") from error
    if unpacked > UNPACKED:
        raise UnreadableFile(field="file")


def _csv(content: bytes) -> Iterator[Row]:
    """CSV in UTF-8 (with or without a mark) or GB 18030; a NUL is data of no letter and is taken out."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        csv.field_size_limit(LONGEST)
        try:
            yield from csv.reader(io.StringIO(text.replace("\0", ""), newline=""), strict=False)
        except csv.Error as error:
            raise UnreadableFile(field="file") from error
        return
    raise UnreadableFile(field="file")


def text_of(cell: Any) -> str:
    """A cell as text: whole numbers without their ".0", nothing for an empty cell."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def instant_of(cell: Any) -> datetime | None:
    """A cell as a local date and time without zone, or None where it is none."""
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - local, the caller adds the zone
    if isinstance(cell, int | float) and 0 < cell < 100_000:
        return datetime(1899, 12, 30) + timedelta(days=float(cell))  # noqa: DTZ001 - Excel's day zero
    return _parsed(text_of(cell))


def _parsed(text: str) -> datetime | None:
    plain = text.replace("/", "-").replace("T", " ").replace("年", "-").replace("月", "-").replace("日", "")
    for form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"):
        try:
            return datetime.strptime(plain, form)  # noqa: DTZ007 - local, the caller adds the zone
        except ValueError:
            continue
    return None
