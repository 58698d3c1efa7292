"""Files of a case over REST: checked by content when they come, never shown inside a page when they leave."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Status, UploadedFile

from huying import clock
from huying.api import shapes
from huying.api.asking import actor_of, bearer_of, named, row_of
from huying.api.problems import WrongType
from huying.api.rendered import file_out
from huying.ledger import files
from huying.ledger.services import access, attachments
from huying.rules.errors import NotFound

router = Router(tags=["attachments"])
MULTIPART = "multipart/form-data"


@router.post("/cases/{number}/attachments", response={201: shapes.FileOut}, summary="Attach a file")
def attach(request: HttpRequest, number: str, file: Annotated[UploadedFile, File()]) -> Status[shapes.FileOut]:
    """Keep one file with a case: a picture (its EXIF removed), PDF, Word, Excel or text, at most 10 MB."""
    if request.content_type != MULTIPART:
        raise WrongType(wanted=MULTIPART)
    by, now = bearer_of(request), clock.now()
    ident = str(row_of(by.actor, number, "id").id)
    content = file.read(files.LARGEST + 1)  # what is beyond is refused without being read
    with transaction.atomic():
        kept = attachments.add(case_id=ident, name=file.name or "", content=content, actor=by.actor, now=now)
        access.note(actor=by.actor, kind="token", case_id=ident, detail=named(by), now=now)
    return Status(201, file_out(kept))


@router.get("/cases/{number}/attachments/{attachment}", summary="Fetch a file")
def fetch(request: HttpRequest, number: str, attachment: UUID) -> HttpResponse:
    """The file's bytes. The look is logged."""
    actor = actor_of(request)
    row = row_of(actor, number, "id")
    if not row.attachments.filter(id=attachment).exists():
        raise NotFound(what=attachments.FILE)
    kept, content = attachments.read(attachment_id=str(attachment), actor=actor, now=clock.now())
    response = HttpResponse(content, content_type=kept.media_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(kept.name)}"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
