"""What is asked for when somebody is to be given a post, or a term is to end: as values, which a pending change keeps."""

from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from huying.rules.decoding import readable


@readable
class Appointment(Struct, frozen=True):
    """A post: a role of a programme ("" for the whole city), at a unit, for a place, from `start` until the day before `end`."""

    role: str
    start: date
    programme: str = ""
    unit: str = ""
    place: str = ""
    end: date | None = None


@readable
class Ending(Struct, frozen=True):
    """The end of a term: the post is no longer held from `on`, and `successor` (an account's number, 0 for none) takes it on.

    Which post it is stands here in words too: who confirms reads them, and the log keeps them.
    """

    post: int
    on: date
    role: str
    programme: str = ""
    unit: str = ""
    place: str = ""
    successor: int = 0


def kept(asked: Struct) -> dict[str, Any]:
    """What is kept of it: plain words, dates in ISO's form, nothing that is empty."""
    words: dict[str, Any] = msgspec.to_builtins(asked)
    return {name: value for name, value in words.items() if value not in (None, "", 0)}


def appointment(detail: dict[str, Any]) -> Appointment:
    """The appointment as it was kept."""
    return msgspec.convert(detail, Appointment)


def ending(detail: dict[str, Any]) -> Ending:
    """The end of a term as it was kept."""
    return msgspec.convert(detail, Ending)
