"""How many letters come when, from whom, by which way. The total is published; every split of it is a sample, not official."""

from huying.programmes.demo_texts.sentences import table
from huying.programmes.demo_texts.topics import Subject


def monthly_volume() -> dict[str, int]:
    """Letters per month of 2021, keys `2021-01` … `2021-11`; they add up to the published 11 810."""
    return _weights("months")


def county_weights() -> dict[str, int]:
    """Share of each of the nine counties, by Chinese name."""
    return _weights("counties")


def channel_weights() -> dict[str, int]:
    """Share of each channel, by the codes of `appeal.toml`."""
    return _weights("channels")


def subject_weights() -> dict[Subject, int]:
    """Per cent of letters from citizens and from enterprises."""
    return dict(table("volume")["subjects"])


def hour_weights() -> tuple[int, ...]:
    """Share of each local hour, 0–23."""
    return tuple(table("volume")["hours"])


def _weights(name: str) -> dict[str, int]:
    return dict(table("volume")[name])
