"""What a job does with a file, and what becomes of a job that died.

Work is done in whole batches, each with the run's own progress in one transaction. A job may end at any moment; `revive`
has the rest done by another, which counts on from there.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from msgspec import convert, to_builtins

from huying.importing import mapping as columns
from huying.importing import shelf
from huying.importing.errors import Expired, GivenUp, NoHeader
from huying.importing.models import ImportRun
from huying.importing.report import Counts, Report, rejects_file
from huying.importing.services.importing import Imported, import_rows
from huying.importing.services.runs import defer
from huying.rules.errors import HuyingError

State = ImportRun.State
LOST = timedelta(minutes=2)  # without a sign of life: the job is dead
KEPT = timedelta(days=30)  # that refused rows can be fetched, and that a checked file waits
TRIES = 5
SHOWN = 50  # refused rows that a page names
WAITING = (State.CHECKING, State.IMPORTING)


class Superseded(Exception):  # noqa: N818 - told to nobody
    """Another job has taken the run over; this one ends and leaves nothing."""


def work(*, run_id: uuid.UUID, now: datetime) -> None:
    """Check or import, from wherever it was left. A refusal ends the run; any other error ends this job only."""
    claim = uuid.uuid4()
    run = _claimed(run_id, claim, now)
    if run is None:
        return
    try:
        content = shelf.path(str(run.id)).read_bytes()
        _understand(run, content)
        imported = _imported(run, claim, content)
    except Superseded:
        return
    except HuyingError as error:
        _fail(run, claim, error, now)
        return
    report = imported.report
    if report.rejects:
        shelf.keep(shelf.rejects(str(run.id)), rejects_file(report.rejects, imported.captions))
    done = State.CHECKED if run.state == State.CHECKING else State.DONE
    _finish(run, claim, done, now, _told(imported))


def revive(*, now: datetime) -> int:
    """Have every run whose job died done by another; how many there were. Files that nobody needs any more are deleted."""
    lost = ImportRun.objects.filter(state__in=WAITING, touched_at__lt=now - LOST)
    revived = 0
    for run in lost:
        with transaction.atomic():
            if lost.filter(id=run.id).update(touched_at=now):
                defer(run)
                revived += 1
    for run in ImportRun.objects.filter(finished_at__lt=now - KEPT, finished_at__gte=now - 2 * KEPT):
        _forget(run)
    return revived


def _claimed(run_id: uuid.UUID, claim: uuid.UUID, now: datetime) -> ImportRun | None:
    """The run, from now on worked on by this job alone; None where there is nothing to do (any more)."""
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().filter(id=run_id, state__in=WAITING).first()
        if run is None:
            return None
        run.claim, run.touched_at, run.tries = claim, now, run.tries + 1
        run.save(update_fields=["claim", "touched_at", "tries"])
    if run.tries > TRIES:
        _fail(run, claim, GivenUp(times=TRIES), now)
        return None
    return run


def _understand(run: ImportRun, content: bytes) -> None:
    """Before the check: keep by which headers the file is known, and what was said of the last one of its kind. Raises NothingInIt …"""
    if run.state != State.CHECKING:
        return
    found = columns.proposed(run.programme, run.name, content, run.mapping)
    run.headers = columns.digest(found.captions)
    run.mapping = run.mapping or columns.remembered(run.programme, found.captions)
    run.save(update_fields=["headers", "mapping"])


def _imported(run: ImportRun, claim: uuid.UUID, content: bytes) -> Imported:
    def progress(report: Report, total: int) -> None:
        mine = ImportRun.objects.filter(id=run.id, claim=claim, state=run.state)
        if not mine.update(read=report.read, total=total, report=_counts(report), touched_at=Now()):
            raise Superseded

    return import_rows(
        programme=run.programme,
        name=run.name,
        content=content,
        mapping=run.mapping,
        now=run.begun_at,
        dry_run=run.state == State.CHECKING,
        progress=progress,
        behind=convert(run.report, Counts) if run.state == State.IMPORTING else None,
    )


def _fail(run: ImportRun, claim: uuid.UUID, error: HuyingError, now: datetime) -> None:
    """What was imported before stays, and is told beside the reason."""
    run.refresh_from_db(fields=["report"])
    _finish(run, claim, State.FAILED, now, {**run.report, "error": _sentence(error)}, keep=isinstance(error, NoHeader))


def _finish(
    run: ImportRun, claim: uuid.UUID, state: State, now: datetime, report: dict[str, Any], *, keep: bool = False
) -> None:
    """The run's end; its file is not needed any more, but where somebody must first say which column is which (`keep`)."""
    mine = ImportRun.objects.filter(id=run.id, claim=claim, state=run.state)
    finished = mine.update(state=state, report=report, finished_at=now, touched_at=now)
    if finished and state in (State.DONE, State.FAILED) and not keep:
        shelf.drop(str(run.id))


def _forget(run: ImportRun) -> None:
    shelf.drop(shelf.rejects(str(run.id)))
    error = {"error": _sentence(Expired(days=KEPT.days))}
    expired = ImportRun.objects.filter(id=run.id, state=State.CHECKED)
    expired.update(state=State.FAILED, report={**run.report, **error})
    shelf.drop(str(run.id))


def _told(imported: Imported) -> dict[str, Any]:
    """What the page says of a run: the counts, what was left out, and the first refused rows with their reasons."""
    report = imported.report
    shown = [{"line": one.where, **_sentence(one.error)} for one in report.rejects[:SHOWN]]
    return _counts(report) | {
        "rows": report.rows,
        "refused": len(report.rejects),
        "shown": shown,
        "ignored": list(imported.ignored),
        "skipped": list(imported.skipped),
        "unread": report.unread,
    }


def _counts(report: Report) -> dict[str, Any]:
    counts = Counts(report.read, report.new, report.answered, report.known, report.events, report.totals)
    return dict(to_builtins(counts))


def _sentence(error: HuyingError) -> dict[str, str]:
    return {"code": error.code, "zh": error.message("zh"), "en": error.message("en")}
