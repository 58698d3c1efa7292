"""Reads one workbook from standard input and writes its rows to standard output, in a process that may not grow.

Run by `workbooks.py`: what a hostile workbook can do (text repeated into gigabytes, endless parsing) ends with this
process. Each message is its length in four bytes and then MessagePack: for each sheet its name, then one row at a time.
"""

import io
import resource
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, BinaryIO

from msgspec import msgpack
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

MEMORY = 1024**3  # bytes of address space
SECONDS = 120  # of processor time
FAILED = 3  # exit status: not a workbook
HEADED = 25  # rows from the top in which a header's cells reach to the right over the columns that they head
MERGED = 100_000  # merged ranges that are filled


def main() -> None:
    """Read standard input to its end, write every row of every sheet."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        write(sys.stdout.buffer, messages(sys.stdin.buffer.read()))
    except (CalamineError, ValueError, OSError, IndexError, OverflowError, MemoryError):
        sys.exit(FAILED)


def messages(content: bytes) -> Iterator[Any]:
    """The name of each sheet that has something in it, then its rows."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        if sheet.end is not None:
            yield name
            yield from filled(sheet)


def filled(sheet: CalamineSheet) -> Iterator[list[Any]]:
    """The rows of a sheet; what is merged stands in every row that it covers, and at the top in every column."""
    ranges = sorted((sheet.merged_cell_ranges or [])[:MERGED])
    under: list[
        tuple[int, int, int, Any]
    ] = []  # merged cells that reach this row: last row, first and last column, value
    waiting = 0
    for number, row in enumerate(sheet.iter_rows()):
        cells = [plain(cell) for cell in row]
        under = [one for one in under if one[0] >= number]
        for _, left, right, value in under:
            _fill(cells, left, right if number < HEADED else left, value)
        while waiting < len(ranges) and ranges[waiting][0][0] == number:
            (_, left), (last, right) = ranges[waiting]
            value = cells[left] if left < len(cells) else None
            _fill(cells, left, right if number < HEADED else left, value)
            under.append((last, left, right, value))
            waiting += 1
        yield cells


def _fill(cells: list[Any], left: int, right: int, value: Any) -> None:
    for column in range(left, min(right + 1, len(cells))):
        cells[column] = value


def plain(cell: Any) -> Any:
    """A cell as text, number or None; a date as text that `dates.read_of` reads."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if cell is None or isinstance(cell, float | int) else str(cell)


def write(out: BinaryIO, items: Iterable[Any]) -> None:
    """Every item with its length before it."""
    encode = msgpack.Encoder().encode
    for item in items:
        packed = encode(item)
        out.write(len(packed).to_bytes(4, "big") + packed)
    out.flush()


if __name__ == "__main__":
    main()
