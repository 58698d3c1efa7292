"""The hash chain: how an event is sealed to the one before, and how tampering shows."""

import hashlib
from collections.abc import Iterable
from datetime import UTC

from msgspec import Raw

from huying.rules.case import Event, encoder


def chain(event: Event) -> str:
    """What the hash of this event must be: SHA-256 (hex) over the canonical JSON of all it says and the hash before it."""
    body = [
        event.case,
        event.seq,
        event.form,
        event.action,
        event.task,
        event.actor,
        event.at.astimezone(UTC),
        event.recorded.astimezone(UTC),
        event.key,
        Raw(event.data),
        Raw(event.patch),
        event.prev,
    ]
    return hashlib.sha256(encoder.encode(body)).hexdigest()


def first_break(events: Iterable[Event]) -> int | None:
    """The number of the first event that does not follow from the one before, or None if the chain holds."""
    prev, expected = "", 1
    for event in events:
        if event.seq != expected or event.prev != prev or event.hash != chain(event):
            return expected
        prev, expected = event.hash, expected + 1
    return None


def digest(text: str, salt: str) -> str:
    """The salted SHA-256 of a passage. The salt lies beside the text: when both are deleted, nothing can be guessed back."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()
