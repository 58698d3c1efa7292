"""Files of a case: named by their content, checked by content, read back only by whoever may see the case."""

import hashlib
import os
import uuid
from datetime import datetime

from django.db import connection, transaction

from huying.ledger import store
from huying.ledger.errors import TooManyFiles
from huying.ledger.files import Kept, examine, path
from huying.ledger.models import Attachment, Event
from huying.ledger.models import Case as Row
from huying.ledger.selectors.scope import cases_for
from huying.ledger.services import access
from huying.ledger.services.door import act
from huying.ledger.services.idempotency import earlier
from huying.people.calendars import current
from huying.programmes.registry import load
from huying.rules.available import Choice, available
from huying.rules.case import Case
from huying.rules.errors import NotFound
from huying.rules.forms import File
from huying.rules.policy import Actor, ended, visible
from huying.rules.programme import Programme
from huying.rules.refusals import NotYours
from huying.rules.wording import Text

MOST = 30
FILE = Text("附件", "file")
ATTACH = Text("添加附件", "attach a file")


def add(
    *, case_id: str, name: str, content: bytes, actor: Actor, now: datetime, task: int = 0, key: str = ""
) -> Attachment:
    """Keep one file with a case, or with one of its assignments: an action like any other. A repeated request gives the first
    one's file.

    Raises WrongFile, FileTooLarge, TooManyFiles, NotFound, NotYours, NotHere; nothing is lost or half-kept.
    """
    kept = examine(name, content)
    with transaction.atomic():
        case = store.lock(str(_known(case_id)))
        programme = load(case.programme, case.version)
        if not visible(case, actor, programme):
            raise NotFound(what=FILE)
        repeated = earlier(actor, key)
        choice = (
            _choice(case, programme, actor, task, now) if repeated is None else Choice(repeated.action, repeated.task)
        )
        if len(case.files) >= MOST and repeated is None:
            raise TooManyFiles(field="files", limit=MOST)
        file = File(str(uuid.uuid4()), kept.name, _store(kept), kept.media_type, len(kept.content))
        payload = {"file": file}
        done = act(
            case_id=case.id, action=choice.action, actor=actor, payload=payload, now=now, task=choice.task, key=key
        )
        return Attachment.objects.get(id=_came_by(case.id, done.seq))


def _came_by(case_id: str, seq: int) -> str:
    """The id of the file that came by this event."""
    said = store.event(Event.objects.get(case_id=case_id, seq=seq)).said
    return str(said["file"]["id"])


def _choice(case: Case, programme: Programme, actor: Actor, task: int, now: datetime) -> Choice:
    """By which action this actor attaches here. Raises NotYours."""
    found = [
        one
        for one in available(case, actor, programme, now, current())
        if programme.actions[one.action].attaches and task in (0, one.task)
    ]
    if not found:
        raise NotYours(action=ATTACH)
    return found[0]


def read(*, attachment_id: str, actor: Actor, now: datetime, case_id: str = "") -> tuple[Attachment, bytes]:
    """A file (of this case) and its bytes, for whoever may see it; the look is logged, by the file's id. Raises NotFound."""
    rows = Attachment.objects.filter(id=_known(attachment_id), removed_at=None, case__in=cases_for(actor))
    row = rows.select_related("case__document").first()
    if row is None or not _shown(row, actor) or case_id not in ("", str(row.case_id)):
        raise NotFound(what=FILE)
    access.note(actor=actor, kind="file", case_id=str(row.case_id), detail=str(row.id), now=now)
    return row, path(row.digest).read_bytes()


def _shown(file: Attachment, actor: Actor) -> bool:
    """Whether it came while the actor had still to do with the case."""
    case = store.read(file.case)
    until = ended(case, actor, load(case.programme, case.version))
    return until is None or file.added_at <= until


def of_case(row: Row, until: datetime | None = None) -> list[Attachment]:
    """The case's files, oldest first; those that had come by an instant, where one is given."""
    found = row.attachments.filter(removed_at=None).order_by("added_at", "id")
    return list(found.filter(added_at__lte=until) if until else found)


def sweep() -> int:
    """Delete the contents that no case holds any more; how many. A content that several files share stays while one is kept, and
    one that is being attached at this moment too.
    """
    gone = Attachment.objects.exclude(removed_at=None).order_by("digest").values_list("digest", flat=True).distinct()
    return sum(_delete(digest) for digest in gone if path(digest).exists())


def _delete(digest: str) -> bool:
    with transaction.atomic():
        _alone_with(digest)
        if Attachment.objects.filter(digest=digest, removed_at=None).exists():
            return False
        path(digest).unlink(missing_ok=True)
        return True


def _alone_with(digest: str) -> None:
    """Until the transaction ends nobody else stores this content, or deletes it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [digest])


def _known(ident: str) -> uuid.UUID:
    """The id as an id; what is none names nothing."""
    try:
        return uuid.UUID(ident)
    except ValueError as error:
        raise NotFound(what=FILE) from error


def _store(kept: Kept) -> str:
    """Write the content under its digest, whole before it gets its name, and on disk before the row says so."""
    digest = hashlib.sha256(kept.content).hexdigest()
    _alone_with(digest)
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
