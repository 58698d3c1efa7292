"""Many lives, spread over time as a city's letters are: by month, by hour, with neighbours who write about the same matter."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from huying.ledger.whole_lives import Life, World
from huying.lives.family import Author, Written, lives
from huying.programmes.demo_texts import volume

ECHO = 0.045  # share of letters about a matter that somebody has just written about; sample


def moments(rng: Random, amount: int, start: datetime, end: datetime) -> list[datetime]:
    """`amount` instants, whole seconds, from `start` to `end` (not included), in order, at the hours people write."""
    start = start.replace(microsecond=0)
    hours = list(volume.hour_weights())
    days = (end - start).days
    local_hours = rng.choices(range(24), hours, k=amount)
    drawn = [
        start + timedelta(days=int(rng.random() * days), hours=hour, seconds=int(rng.random() * 3600))
        for hour in local_hours
    ]
    return sorted(drawn)


def simulate(world: World, author: Author, opened: list[datetime], first: int, until: datetime) -> Iterator[Life]:
    """A life for every instant of `opened`, numbered from `first`, as far as each has come by `until`."""
    waiting: list[tuple[Written, list[Written]]] = []
    for sequence, at in enumerate(opened, first):
        if waiting and author.rng.random() < ECHO:
            parent, echoes = waiting[-1]
            echoes.append(author.echo(parent, at, sequence))
            continue
        if waiting:
            yield from lives(world, author, *waiting.pop(), until)
        waiting.append((author.write(at, sequence), []))
    if waiting:
        yield from lives(world, author, *waiting.pop(), until)


def months(rng: Random) -> list[datetime]:
    """The instants of the demo city's year: exactly the published number of letters, by the sample volume of each month."""
    found: list[datetime] = []
    for month, amount in sorted(volume.monthly_volume().items()):
        year, number = (int(part) for part in month.split("-"))
        start = datetime(year, number, 1, tzinfo=UTC) - timedelta(hours=8)  # local midnight
        end = datetime(year, number + 1, 1, tzinfo=UTC) - timedelta(hours=8)
        found += moments(rng, amount, start, end)
    return found
