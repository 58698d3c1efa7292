"""Writers, folders and somebody who counts all over again, at once: whoever looks sees the tallies and the rows say the same."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction

from huying.insight import rows, tallies
from huying.insight.books import book
from huying.insight.figures import Asked, tallied
from huying.insight.filters import Filters
from huying.insight.models import Counted, Image
from huying.insight.services.fold import fold
from huying.insight.services.recount import recount
from huying.programmes.registry import load
from huying.rules.errors import Refusal
from huying.rules.policy import SYSTEM
from huying.rules.programme import Programme
from tests.insight import grants
from tests.ledger.story import DAY, MONDAY

LATER = MONDAY + 400 * DAY  # later than anything that happens here
YEARS = Filters(start=date(2026, 1, 1), end=date(2028, 1, 1))
CUTS = ("", "county", "state", "f.batch", "f.work", "f.priority", "month")
WRITERS, COMPARISONS = 4, 60


def test_nothing_is_lost_or_counted_twice(transactional_db: None, grant: Programme) -> None:
    recount("grant", now=MONDAY)
    chance = Random(2026)
    with busy(*[writer(seed) for seed in range(WRITERS)], folder(100), folder(3), recounter):
        told = [compare(chance.choice(CUTS)) for _ in range(COMPARISONS)]
    assert told.count(True) > COMPARISONS // 4  # the others fell into a counting, when the rows answer
    fold(book("grant"), now=LATER)
    assert all(compare(by) for by in CUTS)
    assert not Image.objects.filter(due__lte=LATER).exists()


def compare(by: str) -> bool:
    """Both ways in one snapshot; whether the tallies answered at all."""
    rules = load("grant")
    parts = tuple(code for code, part in rules.parts.items() if by != "month" or not part.standing)
    question = tallied(Asked(rules, SYSTEM, LATER, YEARS), parts, by)
    assert question
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        answer = tallies.ask(question)
        live = rows.count(rules, parts, SYSTEM, LATER, YEARS, by)
    if answer is None:
        return False
    assert some(answer.groups) == some(live), by
    return True


def some(groups: Any) -> Any:
    return {group: counts for group, counts in groups.items() if any(counts.values())}


def writer(seed: int) -> Callable[[], None]:
    rng = Random(seed)
    at = [MONDAY + timedelta(minutes=seed)]

    def write() -> None:
        at[0] += rng.choice((timedelta(hours=1), DAY))
        with suppress(Refusal):  # two writers wanted the same: one of them is told
            grants.step(rng, min(at[0], LATER - DAY))

    return write


def folder(most: int) -> Callable[[], None]:
    rng = Random(most)
    return lambda: void(fold(book("grant"), now=LATER - timedelta(days=rng.randrange(300)), most=most))


def recounter() -> None:
    recount("grant", now=LATER - 100 * DAY)
    threading.Event().wait(2)


def void(_: object) -> None:
    """What nobody asks for."""


@contextmanager
def busy(*works: Callable[[], None]) -> Iterator[None]:
    """All of them over and over, each in a thread with a connection of its own, until the block ends; what fails there fails here."""
    over, failures = threading.Event(), list[BaseException]()

    def run(work: Callable[[], None]) -> None:
        try:
            while not over.is_set():
                work()
        except BaseException as error:  # noqa: BLE001 - told below
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert not failures, failures
    assert Counted.objects.exists()


pytestmark = pytest.mark.slow
