"""What was written becomes a case with its photos, wholly or not at all, and once only however often it is sent."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from huying.ledger.services import attachments
from huying.ledger.services.create import Opened, create
from huying.rules.policy import party
from huying.web.portal import photos
from huying.web.portal.photos import Photo
from huying.web.portal.programme import programme
from huying.web.portal.writing import Writing


def send(writing: Writing, pictures: Sequence[Photo], now: datetime) -> Opened:
    """Open the case of a valid form. The same form again gives the same receipt. Raises what `create` and
    `attachments.add` raise.
    """
    with transaction.atomic():
        opened = create(
            programme=programme().code,
            payload=writing.payload(),
            contact=writing.contact(),
            now=now,
            key=key_of(writing),
        )
        if not opened.repeated:
            for picture in pictures:
                attachments.add(
                    case_id=opened.case,
                    name=picture.name,
                    content=photos.content(picture),
                    actor=party(opened.case),
                    now=now,
                )
    photos.drop(pictures)
    return opened


def key_of(writing: Writing) -> str:
    """The form's key and what was written: sent twice it is one case, sent changed it is another."""
    said: dict[str, Any] = {**writing.payload(), "contact": msgspec.to_builtins(writing.contact())}
    text = msgspec.json.encode([writing.cleaned_data["key"], said], order="sorted")
    return f"portal:{hashlib.sha256(text).hexdigest()}"
