"""Invented persons and firms."""

from functools import cache
from random import Random

from huying.programmes.demo_texts.sentences import pick, table
from huying.programmes.demo_texts.words import words


def person(rng: Random) -> tuple[str, str]:
    """An invented name and an 11-digit phone beginning with 154.

    154 is a prefix that, to our knowledge, no mobile operator has been given, so that nobody is called by mistake. It
    still looks like a mobile number (1, then 3–9): forms accept it, masks and scrubbing treat it as one.
    """
    surname, given = pick(rng, _names("surnames")), pick(rng, _names("given"))
    if rng.random() < table("names")["two_characters"]:
        given += pick(rng, _names("second"))
    return surname + given, f"154{int(rng.random() * 10**8):08d}"


@cache
def _names(part: str) -> tuple[str, ...]:
    return tuple(table("names")[part])


def firm(rng: Random) -> str:
    """The invented name of an enterprise."""
    return pick(rng, words(1)["firm"])
