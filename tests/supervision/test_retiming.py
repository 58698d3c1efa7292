"""A year of holidays is loaded: provisional dates become firm, by an event for each case, once."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from procrastinate.contrib.django.models import ProcrastinateJob

from huying.ledger import models
from huying.ledger.services.verify import verify_all
from huying.people.services.calendars import load_year
from huying.rules.policy import Actor, Post
from huying.rules.schedule import Holiday, Schedule
from huying.rules.wording import Text
from huying.supervision import ticks
from huying.supervision.models import Retiming
from huying.supervision.services import retime
from tests.ledger.story import Story

pytestmark = pytest.mark.django_db

DECEMBER = datetime(2026, 12, 28, 1, tzinfo=UTC)
ADMIN = Actor("100", (Post("sysadmin"),))
Y2027 = Schedule(
    2027,
    "示例安排",
    (
        Holiday(Text("元旦", "New Year"), date(2027, 1, 1), date(2027, 1, 3)),
        Holiday(Text("春节", "Spring Festival"), date(2027, 2, 5), date(2027, 2, 11)),
    ),
)


def test_loading_a_year_recomputes_provisional_dates_and_logs_it() -> None:
    story, closed = Story(at=DECEMBER), Story(at=DECEMBER).replied()
    closed.do("rate", closed.writer, rating=5)
    before = story.case.clocks["promise"]
    assert before.provisional
    load_year(schedule=Y2027, by=ADMIN, now=DECEMBER)
    assert retime.retime_all(now=DECEMBER) == 1
    after = story.case.clocks["promise"]
    assert (after.provisional, after.started) == (False, before.started)
    event = models.Event.objects.get(case_id=story.id, action="retime")
    assert (event.actor, story.row.promised_at) == ("system", after.due)
    assert closed.case.state == "closed"
    assert not models.Event.objects.filter(case_id=closed.id, action="retime").exists()
    assert not list(verify_all())


def test_a_second_run_changes_nothing() -> None:
    story = Story(at=DECEMBER)
    load_year(schedule=Y2027, by=ADMIN, now=DECEMBER)
    assert (retime.retime_all(now=DECEMBER), retime.retime_all(now=DECEMBER)) == (1, 0)
    assert story.case.seq == 2


def test_a_run_is_needed_exactly_when_the_calendar_is_another_one() -> None:
    assert retime.needed()
    retime.retime_all(now=DECEMBER)
    assert not retime.needed()
    load_year(schedule=Y2027, by=ADMIN, now=DECEMBER)
    assert retime.needed()


def test_more_cases_than_fit_in_a_batch_are_all_recomputed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retime, "BATCH", 2)
    for _ in range(5):
        Story(at=DECEMBER)
    load_year(schedule=Y2027, by=ADMIN, now=DECEMBER)
    assert retime.retime_all(now=DECEMBER) == 5


@pytest.mark.django_db(transaction=True)
def test_the_tick_asks_a_worker_for_the_run() -> None:
    story = Story(at=DECEMBER)
    load_year(schedule=Y2027, by=ADMIN, now=DECEMBER)
    ticks.recount(DECEMBER)
    ticks.recount(DECEMBER)
    assert ProcrastinateJob.objects.filter(task_name="supervision.retime").count() == 1
    call_command("procrastinate", "worker", "--one-shot")
    assert [run.cases for run in Retiming.objects.all()] == [1]
    assert not story.case.clocks["promise"].provisional
    ticks.recount(DECEMBER)
    assert not ProcrastinateJob.objects.filter(status="todo").exists()
