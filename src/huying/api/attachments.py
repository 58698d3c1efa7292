"""Files of a case over REST: checked by content when they come, never shown inside a page when they leave."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Header, Router, Status, UploadedFile

from huying import clock
from huying.api import shapes
from huying.api.asking import actor_of, bearer_of, named, row_of
from huying.api.problems import WrongType
from huying.api.rendered import file_out
from huying.ledger import files
from huying.ledger.services import access, attachments

router = Router(tags=["attachments"])
MULTIPART = "multipart/form-data"
Key = Annotated[str, Header(alias="Idempotency-Key", max_length=80)]


@router.post("/cases/{number}/attachments", response={201: shapes.FileOut}, summary="Attach a file")
def attach(
    request: HttpRequest,
    number: str,
    file: Annotated[UploadedFile, File()],
    task: Annotated[int, Form(ge=0, le=999)] = 0,
    key: Key = "",
) -> Status[shapes.FileOut]:
    """Keep one file with a case (a picture without its EXIF, PDF, Word, Excel or text, at most 10 MB), or with an assignment of it: an
    action like any other, for whoever may take it. A file is taken away by the programme's own action, with its id.
    """
    if request.content_type != MULTIPART:
        raise WrongType(wanted=MULTIPART)
    by, now = bearer_of(request), clock.now()
    ident = str(row_of(by.actor, number, "id").id)
    content = file.read(files.LARGEST + 1)  # what is beyond is refused without being read
    with transaction.atomic():
        kept = attachments.add(
            case_id=ident, name=file.name or "", content=content, actor=by.actor, now=now, task=task, key=key
        )
        access.note(actor=by.actor, kind="token", case_id=ident, detail=named(by), now=now)
    return Status(201, file_out(kept))


@router.get("/cases/{number}/attachments/{attachment}", summary="Fetch a file")
def fetch(request: HttpRequest, number: str, attachment: UUID) -> HttpResponse:
    """The file's bytes. The look is logged."""
    actor = actor_of(request)
    row = row_of(actor, number, "id")
    kept, content = attachments.read(attachment_id=str(attachment), actor=actor, now=clock.now(), case_id=str(row.id))
    response = HttpResponse(content, content_type=kept.media_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(kept.name)}"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
