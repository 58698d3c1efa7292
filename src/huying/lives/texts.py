"""Where a life's words come from: written anew for the demo city, or out of a pool where volume is what counts."""

from collections.abc import Callable
from datetime import datetime
from random import Random

from msgspec.structs import replace

from huying.programmes.demo_texts import answers, letters
from huying.programmes.demo_texts.letters import Letter
from huying.programmes.demo_texts.topics import Subject, topic

# What a pool's texts name, and when they are written.
PLACE, OFFICE, YEAR = ("本市", "城关镇"), "承办单位", 2021
SHORTEST_MONTH = 28
LETTERS = 3  # letters of a pool for each category, subject and month
Writes = Callable[[Random, Letter, str, answers.Kind, int], str]


class Fresh:
    """Everything is written for itself."""

    def written(self, rng: Random, category: str, place: tuple[str, str], subject: Subject, at: datetime) -> Letter:
        """What somebody writes about the category, from (county, town)."""
        return letters.written(rng, category=category, place_name=place[0], town_name=place[1], subject=subject, at=at)

    def echo(self, rng: Random, of: Letter, at: datetime) -> Letter:
        """What a neighbour writes on the same matter."""
        return letters.echo(rng, of=of, at=at)

    def answer(self, rng: Random, written: Letter, unit: str, kind: answers.Kind, attempt: int) -> str:
        """The unit's answer to it."""
        return answers.answer(rng, of=written, unit_name=unit, kind=kind, attempt=attempt)

    def feedback(self, rng: Random, written: Letter, unit: str, kind: answers.Kind, attempt: int) -> str:
        """What the unit reports to the centre."""
        return answers.feedback(rng, written, unit, kind, attempt)


class Pooled(Fresh):
    """The same few texts again and again, so that writing, segmenting and scrubbing them is paid once.

    A text follows from the seed and from what it is about, not from who asks for it first: pools of one seed are the same.
    """

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        self._letters: dict[tuple[object, ...], Letter] = {}
        self._texts: dict[tuple[object, ...], str] = {}

    def written(self, rng: Random, category: str, place: tuple[str, str], subject: Subject, at: datetime) -> Letter:
        """As `Fresh.written`, one of the pool's own for the category and the month."""
        key = category, subject, at.month, int(rng.random() * LETTERS)
        if key not in self._letters:
            own = self._chance(key)
            day = at.replace(year=YEAR, day=1 + int(own.random() * SHORTEST_MONTH))
            self._letters[key] = super().written(own, category, PLACE, subject, day)
        return self._letters[key]

    def echo(self, rng: Random, of: Letter, at: datetime) -> Letter:
        """The neighbour writes word for word the same."""
        return of

    def answer(self, rng: Random, written: Letter, unit: str, kind: answers.Kind, attempt: int) -> str:
        """As `Fresh.answer`, the pool's own on the topic."""
        return self._said("answer", super().answer, written, kind, attempt)

    def feedback(self, rng: Random, written: Letter, unit: str, kind: answers.Kind, attempt: int) -> str:
        """As `Fresh.feedback`, the pool's own on the topic."""
        return self._said("feedback", super().feedback, written, kind, attempt)

    def _said(self, what: str, write: Writes, written: Letter, kind: answers.Kind, attempt: int) -> str:
        key = what, written.topic, written.subject, kind, attempt
        if key not in self._texts:
            self._texts[key] = write(self._chance(key), _plain(written), OFFICE, kind, attempt)
        return self._texts[key]

    def _chance(self, key: tuple[object, ...]) -> Random:
        return Random(f"{self.seed} {key}")


def _plain(written: Letter) -> Letter:
    """What everything on the same topic has in common."""
    gist, facts = topic(written.topic).gist, {"place": PLACE[0], "town": PLACE[1]}
    at = written.at.replace(year=YEAR, month=1, day=1)
    return replace(written, heading=gist, matter=written.topic, telling=0, at=at, facts={**facts, "gist": gist})
