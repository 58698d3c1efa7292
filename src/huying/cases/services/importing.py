"""`huying import`: a file of letters into the ledger. The same file twice changes nothing; a bad row stops no other."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice

from msgspec import Struct, field

from huying.cases.importing import history
from huying.cases.importing.columns import find_header
from huying.cases.importing.letters import Letter, letter
from huying.cases.importing.tables import Row, rows, text_of
from huying.cases.lives import loading
from huying.cases.lives.living import Life, World
from huying.cases.models import Event
from huying.cases.services.create import new_id
from huying.cases.services.door import CHANCE
from huying.people.calendars import current
from huying.people.models import Place
from huying.programmes.catalogue import load
from huying.rules.errors import HuyingError
from huying.rules.policy import SYSTEM

BATCH = 500
RISKY = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of a formula

Progress = Callable[[int], None]


class Reject(Struct, frozen=True):
    """A row that was not taken: its number in the file, its cells, and why."""

    line: int
    cells: tuple[str, ...]
    error: HuyingError


class Report(Struct):
    """What an import came to, or would come to: new cases, rows that are there already, rows refused."""

    new: int = 0
    answered: int = 0
    known: int = 0
    events: int = 0
    rejects: list[Reject] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Every row that was read."""
        return self.new + self.known + len(self.rejects)


def import_letters(
    *,
    programme: str,
    name: str,
    content: bytes,
    now: datetime,
    dry_run: bool = False,
    progress: Progress = lambda _: None,
) -> Report:
    """Import every row of a file as a case, `BATCH` rows in a transaction. Raises UnreadableFile, NoHeader, TooManyRows.

    With `dry_run` everything is checked and nothing is kept. `progress` is told how many rows have been read.
    """
    world = World(load(programme), current())
    columns, waiting = find_header(rows(name, content))
    places = dict(Place.objects.values_list("name", "code"))
    report, seen = Report(), set[str]()
    numbered = enumerate(waiting, 2)
    while batch := list(islice(numbered, BATCH)):
        letters = list(_letters(world, batch, columns, places, now, report))
        fresh = _fresh(letters, seen, report)
        lives = list(_lives(world, fresh, name, now, report))
        if not dry_run:
            loading.load(world.programme, lives)
        progress(report.rows)
    return report


def _letters(
    world: World,
    batch: list[tuple[int, Row]],
    columns: dict[str, int],
    places: dict[str, str],
    now: datetime,
    report: Report,
) -> Iterator[tuple[int, Row, Letter]]:
    for line, row in batch:
        if not any(text_of(cell) for cell in row):
            continue
        try:
            yield line, row, letter(world.programme, row, columns, places, now)
        except HuyingError as error:
            report.rejects.append(_reject(line, row, error))


def _fresh(letters: list[tuple[int, Row, Letter]], seen: set[str], report: Report) -> list[tuple[int, Row, Letter]]:
    """The letters whose key is neither in the ledger nor earlier in the file."""
    keys = [one.key for _, _, one in letters]
    known = Event.objects.filter(key__in=keys, actor=SYSTEM.id).values_list("key", flat=True)
    seen.update(key for key in known if key)
    fresh = []
    for line, row, one in letters:
        if one.key in seen:
            report.known += 1
        else:
            fresh.append((line, row, one))
        seen.add(one.key)
    return fresh


def _lives(
    world: World, fresh: list[tuple[int, Row, Letter]], name: str, now: datetime, report: Report
) -> Iterator[Life]:
    first = loading.reserve(len(fresh)) if fresh else 0
    for sequence, (line, row, one) in enumerate(fresh, first):
        try:
            made = history.life(world, one, new_id(), sequence, name, now, CHANCE)
        except HuyingError as error:
            report.rejects.append(_reject(line, row, error))
            continue
        report.new += 1
        report.answered += bool(one.answered)
        report.events += len(made.events)
        yield made


def _reject(line: int, row: Row, error: HuyingError) -> Reject:
    return Reject(line, tuple(text_of(cell) for cell in row), error)


def rejects_file(rejects: Iterable[Reject], language: str) -> bytes:
    """The refused rows as CSV that a spreadsheet opens: line, reason, and the cells, none of which can be a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["行号", "原因"] if language.startswith("zh") else ["line", "reason"])
    for one in rejects:
        writer.writerow([one.line, one.error.message(language), *map(harmless, one.cells)])
    return out.getvalue().encode("utf-8-sig", "replace")


def harmless(cell: str) -> str:
    """The cell's text, marked as text where a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.startswith(RISKY) else cell
