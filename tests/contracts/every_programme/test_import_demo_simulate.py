"""Cases of every programme come in by file, as the demo's lives and as the simulator's, without a line of code of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from os import environ
from random import Random
from typing import Any

import psycopg
import pytest
from django.db import connection

from huying.importing.columns import Column, columns
from huying.importing.services.importing import import_rows
from huying.ledger import models, store
from huying.ledger.services import loading
from huying.ledger.services.verify import verify_all
from huying.lives import parallel, simulation
from huying.people.actors import actor_for
from huying.people.models import Firm, User
from huying.people.services.demo import load_demo_people
from huying.programmes import registry
from huying.rules import policy
from huying.rules.case import Case, replay
from huying.rules.policy import Actor
from huying.rules.programme import Field, Programme
from tests.contracts.every_programme.crew import FIRM
from tests.contracts.test_killed_workers import database, soon
from tests.importing.files import csv_file
from tests.plausible import number, text

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
DAY = "2026-02-02"
AHEAD = "2026年4月1日"
CELLS: dict[str, tuple[Any, Any]] = {  # by type: as a file writes it, as the case has it
    "date": (AHEAD, "2026-04-01"),
    "place": ("许昌市魏都区", "411002"),
    "unit": ("市住建局", "zhujian"),
    "mark": ("是", True),
    "code": ("2026-07", "2026-07"),
    "firm": ("许昌试验有限公司", FIRM),
}
LIVES = 30


@pytest.fixture
def asker(db: None, programme: Programme) -> Actor:
    """The demo's people beside the strange programmes; somebody of them who may open a case of this one."""
    Firm.objects.get_or_create(code=FIRM, defaults={"name": "许昌试验有限公司"})
    load_demo_people(now=NOW)
    User.objects.filter(username="clerk").update(firm_id=FIRM)
    for user in User.objects.filter(is_demo=True).order_by("pk"):
        actor = actor_for(user, NOW.date())
        own = {"account": actor.id, "firm": f"firm:{FIRM}"}.get(programme.asker.kind, "")
        blank = Case(id="", programme=programme.code, version=1, number="", state="", opened=NOW, asker=own)
        if policy.permits_start(blank, actor, programme):
            return actor
    return actor_for(User.objects.get(username="clerk"), NOW.date())


def cell(programme: Programme, column: Column, field: Field, asker: Actor) -> tuple[Any, Any]:
    """What a file writes in the column, and what the case then has of it."""
    kind = field.type or "prose"
    if kind in CELLS:
        return CELLS[kind]
    if kind == "choice":
        code = list(field.choices)[-1]
        return field.choices[code].zh, code
    if kind in ("money", "quantity", "count", "rating"):
        amount = number(programme, field)
        shown = f"{amount}元" if kind == "money" else str(amount)  # else it would be what the fact is shown in
        return shown, amount if kind in ("count", "rating") else Decimal(amount)
    if kind == "person":
        return User.objects.get(pk=asker.id).username, asker.id
    if kind == "link":
        return opened(next(iter(programme.links[field.link].programmes), programme.code), asker).number, None
    return text(field), None if kind == "prose" else text(field)


def row(programme: Programme, asker: Actor) -> tuple[list[str], list[Any], dict[str, Any]]:
    """A file's captions, one row, and the facts that the case must have by it."""
    captions, cells, facts = ["登记日期"], [DAY], {}
    opening = programme.actions[programme.start].fields
    for column in columns(programme.code).values():
        field = column.field
        if field is None or column.code not in opening or (field.link and not field.required):
            continue
        shown, kept = cell(programme, column, field, asker)
        captions.append(field.name.zh)
        cells.append(shown)
        if kept is not None and field.fact:
            facts[field.fact] = kept
    return captions, cells, facts


def opened(code: str, asker: Actor) -> models.Case:
    """A case of another programme, for those that hang on one."""
    other = registry.load(code)
    captions, cells, _ = row(other, asker)
    taken(code, captions, cells, asker)
    return models.Case.objects.filter(programme=code).latest("opened_at")


def taken(code: str, captions: list[str], cells: list[Any], asker: Actor) -> Any:
    content = csv_file([cells], captions)
    return import_rows(programme=code, name="台账.csv", content=content, now=NOW, actor=asker).report


def same(kept: Any, said: Any) -> bool:
    return Decimal(kept) == said if isinstance(said, Decimal) else bool(kept == said)


def test_a_row_says_every_fact_that_a_case_is_opened_with(programme: Programme, asker: Actor) -> None:
    captions, cells, facts = row(programme, asker)
    report = taken(programme.code, captions, cells, asker)
    assert (report.new, [one.error.message("en") for one in report.rejects], report.unread) == (1, [], {})
    case = models.Case.objects.filter(programme=programme.code).latest("number")
    assert {name for name, said in facts.items() if not same(case.facts.get(name), said)} == set()
    assert {programme.facts[name].type for name in facts} <= {programme.facts[name].type for name in case.facts}
    again = taken(programme.code, captions, cells, asker)
    assert (again.new, again.known) == (0, 1)
    assert list(verify_all()) == []


@pytest.fixture
def targets(programme: Programme, asker: Actor) -> None:
    """Where cases must hang on others, some of these."""
    start = programme.actions[programme.start]
    hangs = [programme.links[field.link] for field in start.fields.values() if field.link and field.required]
    for code in {code for link in hangs for code in link.programmes} - {programme.code}:
        parallel.fill(chunk(code, pooled=True))


def chunk(code: str, *, pooled: bool) -> parallel.Chunk:
    """So many lives of the last months, up to now: written for themselves as the demo's, or out of a pool as the simulator's."""
    opened_at = simulation.moments(Random(5), LIVES, NOW - timedelta(days=300), NOW - timedelta(days=1))
    (made,) = parallel.chunked(code, opened_at, loading.reserve(LIVES), NOW, 11, pooled=pooled)
    return made


@pytest.mark.usefixtures("targets")
@pytest.mark.parametrize("pooled", [False, True], ids=["demo", "simulated"])
def test_lives_are_lived_to_a_close_and_the_log_holds(programme: Programme, pooled: bool) -> None:
    loaded = parallel.fill(chunk(programme.code, pooled=pooled))
    assert loaded.cases == LIVES
    rows = list(models.Case.objects.filter(programme=programme.code))
    assert any(row.closed_at for row in rows)
    for one in rows:
        events = [store.event(event) for event in one.events.order_by("seq")]
        assert replay(events) == store.read(one)
        assert programme.states[one.state].closed == (not one.is_open)
    assert list(verify_all()) == []


@pytest.fixture
def simulating(transactional_db: None, programme: Programme) -> Iterator[subprocess.Popen[bytes]]:
    """`huying simulate` in a process of its own, on this test's database."""
    load_demo_people(now=NOW)
    start = programme.actions[programme.start]
    hangs = [programme.links[field.link] for field in start.fields.values() if field.link and field.required]
    for code in {code for link in hangs for code in link.programmes} - {programme.code}:
        parallel.fill(chunk(code, pooled=True))
    command = [sys.executable, "-m", "huying.config.cli", "simulate", "--cases", "60", "--programme", programme.code]
    environment = environ | {"DATABASE_URL": database(), "DJANGO_SETTINGS_MODULE": "huying.config.settings"}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    yield process
    process.kill()
    process.wait()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_in_the_midst_of_loading_leaves_nothing_half(
    programme: Programme, simulating: subprocess.Popen[bytes]
) -> None:
    rows = models.Case.objects.filter(programme=programme.code)
    before = rows.count()
    with psycopg.connect(database()) as holder:
        holder.execute(
            "LOCK TABLE insight_image IN SHARE MODE"
        )  # where it has to wait: cases and log are written by then
        soon(lambda: waits(holder), "it has written its cases and waits for the rest")
        simulating.send_signal(signal.SIGKILL)
        simulating.wait()
        holder.rollback()
    soon(lambda: not open_transactions(), "the server has seen that it is gone")
    assert rows.count() == before
    assert models.Event.objects.values("case_id").distinct().count() == models.Case.objects.count()
    assert list(verify_all()) == []


def waits(holder: psycopg.Connection) -> bool:
    asked = "SELECT count(*) FROM pg_locks WHERE relation = 'insight_image'::regclass AND NOT granted"
    (waiting,) = holder.execute(asked).fetchone() or (0,)
    return bool(waiting)


def open_transactions() -> int:
    """Of others than this one, in this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])
