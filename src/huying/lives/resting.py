"""Cases of which one waits for somebody in every state that a programme has, so that whoever signs in to the demo meets work."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice, zip_longest

from msgspec.structs import replace

from huying.ledger.whole_lives import Life, World
from huying.lives.family import Arrival, Author, lives
from huying.programmes.lives import Lives
from huying.rules import workflow
from huying.rules.case import Case, apply
from huying.rules.programme import Programme

TRIES = 1500  # lives that are lived for one that stands where it is wanted; some states are rare
LONG = timedelta(days=380)  # in which a life is lived whole, at the same time of the year, to see where it comes by
LATELY = timedelta(hours=20)  # so long it has stood there, about


def waits(programme: Programme, told: Lives) -> tuple[str, ...]:
    """Every state in which somebody must act, of the case and of its assignments ("task/" and the state); none in which nobody does
    anything.
    """
    cases = [code for code, one in programme.states.items() if not one.closed and one.owner != "tasks"]
    tasks = [f"task/{code}" for code, one in programme.tasks.items() if one.open and one.owner]
    return tuple(key for key in (*cases, *tasks) if told.states.get(key) != ())


def resting(
    world: World, author: Author, keys: Iterable[str], since: datetime, first: int, until: datetime
) -> Iterator[Life]:
    """A case for each of the keys that stands there at the end, for as many as such a life was found. All that is said is said as
    if it had been opened after `since`.
    """
    for sequence, key in enumerate(keys, first):
        tried = (_tried(world, author, author.write(since, sequence), key, until) for _ in range(TRIES))
        yield from islice((life for life in tried if life is not None), 1)


def _tried(world: World, author: Author, arrival: Arrival, key: str, until: datetime) -> Life | None:
    """A life that stands there at the end. One that ever stood there is told again, the same, so much later that it stood there
    lately; and then until it would have left.
    """
    chance, opened = author.rng.getstate(), until - LONG
    stood = _stood(world.programme, _lived(world, author, replace(arrival, opened=opened), until), key, until)
    if stood is None:
        return None
    later = replace(arrival, opened=opened + (until - LATELY - stood[0]))
    author.rng.setstate(chance)
    stood = _stood(world.programme, _lived(world, author, later, until), key, until)
    if stood is None:
        return None
    author.rng.setstate(chance)
    life = _lived(world, author, later, stood[1])
    return life if stands(world.programme, life.case, key) else None


def _lived(world: World, author: Author, arrival: Arrival, until: datetime) -> Life:
    """A life that may be thrown away: nobody may hang on its case."""
    known = list(author.waiting)
    (life,) = lives(world, author, arrival, [], until)
    author.waiting.clear()
    author.waiting.extend(known)
    return life


def _stood(programme: Programme, life: Life, key: str, until: datetime) -> tuple[datetime, datetime] | None:
    """From when to when, in that life, the case stood there; None where it never did."""
    case: Case | None = None
    for event, after in zip_longest(life.events, life.events[1:]):
        case = apply(case, event)
        if stands(programme, case, key):
            return event.at, after.at if after else until
    return None


def stands(programme: Programme, case: Case, key: str) -> bool:
    """Whether the case, or one of its assignments, waits in that state."""
    kind, _, state = key.rpartition("/")
    if not kind:
        return case.state == state
    waiting = programme.states[case.state].owner == "tasks"
    return waiting and any(task.state == state for task in workflow.open_tasks(programme, case.tasks.values()))
