"""Photos on their way: checked and put aside when a form comes in, so that a form with a mistake does not lose them.

A photo that was put aside is known by a signed ticket in the form itself; whoever holds the ticket may send it along.
What nobody sent is swept after two days.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from msgspec import Struct

from huying.ledger.errors import FileTooLarge, TooManyFiles
from huying.ledger.files import LARGEST, MEGABYTE, examine
from huying.rules.decoding import readable
from huying.rules.errors import BadInput, HuyingError
from huying.web.portal import staging

MOST = 9
SALT = "huying.portal.photos"


@readable
class Photo(Struct, frozen=True):
    """A photo put aside: where it lies, how it is called, its size in bytes; `ticket` brings it back."""

    path: str
    name: str
    size: int
    ticket: str = ""


def again(tickets: Iterable[str]) -> list[Photo]:
    """The photos of a form's tickets; forged, old and used ones are left out."""
    found = []
    for ticket in list(dict.fromkeys(tickets))[:MOST]:
        try:
            photo = msgspec.convert(signing.loads(ticket, salt=SALT, max_age=staging.KEPT_FOR), Photo)
        except (signing.BadSignature, msgspec.ValidationError):
            continue
        if staging.there(photo.path):
            found.append(msgspec.structs.replace(photo, ticket=ticket))
    return found


def put_aside(uploads: Iterable[UploadedFile], room: int, now: datetime) -> tuple[list[Photo], list[HuyingError]]:
    """Check and keep what was uploaded, at most `room` of them; and what was wrong with the others."""
    photos: list[Photo] = []
    problems: list[HuyingError] = []
    for upload in uploads:
        try:
            if len(photos) >= room:
                raise TooManyFiles(field="photos", limit=MOST)
            photos.append(_keep(upload, now))
        except BadInput as error:
            problems.append(error)
    return photos, problems


def content(photo: Photo) -> bytes:
    """The bytes that were put aside."""
    return staging.get(photo.path)


def drop(photos: Iterable[Photo]) -> None:
    """Forget photos that were sent or taken out."""
    for photo in photos:
        staging.drop(photo.path)


def _keep(upload: UploadedFile, now: datetime) -> Photo:
    name = upload.name or ""
    if (upload.size or 0) > LARGEST:
        raise FileTooLarge(field="photos", name=name, limit=LARGEST // MEGABYTE)
    kept = examine(name, upload.read())
    photo = Photo(staging.put(kept.content, now), kept.name, len(kept.content))
    ticket = signing.dumps(msgspec.to_builtins(photo), salt=SALT)
    return msgspec.structs.replace(photo, ticket=ticket)
