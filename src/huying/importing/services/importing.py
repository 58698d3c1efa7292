"""Rows of a file into the ledger. The same file twice changes nothing; a bad row stops no other."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from itertools import islice

from django.db import connection, transaction
from msgspec import Struct, field
from msgspec.structs import replace

from huying.importing import history, tables
from huying.importing.cells import Row, text_of
from huying.importing.errors import BadRow, Waiting
from huying.importing.history import Archive
from huying.importing.naming import Names
from huying.importing.report import Counts, Reject, Report
from huying.importing.rows import Entry, Reader
from huying.importing.sheets import Header, headers
from huying.importing.totals import Sums, is_total
from huying.ledger import store
from huying.ledger.files import clean_name
from huying.ledger.models import Event
from huying.ledger.services import loading
from huying.ledger.services.door import CHANCE
from huying.ledger.services.retrying import again
from huying.ledger.whole_lives import Life, World
from huying.people.calendars import current
from huying.programmes import imports
from huying.programmes.registry import load
from huying.rules.errors import BadInput, HuyingError
from huying.rules.idents import dashed, timed
from huying.rules.policy import Actor

BATCH = 500

Progress = Callable[[Report, int], None]


class Sheet(Struct, frozen=True):
    """What every row of one sheet is read with: the archive that it comes into, its reader, and what its columns add up to."""

    archive: Archive
    reader: Reader
    name: str
    sums: Sums

    @property
    def header(self) -> Header:
        """The sheet's header."""
        return self.reader.header


class Numbered(Struct, frozen=True):
    """One row, its number in its sheet (from 1), and the sheet."""

    line: int
    cells: Row
    sheet: Sheet


class Imported(Struct, frozen=True):
    """The report; the names of the file's columns; those that nobody reads; and the sheets in which there are no cases."""

    report: Report
    captions: tuple[str, ...]
    ignored: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


class Run(Struct):
    """One import under way: what is tried only, who is told, and the keys of the rows before."""

    dry_run: bool
    progress: Progress
    total: int
    seen: set[str] = field(default_factory=set)


def import_rows(
    *,
    programme: str,
    name: str,
    content: bytes,
    now: datetime,
    dry_run: bool = False,
    progress: Progress = lambda _report, _total: None,
    behind: Counts | None = None,
    mapping: Mapping[str, str] | None = None,
    actor: Actor | None = None,
) -> Imported:
    """Import every row of a file as a case, `BATCH` rows in a transaction. Raises UnreadableFile, FileTooBig, NoHeader, TooManyRows.

    With `dry_run` everything is checked and nothing is kept. `mapping` says which column is which where the headers don't
    (`importing/mapping.py`). `progress` is told, in the batch's own transaction, what has become of the rows so far and how many the
    file has. `behind` is what an import that was broken off had come to: what it made is counted as made, not as known; `now` must
    then be the same again. `actor` imports, where only whoever asks may open a case.
    """
    with tables.read(name, content) as book:
        found, others = headers(programme, book, mapping or {})
        world = World(load(programme), current(), now)
        archive = Archive(world, imports.load(programme), Names(), clean_name(name), now, actor)
        sheets = [_sheet(archive, header, named=len(book.sheets) > 1) for header in found]
        headed = sum(header.line for header in found) + sum(sheet.rows for sheet in others)
        report = _all(Run(dry_run, progress, book.total), _rows(book, sheets), headed, behind or Counts())
    captions = tuple(dict.fromkeys(caption for header in found for caption in header.captions))
    return Imported(
        report,
        found[0].captions if len(found) == 1 else captions,
        tuple(dict.fromkeys(caption for header in found for caption in header.ignored)),
        tuple(sheet.name for sheet in others),
    )


def _all(run: Run, waiting: Iterator[Numbered], headed: int, before: Counts) -> Report:
    """Every batch; `headed` rows are no cases."""
    report = Report(headed, before.new, before.answered, before.known, before.events)
    while batch := list(islice(waiting, BATCH)):
        told = run.progress if report.read + len(batch) > before.read else _untold
        report = again(partial(_batch, run, batch, report, told))
    return report


def _sheet(archive: Archive, header: Header, *, named: bool) -> Sheet:
    reader = Reader(archive.world.programme, archive.imports, header, archive.names, archive.now)
    numbers = [
        at
        for code, at in header.columns.items()
        if (asked := reader.columns[code].field) and asked.type in ("count", "money", "quantity")
    ]
    return Sheet(archive, reader, header.sheet.name if named else "", Sums(numbers))


def _rows(book: tables.Book, sheets: list[Sheet]) -> Iterator[Numbered]:
    for sheet in sheets:
        for line, row in enumerate(book.rows(sheet.header.sheet), 1):
            if line > sheet.header.line:
                yield Numbered(line, row, sheet)


def _untold(_report: Report, _total: int) -> None:
    """These rows were counted before the import was broken off."""


def _batch(run: Run, batch: list[Numbered], before: Report, progress: Progress) -> Report:
    """One batch, wholly or not at all; the report with it."""
    report = Report(read=len(batch))
    keys: set[str] = set()
    with transaction.atomic():
        fresh = _fresh(run, list(_entries(batch, report)), keys, report)
        lives = list(_lives(fresh, report, dry_run=run.dry_run))
        if lives and not run.dry_run:
            loading.load(fresh[0][0].sheet.archive.world.programme, lives)
        if progress is _untold:
            report = Report(read=report.read, rejects=report.rejects, totals=report.totals, unread=report.unread)
        together = before.plus(report)
        progress(together, run.total)
    run.seen.update(keys)
    return together


Fresh = tuple[Numbered, Entry]


def _entries(batch: list[Numbered], report: Report) -> Iterator[Fresh]:
    for one in batch:
        if not any(text_of(cell) for cell in one.cells):
            continue
        try:
            if is_total(one.cells):
                one.sheet.sums.check(one.cells, one.sheet.header.captions)
                report.totals += 1
                continue
            one.sheet.sums.add(one.cells)
            entry = one.sheet.reader.entry(one.cells)
        except HuyingError as error:
            report.rejects.append(_reject(one, error))
            continue
        for caption, value in entry.unread:
            report.leave_out(caption, value)
        yield one, entry


def _fresh(run: Run, read: list[Fresh], keys: set[str], report: Report) -> list[Fresh]:
    """The rows whose key is neither in the ledger nor earlier in the file; `keys` gets all that were met."""
    known = Event.objects.filter(key__in=[entry.key for _, entry in read], seq=1)
    keys.update(key for key in known.values_list("key", flat=True) if key)
    waiting = dict(known.filter(case__answered_at=None, case__is_open=True).values_list("key", "case__number"))
    fresh = []
    for one, entry in read:
        if entry.answered and entry.key in waiting:  # the answer must not be lost without a word
            report.rejects.append(_reject(one, Waiting(number=waiting[entry.key])))
        elif entry.key in keys or entry.key in run.seen:
            report.known += 1
        else:
            fresh.append((one, entry))
        keys.add(entry.key)
    return fresh


def _lives(fresh: list[Fresh], report: Report, *, dry_run: bool) -> Iterator[Life]:
    numbers = _numbers(len(fresh)) if not dry_run else [0] * len(fresh)
    recorded = store.recording()
    for sequence, (one, entry) in zip(numbers, fresh, strict=True):
        archive = one.sheet.archive
        archive = replace(archive, world=_recorded(archive.world, recorded))
        try:
            ident = dashed(timed(archive.now, CHANCE))
            made = history.life(archive, entry, ident, sequence, CHANCE)
        except HuyingError as error:
            report.rejects.append(_reject(one, error))
            continue
        report.new += 1
        report.answered += bool(entry.answered)
        report.events += len(made.events)
        yield made


def _recorded(world: World, at: datetime) -> World:
    return World(world.programme, world.calendar, at)


def _numbers(amount: int) -> list[int]:
    """Case numbers that nobody else will get; other cases come in meanwhile, so they need not be neighbours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('case_number') FROM generate_series(1, %s)", [amount])
        return [int(row[0]) for row in cursor.fetchall()]


def _reject(one: Numbered, error: HuyingError) -> Reject:
    """The row and why; a field of the form is called as the file calls its column."""
    if isinstance(error, BadInput) and "problem" in error.values and not isinstance(error, BadRow):
        error = BadRow(field=one.sheet.reader.caption(error.field), problem=error.values["problem"])
    cells = tuple(text_of(cell) for cell in one.cells)
    return Reject(one.line, cells, error, one.sheet.header.captions, one.sheet.name)
