"""What a life is about, for whoever has to say something in it."""

from collections import deque
from datetime import datetime
from random import Random

from msgspec import Struct

from huying.ledger.whole_lives import Life
from huying.lives.cast import Cast, Office, Spot
from huying.lives.texts import Fresh
from huying.programmes.demo_texts import Letter, sentences
from huying.programmes.demo_texts.words import Scene as Slots
from huying.programmes.lives import Matter
from huying.rules.calendar import OFFSET
from huying.rules.case import Case, Task

Waiting = deque[Life]  # lives that were still open when their time was up: cases that others may hang on


class About(Struct):
    """What a case is about: an invented text, or one of the programme's own matters. `slots` are its road, its firm …"""

    written: Letter | None = None
    matter: Matter | None = None
    slots: Slots | None = None

    def says(self, what: str) -> str | int | bool:
        """The text or the code that it has for this, empty where it has none."""
        if self.written is not None:
            return getattr(self.written, what, "")
        assert self.matter is not None  # noqa: S101 - one of the two it is about
        return self.matter.says.get(what, "")


class Scene(Struct):
    """One case, the matter and the place it is about, and where its story stands.

    `kind` is how it comes out, as far as is known; `fate` what the demo has chosen for it; `attempt` counts from 1; `score` and
    `other` are what was said last of how content somebody was, and of which other unit. `parent` is the neighbour's case on
    the same matter.
    """

    rng: Random
    cast: Cast
    texts: Fresh
    about: About
    spot: Spot
    now: datetime
    waiting: Waiting
    life: Life | None = None
    task: Task | None = None
    kind: str = "resolved"
    fate: str = ""
    attempt: int = 1
    score: int = 4
    other: str = ""
    parent: Life | None = None

    @property
    def case(self) -> Case:
        """The case as it now stands."""
        assert self.life is not None  # noqa: S101 - asked only of a case that has begun
        return self.life.case

    @property
    def category(self) -> str:
        """What kind of matter it is, as the duties of units call it."""
        return str(self.about.says("category")) or "other"

    @property
    def office(self) -> Office:
        """The unit in whose name something is said: that of the assignment, else the lead's, else the one that keeps the case."""
        unit = self.task.unit if self.task else next((one.unit for one in self.case.tasks.values()), self.case.home)
        return self.cast.units.get(unit) or Office(unit, unit)

    @property
    def slots(self) -> Slots:
        """The words that sentences of this case share."""
        if self.about.slots is None:
            known = dict(self.about.written.facts) if self.about.written else {}
            county = self.cast.counties.get(self.spot.county, self.spot.name)
            self.about.slots = Slots(
                self.rng, (self.now + OFFSET).month, {"place": county, "town": self.spot.name, **known}
            )
        return self.about.slots

    def tells(self, what: str) -> str | int | bool | None:
        """What the case is about says of this: a sentence of the programme's own matter, or a code; None for nothing."""
        own = self.about.matter
        if own is not None and what in own.words:
            return self.sentence(sentences.prepared(own.words[what]))
        said = self.about.says(what)
        return None if said == "" else said

    def sentence(self, choices: sentences.Lines) -> str:
        """One of these, its slots filled."""
        slots = self.slots
        if self.life is not None:
            slots["unit"] = self.office.name
            slots["heading"] = self.life.heading
        return sentences.pick(self.rng, choices) % slots
