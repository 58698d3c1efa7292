"""Tables of web pages: what some systems hand out under the name of a spreadsheet."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from huying.importing.cells import Row
from huying.importing.delimited import decoded

PAGE = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|meta|table|style|body)", re.IGNORECASE)
CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
WIDEST, TALLEST = 500, 5000  # cells and rows that one merged cell may cover


def is_page(content: bytes) -> bool:
    """Whether it begins as a web page does, whatever its name."""
    return PAGE.match(content[:1024]) is not None


def rows(content: bytes) -> Iterator[Row]:
    """The rows of all its tables; a cell that spans several is in each of them."""
    parser = _Tables()
    parser.feed(_text(content))
    parser.close()
    return iter(parser.rows)


def _text(content: bytes) -> str:
    said = CHARSET.search(content[:4096])
    try:
        return content.decode(said.group(1).decode() if said else "utf-8-sig")
    except (LookupError, UnicodeDecodeError):
        return decoded(content)


class _Tables(HTMLParser):
    """Gathers rows; `covered` are the cells of later rows that a cell above reaches into."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[Row] = []
        self.covered: dict[int, tuple[int, str]] = {}
        self.row: list[str] | None = None
        self.cell: list[str] | None = None
        self.span = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A row, a cell, or a break inside one begins."""
        if tag == "tr":
            self._end_row()
            self.row = []
        elif tag in ("td", "th") and self.row is not None:
            self._end_cell()
            given = dict(attrs)
            self.cell, self.span = [], (_count(given.get("rowspan"), TALLEST), _count(given.get("colspan"), WIDEST))
        elif tag in ("br", "p", "div") and self.cell:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """A row or a cell ends."""
        if tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()
            if tag == "table":
                self.covered = {}

    def handle_data(self, data: str) -> None:
        """Text of a cell."""
        if self.cell is not None:
            self.cell.append(data)

    def close(self) -> None:
        """What was never closed ends here."""
        super().close()
        self._end_row()

    def _end_cell(self) -> None:
        if self.cell is None or self.row is None:
            return
        text, (tall, wide), self.cell = "".join(self.cell).strip(), self.span, None
        self._cover()
        for _ in range(wide):
            if tall > 1:
                self.covered[len(self.row)] = (tall - 1, text)
            self.row.append(text)

    def _cover(self) -> None:
        """Put in what reaches down from above."""
        assert self.row is not None  # noqa: S101 - only called inside a row
        while (above := self.covered.get(len(self.row))) is not None:
            left, text = above
            if left > 1:
                self.covered[len(self.row)] = (left - 1, text)
            else:
                del self.covered[len(self.row)]
            self.row.append(text)

    def _end_row(self) -> None:
        self._end_cell()
        if self.row is not None:
            self._cover()
            self.rows.append(self.row)
        self.row = None


def _count(said: str | None, most: int) -> int:
    return min(int(said), most) if said and said.isdigit() and int(said) else 1
