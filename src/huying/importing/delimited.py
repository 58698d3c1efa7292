"""Rows of a CSV file, every line accounted for: bad bytes spoil their own line, and a quote that is never closed only its own row."""

import csv
from collections.abc import Iterator
from typing import Any

from huying.importing.cells import Row, unmarked
from huying.importing.errors import UnreadableFile

LONGEST = 64 * 1024 * 1024  # characters of a cell: one long cell is one bad row, not a bad file
SEPARATORS = (",", "\t", ";", "|")
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
ENCODINGS = ("utf-8", "gb18030")
SPOILT = "\x1a"  # the control character that stands for what could not be read
SWALLOWED = 2000  # lines that one quoted cell may run over; what runs on is no cell


def decoded(content: bytes) -> str:
    """The text in UTF-8 (with or without a mark), UTF-16 or GB 18030, whichever fits best; a NUL is data of no row and is taken out.
    Bytes that fit nowhere become `SPOILT`, which no field takes. Raises UnreadableFile where most lines are so.
    """
    marked = MARKS.get(content[:2])
    if marked:
        return content.decode(marked, "replace").replace("\0", "")
    try:
        return content.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError:
        return _fitting(content.removeprefix(b"\xef\xbb\xbf"))


def _fitting(content: bytes) -> str:
    """Line by line: no byte of a line break is part of a longer character in either encoding."""
    lines = content.split(b"\n")
    telling = [line for line in lines if not line.isascii()]
    spoilt = {encoding: sum(not _fits(line, encoding) for line in telling) for encoding in ENCODINGS}
    best = min(ENCODINGS, key=lambda encoding: spoilt[encoding])
    if 2 * spoilt[best] >= len(telling):
        raise UnreadableFile(field="file")
    kept = (line.decode(best, "replace") if spoilt[best] else line.decode(best) for line in lines)
    return "\n".join(line.replace("\ufffd", SPOILT) for line in kept).replace("\0", "")


def _fits(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


class Lines:
    """The lines of a text, to be read again from anywhere."""

    def __init__(self, text: str) -> None:
        self.lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if not self.lines[-1]:
            self.lines.pop()
        self.at = 0
        self.begun = 0

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        if self.at >= len(self.lines):
            raise StopIteration
        if self.at - self.begun > SWALLOWED:
            raise csv.Error("a cell without end")
        self.at += 1
        return self.lines[self.at - 1] + "\n"


def rows(text: str) -> Iterator[Row]:
    """Every row. A row whose quote swallows others, or is never closed, is read without quotes, and the others for themselves."""
    csv.field_size_limit(LONGEST)
    lines = Lines(text)
    separator = max(SEPARATORS, key=lines.lines[0].count) if lines.lines else ","
    reader: Any = csv.reader(lines, delimiter=separator, strict=True)
    width = 0
    while lines.at < len(lines.lines):
        lines.begun = lines.at
        try:
            row = next(reader)
        except csv.Error:
            row = []
        except StopIteration:
            return
        if not row or (len(row) != width and _swallows(lines, separator, width)):
            row = _unquoted(lines, separator)
        width = width or (len(row) if len(row) > 1 else 0)
        yield [unmarked(cell) for cell in row]


def _swallows(lines: Lines, separator: str, width: int) -> bool:
    """Whether the lines of a row look like rows themselves."""
    within = lines.lines[lines.begun + 1 : lines.at]
    return width > 1 and any(2 * line.count(separator) >= width - 1 for line in within)


def _unquoted(lines: Lines, separator: str) -> Row:
    """The first line of the row alone, its quotes as characters."""
    lines.at = lines.begun + 1
    return lines.lines[lines.begun].split(separator)
