"""Many at once, on real connections: one wins, the others are told, and nothing is done by halves."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import pytest
from django.db import connection, transaction

from huying.ledger import models, store
from huying.ledger.services import retrying as clashes
from huying.ledger.services.create import create
from huying.ledger.services.door import act
from huying.ledger.services.verify import verify_all
from huying.rules.errors import Conflict, HuyingError
from tests.ledger.story import CLERK, DISPATCHER, HOUR, LETTER, MONDAY, SUPERVISOR, VERIFIER, Story, post

pytestmark = pytest.mark.django_db(transaction=True)

SIXTEEN = 16
T = TypeVar("T")


def at_once(*deeds: Callable[[], T]) -> list[T | HuyingError]:
    """Do everything at the same moment, each in a thread with a connection of its own; what came of each."""
    gate = threading.Barrier(len(deeds))

    def one(deed: Callable[[], T]) -> T | HuyingError:
        try:
            connection.ensure_connection()
            gate.wait(timeout=20)
            return deed()
        except HuyingError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))


def test_of_sixteen_who_accept_one_case_at_once_one_wins_and_fifteen_are_told() -> None:
    story = Story()
    payload = {"category": "utilities", "urgency": "normal"}
    deeds = [
        lambda n=n: act(
            case_id=story.id, action="accept", actor=post(f"clerk-{n}", "clerk"), payload=payload, now=MONDAY + HOUR
        )
        for n in range(SIXTEEN)
    ]
    results = at_once(*deeds)
    assert Counter(isinstance(one, Conflict) for one in results) == {False: 1, True: 15}
    assert {one.code for one in results if isinstance(one, HuyingError)} == {"case.not_here"}
    assert models.Event.objects.filter(case_id=story.id).count() == 2
    assert not list(verify_all())


def test_the_same_request_sixteen_times_at_once_is_one_event() -> None:
    story = Story()
    payload = {"category": "utilities", "urgency": "normal"}
    deed = lambda: act(case_id=story.id, action="accept", actor=CLERK, payload=payload, now=MONDAY + HOUR, key="once")  # noqa: E731
    results = at_once(*[deed] * SIXTEEN)
    assert {one.seq for one in results if not isinstance(one, HuyingError)} == {2}
    assert Counter(one.repeated for one in results if not isinstance(one, HuyingError)) == {True: 15, False: 1}


def test_the_same_letter_eight_times_at_once_is_one_case() -> None:
    results = at_once(*[lambda: create(programme="appeal", payload=LETTER, now=MONDAY, key="letter")] * 8)
    assert len({one.case for one in results if not isinstance(one, HuyingError)}) == 1
    assert models.Case.objects.count() == 1


def test_one_key_used_at_once_for_two_cases_is_one_event() -> None:
    stories = [Story() for _ in range(4)]
    payload = {"category": "utilities", "urgency": "normal"}
    results = at_once(
        *[
            lambda one=one: act(
                case_id=one.id, action="accept", actor=CLERK, payload=payload, now=MONDAY + HOUR, key="same"
            )
            for one in stories
        ]
    )
    assert Counter(type(one).__name__ for one in results) == {"Receipt": 1, "KeyReused": 3}
    assert models.Event.objects.filter(key="same").count() == 1


def test_a_parent_replied_to_while_a_child_merges_ends_well_either_way() -> None:
    for _ in range(4):
        parent, child = Story().fed_back(), Story().accepted()
        parent.do("approve", SUPERVISOR)
        parent.do("confirm", VERIFIER, finding="属实。", method="site")
        early = [Story() for _ in range(3)]
        for one in early:
            one.merged_into(parent)
        now = parent.now + HOUR
        results = at_once(
            partial(act, case_id=parent.id, action="reply", actor=CLERK, payload={"reply": "已解决。"}, now=now),
            partial(
                act,
                case_id=child.id,
                action="merge",
                actor=DISPATCHER,
                payload={"parent": parent.opened.number},
                now=now,
            ),
        )
        assert not isinstance(results[0], HuyingError)
        assert child.case.state in ("pending", "replying")
        assert {one.case.state for one in early} == {"replying"}
    assert not list(verify_all())


def test_two_who_wait_for_each_other_are_set_going_again() -> None:
    first, second = Story(), Story()
    meet = threading.Barrier(2)
    tries = Counter[str]()

    def lock_both(one: str, other: str) -> str:
        def work() -> str:
            tries[one] += 1
            with transaction.atomic():
                store.lock(one)
                if tries[one] == 1:
                    meet.wait(timeout=20)
                store.lock(other)
            return one

        return clashes.again(work)

    results = at_once(lambda: lock_both(first.id, second.id), lambda: lock_both(second.id, first.id))
    assert results == [first.id, second.id]
    assert sum(tries.values()) > 2
