"""Reads one workbook from standard input and writes its rows to standard output, in a process that may not grow.

Run by `workbooks.py`: what a hostile workbook can do (text repeated into gigabytes, endless parsing) ends with this
process. Each message is its length in four bytes and then MessagePack: first the number of rows, then one row at a time.
"""

import io
import resource
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, BinaryIO

from msgspec import msgpack
from python_calamine import CalamineError, CalamineWorkbook

MEMORY = 1024**3  # bytes of address space
SECONDS = 120  # of processor time
FAILED = 3  # exit status: not a workbook


def main() -> None:
    """Read standard input to its end, write every row of the first sheet."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        write(sys.stdout.buffer, messages(sys.stdin.buffer.read()))
    except (CalamineError, ValueError, OSError, IndexError, OverflowError, MemoryError):
        sys.exit(FAILED)


def messages(content: bytes) -> Iterator[Any]:
    """The number of rows, then the rows."""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    yield sheet.end[0] + 1 if sheet.end else 0
    yield from ([plain(cell) for cell in row] for row in sheet.iter_rows())


def plain(cell: Any) -> Any:
    """A cell as text, number or None; a date as text that `tables.instant_of` reads."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if cell is None or isinstance(cell, float | int) else str(cell)


def write(out: BinaryIO, items: Iterable[Any]) -> None:
    """Every item with its length before it."""
    encode = msgpack.Encoder().encode
    for item in items:
        body = encode(item)
        out.write(len(body).to_bytes(4, "big") + body)
    out.flush()


if __name__ == "__main__":
    main()
