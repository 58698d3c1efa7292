"""A spreadsheet, CSV file or web page as sheets of rows of text and numbers. Knows nothing of cases.

A file is read once and wholly, before anything is made of it: its rows wait in a temporary file, to be gone through again and again.
"""

import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any, Self

from msgspec import Struct, msgpack

from huying.importing import delimited, webpages, workbooks
from huying.importing.cells import Row
from huying.importing.errors import FileTooBig, TooManyRows, UnreadableFile

MEGABYTE = 1024 * 1024
LARGEST = 64 * MEGABYTE  # bytes of a file
MOST = 200_000  # rows
WORKBOOKS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods")
IN_MEMORY = 8 * MEGABYTE  # bytes of rows that wait there before they go to the disk


class Sheet(Struct):
    """One sheet: its name (empty in a file that has but one), how many rows it has, and where they lie in the file of all."""

    name: str
    rows: int = 0
    start: int = 0


class Book:
    """The rows of a file, sheet by sheet; to be closed after use (`with`)."""

    def __init__(self, messages: Iterable[Any]) -> None:
        """From names of sheets and their rows, in this order. Raises TooManyRows, and what the messages raise."""
        self.sheets: list[Sheet] = []
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed with the book
        try:
            self._keep(messages)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _keep(self, messages: Iterable[Any]) -> None:
        encode = msgpack.Encoder().encode
        for item in messages:
            if isinstance(item, str):
                self.sheets.append(Sheet(item, start=self._file.tell()))
                continue
            if self.total >= MOST:
                raise TooManyRows(field="file", limit=MOST)
            packed = encode(item)
            self._file.write(len(packed).to_bytes(4, "big") + packed)
            self.sheets[-1].rows += 1

    @property
    def total(self) -> int:
        """Rows of all sheets."""
        return sum(sheet.rows for sheet in self.sheets)

    def rows(self, sheet: Sheet) -> Iterator[Row]:
        """Every row of a sheet, from its first."""
        decode, at = msgpack.Decoder(list).decode, sheet.start
        for _ in range(sheet.rows):
            self._file.seek(at)
            length = int.from_bytes(self._file.read(4), "big")
            yield decode(self._file.read(length))
            at += 4 + length


def read(name: str, content: bytes) -> Book:
    """Every row of every sheet. Told apart by content, not by name. Raises UnreadableFile, FileTooBig, TooManyRows."""
    if len(content) > LARGEST:
        raise FileTooBig(field="file", limit=LARGEST // MEGABYTE)
    if workbooks.is_workbook(content):
        return Book(workbooks.messages(content))
    if webpages.is_page(content):
        return Book(_alone(webpages.rows(content)))
    if name.lower().endswith(WORKBOOKS):
        raise UnreadableFile(field="file")
    return Book(_alone(delimited.rows(delimited.decoded(content))))


def _alone(rows: Iterable[Row]) -> Iterator[Any]:
    """The rows of a file that is one sheet."""
    yield ""
    yield from rows
