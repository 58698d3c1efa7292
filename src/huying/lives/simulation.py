"""Many lives, spread over time as a city's cases are: by month, by hour, with neighbours who write about the same matter."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from random import Random

from huying.ledger.whole_lives import Life, World
from huying.lives.drawing import weights
from huying.lives.family import Arrival, Author, lives
from huying.programmes.demo_texts import volume

LOCAL_MIDNIGHT = timedelta(hours=8)
MONTHS = 12


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


def simulate(
    world: World, author: Author, opened: list[datetime], first: int, until: datetime, fates: Iterable[str] = ()
) -> Iterator[Life]:
    """A life for every instant of `opened`, numbered from `first`, as far as each has come by `until`; the first ones with these
    `fates`.
    """
    echoes = author.behaviour.lives.echoes
    chosen = iter(fates)
    waiting: list[tuple[Arrival, list[Arrival]]] = []
    for sequence, at in enumerate(opened, first):
        fate = next(chosen, "")
        if echoes and waiting and not fate and author.rng.random() < echoes.share:
            parent, neighbours = waiting[-1]
            neighbours.append(author.echo(parent, at, sequence))
            continue
        if waiting:
            yield from lives(world, author, *waiting.pop(), until)
        waiting.append((author.write(at, sequence, fate), []))
    if waiting:
        yield from lives(world, author, *waiting.pop(), until)


def months(rng: Random, table: Mapping[str, int] | str = "months") -> list[datetime]:
    """The instants of so many cases in each month ("2021-01"), in order: those of the demo city's appeals by default."""
    found: list[datetime] = []
    for month, amount in sorted(weights(table).items()):
        year, number = (int(part) for part in month.split("-"))
        start = datetime(year, number, 1, tzinfo=UTC) - LOCAL_MIDNIGHT
        end = datetime(year + number // MONTHS, number % MONTHS + 1, 1, tzinfo=UTC) - LOCAL_MIDNIGHT
        found += moments(rng, amount, start, end)
    return found
