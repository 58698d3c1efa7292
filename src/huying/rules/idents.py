"""Ids that nobody guesses and that sort by time, so that neighbours in time are neighbours in an index, and on disk."""

from datetime import datetime
from random import Random

CHANCE = 74  # bits: 12 between version and variant, 62 after it
VERSION, VARIANT = 7, 0b10


def timed(at: datetime, rng: Random) -> str:
    """A UUID of version 7 (RFC 9562, 5.7) as 32 hexadecimal digits: the milliseconds of `at`, then chance."""
    chance = rng.getrandbits(CHANCE)
    head, tail = VERSION << 12 | chance >> 62, VARIANT << 62 | chance & (1 << 62) - 1
    return f"{int(at.timestamp() * 1000) << 80 | head << 64 | tail:032x}"


def dashed(ident: str) -> str:
    """The same id as UUIDs are usually written."""
    return f"{ident[:8]}-{ident[8:12]}-{ident[12:16]}-{ident[16:20]}-{ident[20:]}"
