"""A worker that is killed while it works: its job is taken up by another, and holds no lock for ever."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import quote

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from huying import clock
from huying.config import jobs, ticks
from huying.people.services.calendars import load_year
from huying.supervision import ticks as supervision
from huying.supervision.models import Retiming
from tests.ledger.story import Story
from tests.supervision.test_retiming import ADMIN, Y2027

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

DECEMBER = datetime(2026, 12, 28, 1, tzinfo=UTC)
PATIENCE = 60  # seconds


def database() -> str:
    """Where this test's database is, as another process is told."""
    of = connection.get_connection_params()
    return f"postgresql://{of['user']}:{of.get('password') or ''}@/{of['dbname']}?host={quote(of['host'], safe='')}"


def soon(true: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until, what
        time.sleep(0.1)


@contextmanager
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """A real one, in a process of its own."""
    command = [sys.executable, "-m", "huying.config.cli", "worker", "--concurrency=1"]
    environment = os.environ | {"DATABASE_URL": database(), "DJANGO_SETTINGS_MODULE": "huying.config.settings"}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture(autouse=True)
def empty_queue() -> None:
    """What an earlier test left behind; the queue's tables are none of those that are emptied after each test."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def silent_for(seconds: int) -> None:
    """As if so long had passed since the last sign of life of any worker."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - make_interval(secs => %s)", [seconds]
        )


def job() -> ProcrastinateJob:
    found: ProcrastinateJob = ProcrastinateJob.objects.filter(task_name="supervision.retime").latest("id")
    return found


@pytest.fixture
def killed() -> Story:
    """A case whose clocks were to be counted anew, and the worker died in the midst of it."""
    story = Story(at=DECEMBER)
    load_year(schedule=Y2027, by=ADMIN, now=DECEMBER)
    supervision.recount(DECEMBER)
    with psycopg.connect(database()) as holder, worker() as process:
        holder.execute("SELECT FROM ledger_document WHERE case_id = %s FOR UPDATE", [story.id])  # there it has to wait
        soon(lambda: job().status == "doing" and Retiming.objects.exists(), "the worker has taken the job")
        process.send_signal(signal.SIGKILL)
        process.wait()
        holder.rollback()
    assert job().status == "doing"
    return story


def test_a_job_whose_worker_was_killed_is_done_by_another(killed: Story) -> None:
    ticks.revive_jobs(clock.now())
    assert job().status == "doing"  # for all that anybody knows its worker lives
    silent_for(60)
    ticks.revive_jobs(clock.now())
    assert (job().status, job().attempts) == ("todo", 1)
    ticks.revive_jobs(clock.now())
    assert job().attempts == 1
    call_command("procrastinate", "worker", "--one-shot")
    assert job().status == "succeeded"
    assert not killed.case.clocks["promise"].provisional
    assert ProcrastinateJob.objects.filter(task_name="supervision.retime").count() == 1


def test_where_the_same_waits_already_that_one_is_done_and_the_lock_is_free(killed: Story) -> None:
    supervision.recount(DECEMBER)
    assert job().status == "todo"
    call_command("procrastinate", "worker", "--one-shot")
    assert job().status == "todo"  # the dead one holds the lock
    silent_for(60)
    ticks.revive_jobs(clock.now())
    call_command("procrastinate", "worker", "--one-shot")
    jobs_ = ProcrastinateJob.objects.filter(task_name="supervision.retime").order_by("id")
    assert [one.status for one in jobs_] == ["failed", "succeeded"]
    assert not killed.case.clocks["promise"].provisional


def test_one_that_kills_its_worker_each_time_is_given_up(killed: Story, caplog: pytest.LogCaptureFixture) -> None:
    ProcrastinateJob.objects.filter(id=job().id).update(attempts=jobs.MOST)
    silent_for(60)
    ticks.revive_jobs(clock.now())
    assert job().status == "failed"
    supervision.recount(DECEMBER)  # and asked for anew: nothing stands in its way
    call_command("procrastinate", "worker", "--one-shot")
    assert job().status == "succeeded"


def test_a_tick_with_nothing_to_revive_changes_nothing() -> None:
    ticks.revive_jobs(clock.now())
    assert not ProcrastinateJob.objects.exists()
