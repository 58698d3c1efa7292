"""Many lives at once, on every processor: each chunk has its own seed, so that the result does not depend on who made it."""

import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from functools import lru_cache
from multiprocessing.context import BaseContext
from random import Random
from typing import TYPE_CHECKING

import django
from django.db import connections
from msgspec import Struct

if TYPE_CHECKING:
    from huying.lives.texts import Pooled

CHUNK = 2500  # lives that one process makes and loads before it takes the next chunk
SHARED = 50_000  # lives that share one pool of texts


class Chunk(Struct, frozen=True):
    """Work for one process: lives opened at these instants, numbered from `first`, lived until `until`.

    `pool` is the seed of the pool that its texts come from; 0 where each is written for itself. `batch` is the number of the
    demo's batch that they are of, -1 for none, and `fates` what becomes of each of its cases ("" for whatever may). `rests` are
    states in which one case each shall wait (`resting.py`), opened after the first of these instants.
    """

    programme: str
    seed: int
    opened: tuple[datetime, ...]
    first: int
    until: datetime
    pool: int = 0
    batch: int = -1
    fates: tuple[str, ...] = ()
    rests: tuple[str, ...] = ()


class Loaded(Struct, frozen=True):
    """How much one chunk came to."""

    cases: int
    events: int


def populate(chunks: list[Chunk], workers: int = 0) -> Iterator[Loaded]:
    """Live and load every chunk, yielding as each is done. One chunk is done here; more are shared among processes."""
    if len(chunks) < 2:
        yield from map(fill, chunks)
        return
    connections.close_all()
    with ProcessPoolExecutor(workers or os.cpu_count() or 1, mp_context=_context(), initializer=_begin) as pool:
        yield from pool.map(fill, chunks)


def _context() -> BaseContext:
    """A forked process has everything loaded that this one has; where other threads run, or fork is a stranger, it begins anew."""
    alone = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if alone else "spawn")


def _begin() -> None:
    """A fresh process: Django set up, and no garbage collector (lives hold no cycles; it would only look in vain)."""
    django.setup()
    gc.disable()


def chunked(
    programme: str,
    opened: list[datetime],
    first: int,
    until: datetime,
    seed: int,
    *,
    pooled: bool = False,
    size: int = CHUNK,
) -> list[Chunk]:
    """The instants in chunks of `size`, each with a seed of its own drawn from `seed`; `pooled` texts repeat themselves, the
    same ones for every `SHARED` lives.
    """
    rng = Random(seed)
    return [
        Chunk(
            programme,
            rng.getrandbits(48),
            tuple(opened[at : at + size]),
            first + at,
            until,
            pool=1 + at // SHARED if pooled else 0,
        )
        for at in range(0, len(opened), size)
    ]


def fill(chunk: Chunk) -> Loaded:
    """Live and load one chunk. Raises NobodyToOpen, and ProgrammeError for a `lives.toml` that can't be read."""
    # A fresh process must set Django up before it touches a model.
    from django.db import transaction  # noqa: PLC0415

    from huying.ledger import store  # noqa: PLC0415
    from huying.ledger.services import loading  # noqa: PLC0415
    from huying.ledger.whole_lives import World  # noqa: PLC0415
    from huying.lives import resting, simulation  # noqa: PLC0415
    from huying.lives.behaviour import of_batch  # noqa: PLC0415
    from huying.lives.cast import cast  # noqa: PLC0415
    from huying.lives.family import Author  # noqa: PLC0415
    from huying.lives.texts import Fresh  # noqa: PLC0415
    from huying.people.calendars import current  # noqa: PLC0415
    from huying.programmes.registry import load  # noqa: PLC0415

    texts = _pool(chunk.pool) if chunk.pool else Fresh()
    people = cast(chunk.until.date(), chunk.programme)
    author = Author(
        people, Random(f"{chunk.programme} {chunk.first} {chunk.seed}"), texts, of_batch(chunk.programme, chunk.batch)
    )
    with loading.at_leisure(), transaction.atomic():
        world = World(load(chunk.programme), current(), store.recording())
        lives = (
            resting.resting(world, author, chunk.rests, chunk.opened[0], chunk.first, chunk.until)
            if chunk.rests
            else simulation.simulate(world, author, list(chunk.opened), chunk.first, chunk.until, chunk.fates)
        )
        return Loaded(*loading.load(world.programme, lives))


@lru_cache(maxsize=1)
def _pool(seed: int) -> "Pooled":
    """The pool of this seed, kept from one chunk to the next."""
    from huying.lives.texts import Pooled  # noqa: PLC0415

    return Pooled(seed)
