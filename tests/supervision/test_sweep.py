"""The sweep: clocks ring up their ladder, each rung once, however many sweep."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from huying.ledger import models, store
from huying.ledger.packing import pack
from huying.ledger.services.verify import verify_all
from huying.rules.policy import SYSTEM
from huying.rules.refusals import NotDue
from huying.supervision.models import Slip
from huying.supervision.services.sweep import Swept, sweep
from tests.ledger.story import DAY, MONDAY, WATER, Story
from tests.ledger.test_concurrency import at_once

pytestmark = pytest.mark.django_db

LATER = MONDAY + 60 * DAY


def rung(story: Story) -> list[str]:
    events = models.Event.objects.filter(case_id=story.id, action="ring").order_by("seq")
    return [event.data for event in events]


def alarm(story: Story) -> datetime:
    at = story.row.alarm_at
    assert at is not None
    return at


def test_before_its_alarm_no_clock_rings() -> None:
    story = Story()
    assert sweep(now=alarm(story) - timedelta(seconds=1)) == Swept(0, 0)


def test_at_its_alarm_a_clock_rings_once() -> None:
    story = Story()
    now = alarm(story)
    assert sweep(now=now) == Swept(1, 0)
    assert sweep(now=now) == Swept(0, 0)
    assert rung(story) == ['{"clock":"register","kind":"reminder","to":"clerk"}']


def test_a_sweep_that_comes_late_rings_every_rung_that_was_due_in_order() -> None:
    story = Story()
    sweep(now=LATER)
    kinds = [slip.kind for slip in Slip.objects.filter(case_id=story.id, clock="register").order_by("seq")]
    assert kinds == ["reminder", "slip", "slip"]
    assert story.row.alarm_at is None
    assert not list(verify_all())


def test_a_unit_that_is_handed_a_case_is_reminded_and_its_leader_gets_the_slip() -> None:
    story = Story().dispatched()
    sweep(now=MONDAY + 3 * DAY + timedelta(hours=12))
    found = (
        Slip.objects.filter(case_id=story.id, clock="sign/1")
        .order_by("seq")
        .values_list("kind", "to_role", "unit", "late_unit")
    )
    assert list(found) == [("reminder", "handler", "gongshui", "gongshui"), ("slip", "leader", "gongshui", "gongshui")]


def test_a_clock_that_stands_still_does_not_ring() -> None:
    story = Story().dispatched()
    story.do("sign", WATER, task=1)
    assert all(clock.alarm is None for key, clock in story.case.clocks.items() if clock.stopped or clock.paused)


def test_ringing_what_is_not_due_is_refused_under_the_lock() -> None:
    story = Story()
    with pytest.raises(NotDue):
        story.do("ring", SYSTEM, clock="register", kind="reminder", to="clerk")


def test_a_reply_that_nobody_rates_lapses() -> None:
    story = Story().replied()
    due = story.row.due_at
    assert due is not None
    assert sweep(now=due).lapsed == 0
    assert sweep(now=due + timedelta(seconds=1)).lapsed == 1
    assert story.case.state == "closed"
    assert not {"resolved", "rating"} & story.case.facts.keys()


def test_no_more_cases_are_swept_than_was_said() -> None:
    for _ in range(5):
        Story()
    assert models.Event.objects.filter(action="ring").count() == 0
    sweep(now=LATER, limit=2)
    assert models.Event.objects.filter(action="ring").values("case_id").distinct().count() == 2


def test_one_odd_case_does_not_keep_the_others_from_their_turn() -> None:
    odd, sound = Story(), Story()
    with connection.cursor() as cursor:  # a document that no release ever wrote
        body = odd.row.document.body.replace('"state":"registered"', '"state":"archived"')
        cursor.execute("UPDATE ledger_document SET body = %s WHERE case_id = %s", [pack(body), odd.id])
    swept = sweep(now=LATER)
    assert swept.failed == 1
    assert len(rung(sound)) > 0


@pytest.mark.django_db(transaction=True)
def test_three_sweepers_at_once_ring_each_rung_once() -> None:
    stories = [Story() for _ in range(12)] + [Story().dispatched() for _ in range(4)]
    results = at_once(*[lambda: sweep(now=LATER)] * 3)
    events = models.Event.objects.filter(action="ring").values_list("case_id", "data")
    assert Counter(events).most_common(1)[0][1] <= 2  # one role may be told on two rungs, each once
    for story in stories:
        clocks = story.case.clocks
        assert sum(clock.rung for clock in clocks.values() if not clock.stopped) == len(rung(story))
    assert sum(one.rang for one in results if isinstance(one, Swept)) == len(events)
    assert not list(verify_all())


@pytest.mark.django_db(transaction=True)
def test_a_case_that_somebody_is_working_on_is_left_for_the_next_sweep() -> None:
    story = Story()
    with transaction.atomic():
        store.lock(story.id)
        (swept,) = at_once(lambda: sweep(now=LATER))
    assert swept == Swept(0, 0)
    assert sweep(now=LATER).rang > 0


def test_the_sweep_finds_due_clocks_by_their_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM ledger_case WHERE alarm_at <= now() ORDER BY alarm_at LIMIT 1 FOR UPDATE SKIP LOCKED"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "case_alarm" in plan
    assert "Sort" not in plan
