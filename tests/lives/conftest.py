"""The strange programmes beside the shipped ones, and the people who work in all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from huying.ledger import store
from huying.ledger.whole_lives import Life, World
from huying.lives import simulation
from huying.lives.cast import cast
from huying.lives.family import Author
from huying.lives.texts import Pooled
from huying.people.calendars import current
from huying.people.services.demo import load_demo_people
from huying.programmes import registry

STRANGE = Path(__file__).resolve().parent.parent / "programmes" / "strange"
BEGINS, UNTIL = datetime(2025, 1, 6, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)

Lived = Callable[..., list[Life]]


@pytest.fixture
def strange(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The programmes that only tests know are published too."""
    monkeypatch.setenv(registry.FOLDERS, str(STRANGE))
    registry.reload()
    yield
    monkeypatch.undo()
    registry.reload()


@pytest.fixture
def lived(db: None) -> Lived:
    """A function that lives so many cases of a programme, as far as they have come by a day."""
    load_demo_people(now=BEGINS)
    return _lived


def _lived(programme: str, amount: int = 40, seed: int = 7) -> list[Life]:
    rng = Random(f"{programme} {seed}")
    world = World(registry.load(programme), current(), store.recording())
    author = Author(cast(UNTIL.date(), programme), rng, Pooled(1))
    return list(simulation.simulate(world, author, simulation.moments(rng, amount, BEGINS, UNTIL), 1, UNTIL))
