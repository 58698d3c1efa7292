"""What an import came to, row by row, and the file in which refused rows come back."""

import csv
import io
from collections.abc import Iterable

from msgspec import Struct, field

from huying.importing.cells import harmless
from huying.rules.decoding import readable
from huying.rules.errors import HuyingError

CELL = 32_767  # characters that a spreadsheet's cell holds
HEAD = ("行号 line", "原因", "reason")
NAMED = 20  # values of one column that nobody knows, of which so many are named


class Reject(Struct, frozen=True):
    """A row that was not taken: its number in its sheet, its cells, why, and under which names; `sheet` is empty in a file of one."""

    line: int
    cells: tuple[str, ...]
    error: HuyingError
    captions: tuple[str, ...] = ()
    sheet: str = ""

    @property
    def where(self) -> str:
        """The line as people name it."""
        return f"{self.sheet}!{self.line}" if self.sheet else str(self.line)


@readable
class Counts(Struct):
    """How far an import has come: rows of the file behind it, and what became of them.

    `read` counts every row, blank ones too; `answered` are those of `new` that came with their answer; `totals` only add up others.
    """

    read: int = 0
    new: int = 0
    answered: int = 0
    known: int = 0
    events: int = 0
    totals: int = 0


Unread = dict[str, dict[str, int]]  # by caption of the column, then by value: how often


class Report(Counts):
    """What an import came to, or would come to: new cases, rows that are there already, rows refused.

    `unread` are values that name nothing known here and were left out of cases that came in all the same.
    """

    rejects: list[Reject] = field(default_factory=list)
    unread: Unread = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Every row that could be a case."""
        return self.new + self.known + len(self.rejects)

    def leave_out(self, caption: str, value: str) -> None:
        """One more value that nobody knows."""
        named = self.unread.setdefault(caption, {})
        if value in named or len(named) < NAMED:
            named[value] = named.get(value, 0) + 1

    def plus(self, more: "Report") -> "Report":
        """Both together."""
        together = Report(
            read=self.read + more.read,
            new=self.new + more.new,
            answered=self.answered + more.answered,
            known=self.known + more.known,
            events=self.events + more.events,
            totals=self.totals + more.totals,
            rejects=[*self.rejects, *more.rejects],
            unread={caption: dict(values) for caption, values in self.unread.items()},
        )
        for caption, values in more.unread.items():
            known = together.unread.setdefault(caption, {})
            for value, times in values.items():
                if value in known or len(known) < NAMED:
                    known[value] = known.get(value, 0) + times
        return together


def rejects_file(rejects: Iterable[Reject], captions: Iterable[str]) -> bytes:
    """The refused rows as CSV: line, reason in both languages, and the row under its own names, none of it a formula.

    Corrected, the file can be imported as it is. Rows of several sheets stand under the names of all of them.
    """
    out, named = io.StringIO(), list(captions)
    writer = csv.writer(out)
    writer.writerow([*HEAD, *map(harmless, named)])
    for one in rejects:
        reasons = (one.error.message("zh"), one.error.message("en"))
        cells = _under(named, one)
        writer.writerow([one.where, *map(harmless, reasons), *(harmless(cell[:CELL]) for cell in cells)])
    return out.getvalue().encode("utf-8-sig", "replace")


def _under(named: list[str], one: Reject) -> list[str]:
    """The row's cells in the order of the names."""
    if not one.captions or list(one.captions) == named[: len(one.captions)]:
        return list(one.cells)
    cells = dict(zip(one.captions, one.cells, strict=False))
    return [cells.get(caption, "") for caption in named]
