"""What one case counts for, now and later: its image. Pure.

As long as nothing happens to a case, only the clock moves what it counts for, and when is known beforehand: an image says what
the case counts for now, and the instants at which that turns. So figures are exact at every moment though nobody touches the case.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from msgspec import Struct

from huying.insight.books import Book
from huying.insight.parts import dates, lit, owed
from huying.rules.calendar import DAY, LOCAL
from huying.rules.case import Case
from huying.rules.conditions import holds
from huying.rules.programme import Programme

LATER = timedelta(microseconds=1)  # red is later than due, over is later than promised
END = datetime(9000, 1, 1, tzinfo=UTC)  # everything has turned by then


class Image(Struct, frozen=True):
    """`county`, `unit`, `state`, `facts` (in the book's order) and `month` (202112) of opening say where the case counts, `reached`
    the months of the book's milestones (0: not reached), `amounts` and `items` what is added up and told apart.

    `bits` are the parts that it fulfils; from each of `turns` on it is those at the same place of `later`.
    """

    county: str
    unit: str
    state: str
    facts: list[str]
    month: int
    reached: list[int]
    accused: list[str]
    amounts: list[str]
    items: list[str]
    bits: int
    turns: list[datetime]
    later: list[int]


def image(case: Case, unit: str, programme: Programme, book: Book, at: datetime) -> Image:
    """The case's image from `at` on. `unit` leads it; `programme` is the one whose figures are counted."""
    bits = fulfilled(case, programme, book, at)
    turns, later = [], []
    for turn in sorted(set(instants(case, programme, book))):
        if turn > at and (then := turned(case, programme, book, turn, bits)) != (later[-1] if later else bits):
            turns.append(turn)
            later.append(then)
    return _image(case, unit, book, bits, turns, later)


def settled(case: Case, unit: str, programme: Programme, book: Book) -> Image:
    """The case's image when everything that the clock moves has turned."""
    return _image(case, unit, book, fulfilled(case, programme, book, END), [], [])


def _image(case: Case, unit: str, book: Book, bits: int, turns: list[datetime], later: list[int]) -> Image:
    facts = case.facts
    return Image(
        county=case.county,
        unit=unit,
        state=case.state,
        facts=[shown(facts.get(code)) for code in book.facts],
        month=month(case.opened),
        reached=[month(case.milestones[name]) if name in case.milestones else 0 for name in book.milestones],
        accused=list(case.accused),
        amounts=[str(facts.get(code) or 0) for code in book.sums],
        items=[shown(facts.get(code)) for code in book.items],
        bits=bits,
        turns=turns,
        later=later,
    )


def fulfilled(case: Case, programme: Programme, book: Book, at: datetime) -> int:
    """The parts that the case fulfils at that instant, as bits."""
    clockwork = programme.clockwork
    return sum(1 << place for place, where in enumerate(book.conditions) if holds(where, case, clockwork, at))


def turned(case: Case, programme: Programme, book: Book, at: datetime, before: int) -> int:
    """The same at a later instant: only the parts that the clock moves are asked again."""
    clockwork, bits = programme.clockwork, before
    for place in book.moving:
        bits &= ~(1 << place)
        bits |= holds(book.conditions[place], case, clockwork, at) << place
    return bits


def instants(case: Case, programme: Programme, book: Book) -> Iterator[datetime]:
    """When the clock may move something that the book counts."""
    moving = [book.conditions[place] for place in book.moving]
    counting = None if case.closed else case.clocks.get(case.clock)
    if counting and any(map(lit, moving)):
        yield from (counting.amber + LATER, counting.due + LATER)
    promise = case.clocks.get(programme.promise_clock)
    if promise and any(map(owed, moving)):
        yield from (promise.due, promise.due + LATER)
    for name in frozenset[str]().union(*map(dates, moving)):
        if day := case.facts.get(name):
            yield datetime.combine(date.fromisoformat(day) + DAY, time(), LOCAL).astimezone(UTC)


def month(at: datetime) -> int:
    """The local month of an instant as a number: 202112."""
    local = at.astimezone(LOCAL)
    return local.year * 100 + local.month


def shown(value: Any) -> str:
    """A fact as `facts ->> 'code'` shows it; empty where it is not known."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
