"""A letter becomes a case with its photos, wholly or not at all, and once only however often it is sent."""

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
from huying.web.portal.letter import Letter
from huying.web.portal.photos import Photo
from huying.web.portal.programme import programme


def send(letter: Letter, pictures: Sequence[Photo], now: datetime) -> Opened:
    """Open the case of a valid letter. The same letter again gives the same receipt. Raises what `create` and
    `attachments.add` raise.
    """
    with transaction.atomic():
        opened = create(
            programme=programme().code, payload=letter.payload(), contact=letter.contact(), now=now, key=key_of(letter)
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


def key_of(letter: Letter) -> str:
    """The form's key and what was written: sent twice it is one letter, sent changed it is another."""
    said: dict[str, Any] = {**letter.payload(), "contact": msgspec.to_builtins(letter.contact())}
    text = msgspec.json.encode([letter.cleaned_data["key"], said], order="sorted")
    return f"portal:{hashlib.sha256(text).hexdigest()}"
