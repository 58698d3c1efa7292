"""The hash chain: how an event is sealed to the one before, and how tampering shows."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from msgspec import Raw

from huying.rules.case import Event, Signature, encoder


def fingerprint(
    *,
    case: str,
    seq: int,
    action: str,
    task: int,
    actor: Signature,
    at: datetime,
    data: dict[str, Any] | Raw,
    patch: dict[str, Any] | Raw,
    prev: str,
) -> str:
    """SHA-256 (hex) over the canonical JSON of everything an event says and the hash before it.

    `data` and `patch` may be given as the canonical JSON that was stored of them.
    """
    body = [case, seq, action, task, actor, at.astimezone(UTC), data, patch, prev]
    return hashlib.sha256(encoder.encode(body)).hexdigest()


def chain(event: Event) -> str:
    """What the hash of this event must be."""
    return fingerprint(
        case=event.case,
        seq=event.seq,
        action=event.action,
        task=event.task,
        actor=event.actor,
        at=event.at,
        data=event.data,
        patch=event.patch,
        prev=event.prev,
    )


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
