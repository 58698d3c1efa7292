"""Files from a desk: stored, checked by a job, imported by another when somebody has looked at the check."""

import hashlib
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app

from huying.importing import shelf
from huying.importing.errors import FileTooBig
from huying.importing.mapping import Proposal, checked, proposed
from huying.importing.models import ImportRun
from huying.importing.selectors import one_for, signature, state
from huying.importing.tables import LARGEST, MEGABYTE
from huying.ledger.files import clean_name
from huying.programmes.registry import load
from huying.rules.policy import Actor
from huying.rules.refusals import NotHere, NotYours
from huying.rules.wording import Text

JOB = "importing.run"  # see importing/tasks.py
IMPORT = Text("导入", "Import")
MAP = Text("对应各列", "Say which column is which")


def begin(
    *,
    programme: str,
    name: str,
    content: bytes,
    actor: Actor,
    now: datetime,
    mapping: Mapping[str, str] | None = None,
) -> ImportRun:
    """Store a file and have it checked; `mapping` says which column is which where its headers don't (`importing/mapping.py`).
    Raises NotYours, FileTooBig, BadMapping; what is wrong inside it the check will tell.
    """
    if len(content) > LARGEST:
        raise FileTooBig(field="file", limit=LARGEST // MEGABYTE)
    signed = signature(load(programme), actor)
    if signed is None:
        raise NotYours(action=IMPORT)
    ident = uuid.uuid4()
    shelf.keep(str(ident), content)
    with transaction.atomic():
        run = ImportRun.objects.create(
            id=ident,
            programme=programme,
            unit=signed.unit,
            name=clean_name(name),
            digest=hashlib.sha256(content).hexdigest(),
            actor=actor.id,
            state=ImportRun.State.CHECKING,
            mapping=checked(programme, mapping),
            created_at=now,
            begun_at=now,
            touched_at=now,
        )
        defer(run)
    return run


def proposal(*, run_id: uuid.UUID, actor: Actor) -> Proposal:
    """What the columns of a stored file are taken for, to be looked at and corrected. Raises NotFound, NotHere, UnreadableFile …"""
    run = one_for(actor, run_id)
    if not shelf.path(str(run.id)).exists():
        raise NotHere(action=MAP, state=state(run))
    return proposed(run.programme, run.name, shelf.path(str(run.id)).read_bytes(), run.mapping)


def remap(*, run_id: uuid.UUID, mapping: Mapping[str, str], actor: Actor, now: datetime) -> ImportRun:
    """Say which column is which, and have the file checked again: one that was checked, or whose header was not understood.

    Raises NotFound, NotHere, BadMapping.
    """
    with transaction.atomic():
        run = one_for(actor, run_id)
        said = checked(run.programme, mapping)
        waiting = ImportRun.objects.filter(id=run.id, state__in=(ImportRun.State.CHECKED, ImportRun.State.FAILED))
        if not shelf.path(str(run.id)).exists() or not waiting.update(
            state=ImportRun.State.CHECKING,
            mapping=said,
            **_from_the_start(now),
        ):
            raise NotHere(action=MAP, state=state(run))
        defer(run)
    run.refresh_from_db()
    return run


def _from_the_start(now: datetime) -> dict[str, Any]:
    """What becomes of a run whose file is read from its first row."""
    return {
        "begun_at": now,
        "touched_at": now,
        "finished_at": None,
        "read": 0,
        "tries": 0,
        "claim": None,
        "report": {},
    }


def confirm(*, run_id: uuid.UUID, actor: Actor, now: datetime) -> ImportRun:
    """Import what was checked; a second press changes nothing. Raises NotFound, NotHere."""
    with transaction.atomic():
        run = one_for(actor, run_id)
        if ImportRun.objects.filter(id=run.id, state=ImportRun.State.CHECKED).update(
            state=ImportRun.State.IMPORTING,
            **_from_the_start(now),
        ):
            defer(run)
    run.refresh_from_db()
    if run.state not in (ImportRun.State.IMPORTING, ImportRun.State.DONE):
        raise NotHere(action=IMPORT, state=state(run))
    return run


def defer(run: ImportRun) -> None:
    """Put a job for this run into the queue, in the transaction of whoever asks."""
    app.configure_task(JOB).defer(run=str(run.id))
