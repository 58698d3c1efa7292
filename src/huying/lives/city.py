"""What the demo city has of every programme, as its `lives.toml` says: deterministic, and known again by the numbers of its cases."""

from datetime import datetime, time, timedelta
from itertools import chain
from random import Random

from huying.ledger.models import Case
from huying.ledger.services import loading
from huying.ledger.services.create import number_for
from huying.lives import simulation
from huying.lives.parallel import Chunk, chunked
from huying.lives.resting import waits
from huying.programmes import lives as told
from huying.programmes.lives import Batch, Demo
from huying.programmes.registry import load, newest
from huying.rules.calendar import DAY, LOCAL

SEED = 2021


def missing(now: datetime) -> list[Chunk]:
    """What of the demo city is not there yet, a transaction to each chunk: first what is open today, then the years before.

    Cases are numbered by plan, so that a chunk that is there is known by the number of its first case.
    """
    chunks = [
        chunk for one in newest() if (demo := told.load(one.code).demo) for chunk in _planned(one.code, demo, now)
    ]
    loading.claim(max((chunk.first + len(chunk.opened) for chunk in chunks), default=0))
    return [chunk for chunk in chunks if not _there(chunk)]


def _planned(code: str, demo: Demo, now: datetime) -> list[Chunk]:
    until = datetime.combine(demo.until, time(), LOCAL) + DAY
    year = simulation.months(Random(SEED), demo.months) if demo.months else []
    chunks = chunked(code, year, 1, until, SEED, size=loading.BATCH)
    first = len(year) + 1
    for number, batch in enumerate(demo.batches):
        chunks.append(_batch(code, number, batch, first, until))
        first += batch.cases
    ends = max((at for chunk in chunks for at in chunk.opened[-1:]), default=until)
    recent = demo.recent
    if recent is None or Case.objects.filter(programme=code, opened_at__gt=max(ends, until - DAY)).exists():
        return chunks
    latest = simulation.moments(Random(SEED), recent.cases, now - timedelta(days=recent.days), now)
    waiting = _waiting(code, first + len(latest), now - timedelta(days=recent.days), now)
    return [*chunked(code, latest, first, now, SEED + 1, size=loading.BATCH), *waiting, *chunks]


def _waiting(code: str, first: int, since: datetime, now: datetime) -> list[Chunk]:
    """Somebody's work in every state, whatever chance has left there."""
    keys = waits(load(code), told.load(code))
    since = since.replace(microsecond=0)
    return [Chunk(code, SEED, (since,) * len(keys), first, now, rests=keys)] if keys else []


def _batch(code: str, number: int, batch: Batch, first: int, until: datetime) -> Chunk:
    """A batch with its fates dealt out."""
    rng = Random(f"{SEED} {code} {number}")
    begins = datetime.combine(batch.on, time(), LOCAL)
    opened = simulation.moments(rng, batch.cases, begins, begins + timedelta(days=batch.days))
    fates = list(chain.from_iterable([fate] * amount for fate, amount in batch.fates.items()))
    fates += [""] * (batch.cases - len(fates))
    rng.shuffle(fates)
    return Chunk(code, rng.getrandbits(48), tuple(opened), first, until, batch=number, fates=tuple(fates))


def _there(chunk: Chunk) -> bool:
    return Case.objects.filter(number=number_for(load(chunk.programme), chunk.first, chunk.opened[0])).exists()
