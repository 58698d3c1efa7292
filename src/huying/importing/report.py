"""What an import came to, row by row, and the file in which refused rows come back."""

import csv
import io
from collections.abc import Iterable

from msgspec import Struct, field

from huying.importing.tables import harmless
from huying.rules.decoding import readable
from huying.rules.errors import HuyingError

CELL = 32_767  # characters that a spreadsheet's cell holds
HEAD = ("行号 line", "原因", "reason")


class Reject(Struct, frozen=True):
    """A row that was not taken: its number in the file, its cells, and why."""

    line: int
    cells: tuple[str, ...]
    error: HuyingError


@readable
class Counts(Struct):
    """How far an import has come: rows of the file behind it, and what became of them.

    `read` counts every row, blank ones too; `answered` are those of `new` that came with their answer.
    """

    read: int = 0
    new: int = 0
    answered: int = 0
    known: int = 0
    events: int = 0


class Report(Counts):
    """What an import came to, or would come to: new cases, rows that are there already, rows refused."""

    rejects: list[Reject] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Every letter that was read."""
        return self.new + self.known + len(self.rejects)

    def plus(self, more: "Report") -> "Report":
        """Both together."""
        return Report(
            read=self.read + more.read,
            new=self.new + more.new,
            answered=self.answered + more.answered,
            known=self.known + more.known,
            events=self.events + more.events,
            rejects=[*self.rejects, *more.rejects],
        )


def rejects_file(rejects: Iterable[Reject], titles: Iterable[str]) -> bytes:
    """The refused rows as CSV: line, reason in both languages, and the row under its own names, none of it a formula.

    Corrected, the file can be imported as it is.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*HEAD, *map(harmless, titles)])
    for one in rejects:
        reasons = (one.error.message("zh"), one.error.message("en"))
        writer.writerow([one.line, *map(harmless, reasons), *(harmless(cell[:CELL]) for cell in one.cells)])
    return out.getvalue().encode("utf-8-sig", "replace")
