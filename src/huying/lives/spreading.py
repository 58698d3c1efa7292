"""When invented cases come in, so that a plausible share of them is still open today: a city has more open than the last weeks of an
even stream would leave.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from huying.ledger import store
from huying.ledger.whole_lives import World
from huying.lives import simulation
from huying.lives.cast import cast
from huying.lives.family import Author
from huying.lives.texts import Pooled
from huying.people.calendars import current
from huying.programmes.registry import load

SAMPLE = 240  # lives that are lived to see how long they take, and thrown away
LATELY = 45  # days in which the surplus comes in
YEAR = 365  # days


def spread(programme: str, rng: Random, amount: int, years: int, still_open: float, now: datetime) -> list[datetime]:
    """`amount` instants of the last years, in order, of which about the share `still_open` is open at the end. Raises NobodyToOpen."""
    start = now - timedelta(days=YEAR * years)
    lasted = _durations(programme, Random(rng.getrandbits(48)), start, now)
    lately = timedelta(days=LATELY)
    old, new = _open(lasted, LATELY, YEAR * years), _open(lasted, 0, LATELY)
    share = min(1.0, max(0.0, (still_open - old) / (new - old))) if new > old else LATELY / (YEAR * years)
    recent = round(amount * share)
    earlier = simulation.moments(rng, amount - recent, start, now - lately)
    return earlier + simulation.moments(rng, recent, now - lately, now)


def _durations(programme: str, rng: Random, start: datetime, now: datetime) -> list[float]:
    """How many days a few invented lives take from beginning to end, in order; without end for those that come to none."""
    world = World(load(programme), current(), store.recording())
    author = Author(cast(now.date(), programme), rng, Pooled(1))
    opened = simulation.moments(rng, SAMPLE, start - timedelta(days=2 * YEAR), start)
    ends = ((life.case.opened, life.case.closed) for life in simulation.simulate(world, author, opened, 1, now))
    return sorted((closed - began).total_seconds() / 86_400 if closed else float("inf") for began, closed in ends)


def _open(lasted: Sequence[float], youngest: float, oldest: float) -> float:
    """The share still open of cases that came in evenly between so many days ago."""
    ages = [youngest + (oldest - youngest) * (step + 0.5) / SAMPLE for step in range(SAMPLE)]
    return sum(1 - bisect_right(lasted, age) / len(lasted) for age in ages) / SAMPLE
