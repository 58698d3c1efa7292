"""Files of a case: named by their content, checked by content, read back only by whoever may see the case."""

import hashlib
import os
import uuid
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from huying.ledger.errors import TooManyFiles
from huying.ledger.files import Kept, examine
from huying.ledger.models import Attachment, Case
from huying.ledger.selectors.scope import cases_for
from huying.ledger.services import access
from huying.rules.errors import NotFound
from huying.rules.policy import Actor
from huying.rules.wording import Text

MOST = 30
FILE = Text("附件", "file")


def add(*, case_id: str, name: str, content: bytes, actor: Actor, now: datetime) -> Attachment:
    """Keep one file with a case. Raises WrongFile, FileTooLarge, TooManyFiles, NotFound; nothing is lost or half-kept."""
    kept = examine(name, content)
    with transaction.atomic():
        row = cases_for(actor).select_for_update().filter(id=_known(case_id)).first()
        if row is None:
            raise NotFound(what=FILE)
        if row.attachments.count() >= MOST:
            raise TooManyFiles(field="files", limit=MOST)
        return Attachment.objects.create(
            id=uuid.uuid4(),
            case=row,
            name=kept.name,
            digest=_store(kept),
            media_type=kept.media_type,
            size=len(kept.content),
            added_by=actor.id,
            added_at=now,
        )


def read(*, attachment_id: str, actor: Actor, now: datetime) -> tuple[Attachment, bytes]:
    """A file and its bytes, for whoever may see its case; the look is logged. Raises NotFound."""
    row = Attachment.objects.filter(id=_known(attachment_id), case__in=cases_for(actor)).first()
    if row is None:
        raise NotFound(what=FILE)
    access.note(actor=actor, kind="file", case_id=str(row.case_id), detail=row.name, now=now)
    return row, path(row.digest).read_bytes()


def of_case(row: Case) -> list[Attachment]:
    """The case's files, oldest first."""
    return list(row.attachments.order_by("added_at", "id"))


def path(digest: str) -> Path:
    """Where the content of this digest lies."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


def _known(ident: str) -> uuid.UUID:
    """The id as an id; what is none names nothing."""
    try:
        return uuid.UUID(ident)
    except ValueError as error:
        raise NotFound(what=FILE) from error


def _store(kept: Kept) -> str:
    """Write the content under its digest, whole before it gets its name, and on disk before the row says so."""
    digest = hashlib.sha256(kept.content).hexdigest()
    target = path(digest)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = target.with_name(f"{digest}.{os.getpid()}.{uuid.uuid4().hex}")
        with draft.open("wb") as file:
            file.write(kept.content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    return digest
