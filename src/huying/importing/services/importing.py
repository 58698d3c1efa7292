"""Letters from a file into the ledger. The same file twice changes nothing; a bad row stops no other."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice

from django.db import connection, transaction
from msgspec import Struct, field

from huying.importing import history
from huying.importing.columns import Header, find_header
from huying.importing.errors import BadRow, Waiting
from huying.importing.report import Counts, Reject, Report
from huying.importing.rows import Letter, letter
from huying.importing.tables import Row, table, text_of
from huying.ledger import store
from huying.ledger.files import clean_name
from huying.ledger.models import Event
from huying.ledger.services import loading
from huying.ledger.services.door import CHANCE
from huying.ledger.services.retrying import again
from huying.ledger.whole_lives import Life, World
from huying.people.calendars import current
from huying.people.models import Place
from huying.programmes.registry import load
from huying.rules.errors import BadInput, HuyingError
from huying.rules.idents import dashed, timed
from huying.rules.policy import SYSTEM

BATCH = 500

Progress = Callable[[Report, int], None]
Numbered = tuple[int, Row]
Read = tuple[int, Row, Letter]


class Source(Struct, frozen=True):
    """What every row of one file is read with; `seen` are the keys of the rows before."""

    world: World
    name: str
    header: Header
    places: dict[str, str]
    now: datetime
    seen: set[str] = field(default_factory=set)


class Imported(Struct, frozen=True):
    """The report, and the names of the file's columns."""

    report: Report
    titles: tuple[str, ...]


def import_letters(
    *,
    programme: str,
    name: str,
    content: bytes,
    now: datetime,
    dry_run: bool = False,
    progress: Progress = lambda _report, _total: None,
    behind: Counts | None = None,
) -> Imported:
    """Import every row of a file as a case, `BATCH` rows in a transaction. Raises UnreadableFile, NoHeader, TooManyRows.

    With `dry_run` everything is checked and nothing is kept. `progress` is told, in the batch's own transaction, what has
    become of the rows so far and how many the file has. `behind` is what an import that was broken off had come to: what
    it made is counted as made, not as known; `now` must then be the same again.
    """
    read = table(name, content)
    header, waiting = find_header(read.rows)
    places = dict(Place.objects.values_list("name", "code"))
    source = Source(World(load(programme), current(), now), clean_name(name), header, places, now)
    before = behind or Counts()
    report = Report(header.line, before.new, before.answered, before.known, before.events)
    numbered = enumerate(waiting, header.line + 1)
    while batch := list(islice(numbered, BATCH)):
        told = progress if batch[-1][0] > before.read else _untold
        report = again(partial(_batch, source, batch, report, dry_run, told, read.total))
    return Imported(report, header.titles)


def _untold(_report: Report, _total: int) -> None:
    """These rows were counted before the import was broken off."""


def _batch(
    source: Source, batch: list[Numbered], before: Report, dry_run: bool, progress: Progress, total: int
) -> Report:
    """One batch, wholly or not at all; the report with it."""
    report = Report(read=len(batch))
    keys: set[str] = set()
    with transaction.atomic():
        fresh = _fresh(source, list(_letters(source, batch, report)), keys, report)
        world = replace(source.world, recorded=store.recording())
        lives = list(_lives(source, world, fresh, report, dry_run))
        if not dry_run:
            loading.load(world.programme, lives)
        if progress is _untold:
            report = Report(read=report.read, rejects=report.rejects)
        together = before.plus(report)
        progress(together, total)
    source.seen.update(keys)
    return together


def _letters(source: Source, batch: list[Numbered], report: Report) -> Iterator[Read]:
    for line, row in batch:
        if not any(text_of(cell) for cell in row):
            continue
        try:
            yield line, row, letter(source.world.programme, row, source.header, source.places, source.now)
        except HuyingError as error:
            report.rejects.append(_reject(source, line, row, error))


def _fresh(source: Source, letters: list[Read], keys: set[str], report: Report) -> list[Read]:
    """The letters whose key is neither in the ledger nor earlier in the file; `keys` gets all that were met."""
    wanted = [one.key for _, _, one in letters]
    known = Event.objects.filter(key__in=wanted, actor=SYSTEM.id)
    keys.update(key for key in known.values_list("key", flat=True) if key)
    waiting = dict(known.filter(case__replied_at=None, case__is_open=True).values_list("key", "case__number"))
    fresh = []
    for line, row, one in letters:
        if one.answered and one.key in waiting:  # the answer must not be lost without a word
            report.rejects.append(_reject(source, line, row, Waiting(number=waiting[one.key])))
        elif one.key in keys or one.key in source.seen:
            report.known += 1
        else:
            fresh.append((line, row, one))
        keys.add(one.key)
    return fresh


def _lives(source: Source, world: World, fresh: list[Read], report: Report, dry_run: bool) -> Iterator[Life]:
    numbers = _numbers(len(fresh)) if not dry_run else [0] * len(fresh)
    for sequence, (line, row, one) in zip(numbers, fresh, strict=True):
        try:
            ident = dashed(timed(source.now, CHANCE))
            made = history.life(world, one, ident, sequence, source.name, source.now, CHANCE)
        except HuyingError as error:
            report.rejects.append(_reject(source, line, row, error))
            continue
        report.new += 1
        report.answered += bool(one.answered)
        report.events += len(made.events)
        yield made


def _numbers(amount: int) -> list[int]:
    """Case numbers that nobody else will get; other letters come in meanwhile, so they need not be neighbours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('case_number') FROM generate_series(1, %s)", [amount])
        return [int(row[0]) for row in cursor.fetchall()]


def _reject(source: Source, line: int, row: Row, error: HuyingError) -> Reject:
    """The row and why; a field of the form is called as the file calls its column."""
    if isinstance(error, BadInput) and "problem" in error.values and not isinstance(error, BadRow):
        error = BadRow(field=source.header.title(error.field), problem=error.values["problem"])
    return Reject(line, tuple(text_of(cell) for cell in row), error)
