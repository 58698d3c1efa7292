"""Where a life's words come from: written anew for the demo city, or out of a pool where volume is what counts."""

from datetime import datetime
from random import Random

from huying.programmes.demo_texts import answers, letters
from huying.programmes.demo_texts.letters import Letter
from huying.programmes.demo_texts.topics import Subject

VARIANTS = 1  # texts kept of each kind in a pool
LETTERS = 3  # letters kept for each category, subject and month


class Fresh:
    """Every letter and every answer is written for itself."""

    def letter(self, rng: Random, category: str, place: tuple[str, str], subject: Subject, at: datetime) -> Letter:
        """A letter about the category from (county, town)."""
        return letters.letter(rng, category=category, place_name=place[0], town_name=place[1], subject=subject, at=at)

    def echo(self, rng: Random, of: Letter, at: datetime) -> Letter:
        """A neighbour's letter on the same matter."""
        return letters.echo(rng, of=of, at=at)

    def answer(self, rng: Random, letter: Letter, unit: str, kind: answers.Kind, attempt: int) -> str:
        """The unit's answer to the letter."""
        return answers.answer(rng, letter=letter, unit_name=unit, kind=kind, attempt=attempt)

    def feedback(self, rng: Random, letter: Letter, unit: str, kind: answers.Kind, attempt: int) -> str:
        """What the unit reports to the centre."""
        return answers.feedback(rng, letter, unit, kind, attempt)


class Pooled(Fresh):
    """The same few texts again and again, so that writing, segmenting and scrubbing them is paid once."""

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], list[str]] = {}
        self._letters: dict[tuple[object, ...], list[Letter]] = {}

    def letter(self, rng: Random, category: str, place: tuple[str, str], subject: Subject, at: datetime) -> Letter:
        """As `Fresh.letter`, out of the pool once it is full."""
        kept = self._letters.setdefault((category, subject, at.month), [])
        if len(kept) < LETTERS:
            kept.append(super().letter(rng, category, place, subject, at))
            return kept[-1]
        return kept[int(rng.random() * LETTERS)]

    def echo(self, rng: Random, of: Letter, at: datetime) -> Letter:
        """The neighbour writes word for word the same."""
        return of

    def answer(self, rng: Random, letter: Letter, unit: str, kind: answers.Kind, attempt: int) -> str:
        """As `Fresh.answer`, out of the pool once it is full."""
        kept = self._kept.setdefault(("answer", letter.topic, kind, attempt), [])
        if len(kept) < VARIANTS:
            kept.append(super().answer(rng, letter, unit, kind, attempt))
        return kept[int(rng.random() * len(kept))]

    def feedback(self, rng: Random, letter: Letter, unit: str, kind: answers.Kind, attempt: int) -> str:
        """As `Fresh.feedback`, out of the pool once it is full."""
        kept = self._kept.setdefault(("feedback", letter.topic, kind, attempt), [])
        if len(kept) < VARIANTS:
            kept.append(super().feedback(rng, letter, unit, kind, attempt))
        return kept[int(rng.random() * len(kept))]
