"""The header of each sheet of a file, and what lies under it: which sheets hold rows of cases, and which don't."""

from collections.abc import Iterator, Mapping
from itertools import islice, pairwise
from typing import Any

from msgspec import Struct

from huying.importing import dates
from huying.importing.cells import Row, text_of
from huying.importing.columns import OPENED, chosen, columns, missing, recognised, unread
from huying.importing.dates import Order
from huying.importing.errors import NoHeader, NothingInIt
from huying.importing.headers import forms, plain
from huying.importing.tables import Book, Sheet
from huying.rules.wording import Text

SEARCHED = 20  # rows from the top in which the header may stand
CAPTION = 40  # characters of a column's name that are shown
SHORT = 20  # characters of what can be the name of a column in a second row of the header


class Header(Struct, frozen=True):
    """Which row holds the names of the columns (from 1; the last of two), every name as the file writes it, and the columns by code.

    `order` says whether day or month comes first in the sheet's dates; `dated` that most of its rows say when they came, so that one
    which does not is refused.
    """

    sheet: Sheet
    line: int
    captions: tuple[str, ...]
    columns: dict[str, int]
    order: Order = ""
    dated: bool = True

    def cell(self, row: Row, code: str) -> Any:
        """The row's cell of that column, or None."""
        at = self.columns.get(code)
        return row[at] if at is not None and at < len(row) else None

    def caption(self, code: str, programme: str) -> str:
        """What the file calls a column; what it is called here where the file has none."""
        at = self.columns.get(code)
        known = columns(programme).get(code)
        return self.captions[at] if at is not None else known.name.zh if known else code

    @property
    def ignored(self) -> list[str]:
        """The columns that nothing reads, but for running numbers."""
        read = set(self.columns.values())
        return [
            caption
            for at, caption in enumerate(self.captions)
            if at not in read and caption and unread().isdisjoint(forms(caption))
        ]


def headers(programme: str, book: Book, mapping: Mapping[str, str]) -> tuple[list[Header], list[Sheet]]:
    """The sheets that hold cases, each with its header, and those that don't. Raises NoHeader where none does, naming what is missing."""
    found: list[Header] = []
    others: list[Sheet] = []
    for sheet in book.sheets:
        header = _header(programme, book, sheet, mapping)
        if header is None or missing(programme, header.columns):
            others.append(sheet)
        else:
            found.append(header)
    if not found:
        raise _no_header(programme, book, mapping)
    return found, others


def likely(programme: str, book: Book, mapping: Mapping[str, str]) -> Header | None:
    """The header of the first sheet that has something like one, complete or not."""
    found = (_header(programme, book, sheet, mapping) for sheet in book.sheets)
    return next((one for one in found if one is not None), None)


def _no_header(programme: str, book: Book, mapping: Mapping[str, str]) -> NoHeader:
    """Why no sheet of the file will do."""
    header = likely(programme, book, mapping)
    if header is None:
        return NothingInIt(field="file")
    names = [one.name for one in missing(programme, header.columns)]
    return NoHeader(field="file", missing=Text("、".join(one.zh for one in names), ", ".join(one.en for one in names)))


def _header(programme: str, book: Book, sheet: Sheet, mapping: Mapping[str, str]) -> Header | None:
    """The row, or the two, among the first ones in which most columns are known; else the first that can be a header at all."""
    captioned = [tuple(text_of(cell)[:CAPTION] for cell in row) for row in islice(book.rows(sheet), SEARCHED + 1)]
    pairs = list(enumerate(pairwise(captioned)))
    halves = {one for at, (above, below) in pairs if _merged(above, below) for one in (at, at + 1)}
    ways = [(at, captions) for at, captions in enumerate(captioned) if any(captions) and at not in halves]
    ways += [
        (at + 1, _joined(programme, above, below))
        for at, (above, below) in pairs
        if _merged(above, below) or _goes_on(programme, above, below)
    ]
    if not ways:
        return None
    last, captions = max(ways, key=lambda way: (len(_found(programme, way[1], mapping)), -way[0]))
    found = _found(programme, captions, mapping)
    if not found:
        last, captions = next(((at, one) for at, one in ways if sum(map(bool, one)) > 1), ways[0])
    header = Header(sheet, last + 1, captions, found)
    order = dates.order(_dates(programme, book, header))
    return Header(sheet, last + 1, captions, found, order, _dated(book, header))


def _found(programme: str, captions: tuple[str, ...], mapping: Mapping[str, str]) -> dict[str, int]:
    return chosen(programme, captions, mapping) if mapping else recognised(programme, captions)


def _merged(above: tuple[str, ...], below: tuple[str, ...]) -> bool:
    """Whether two rows are one header: some names stand over both of them, and what else the second has is short names too."""
    new = _new(above, below)
    over = [one for one in below if one and one in above]
    return bool(new) and len(over) > 1 and not any(map(_no_caption, new)) and _same(above, below)


def _same(above: tuple[str, ...], below: tuple[str, ...]) -> bool:
    """Whether names that stand in both rows stand in the same columns, each under itself."""
    return all(one == other for one, other in zip(above, below, strict=False) if one in below or other in above)


def _new(above: tuple[str, ...], below: tuple[str, ...]) -> list[str]:
    return [caption for at, caption in enumerate(below) if caption and caption not in above[at : at + 1]]


def _no_caption(text: str) -> bool:
    """Whether it is longer than the name of a column, or a number."""
    return len(text) > SHORT or text.replace(".", "").isdigit()


def _goes_on(programme: str, above: tuple[str, ...], below: tuple[str, ...]) -> bool:
    """Whether a row goes on with the header above it: short names, one of them known, and nothing under a column that says the matter."""
    new = _new(above, below)
    if not any(new) or any(map(_no_caption, new)):
        return False
    upper = recognised(programme, above)
    needed = [upper[one.code] for one in columns(programme).values() if one.required and one.code in upper]
    if any(at < len(below) and below[at] not in ("", above[at]) for at in needed):
        return False
    return any(recognised(programme, (caption,)) for caption in new)


def _joined(programme: str, above: tuple[str, ...], below: tuple[str, ...]) -> tuple[str, ...]:
    """One name for each column: both together where that is known, else the lower one where that is, else what there is."""
    width = max(len(above), len(below))
    upper, lower = (row + ("",) * (width - len(row)) for row in (above, below))
    group, names = "", []
    for first, second in zip(upper, lower, strict=True):
        group = first or (group if second else "")
        both = f"{group}/{second}" if group and second and plain(group) != plain(second) else second or first
        known = bool(recognised(programme, (both,))) or not recognised(programme, (second,))
        names.append((both if known else second)[:CAPTION])
    return tuple(names)


def _dated(book: Book, header: Header) -> bool:
    """Whether most rows say when they came."""
    if OPENED not in header.columns:
        return False
    balance = 0
    for row in islice(book.rows(header.sheet), header.line, None):
        if any(text_of(cell) for cell in row):
            balance += 1 if text_of(header.cell(row, OPENED)) else -1
    return balance >= 0


def _dates(programme: str, book: Book, header: Header) -> Iterator[Any]:
    """Every cell of a column of dates."""
    known = columns(programme)
    dated = [
        at
        for code, at in header.columns.items()
        if known[code].kind == "instant" or (known[code].field and getattr(known[code].field, "type", "") == "date")
    ]
    for row in islice(book.rows(header.sheet), header.line, None) if dated else ():
        yield from (row[at] for at in dated if at < len(row))
