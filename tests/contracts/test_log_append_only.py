"""The database itself refuses to change or lose what has been logged, whoever asks."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from huying.ledger.services import access, seal
from tests.ledger.story import CLERK, DAY, MONDAY, Story

pytestmark = pytest.mark.django_db

TABLES = ("ledger_event", "ledger_dailyseal", "ledger_access")
WAYS = (
    "UPDATE {} SET {} = {}",
    "DELETE FROM {}",
    "TRUNCATE {} CASCADE",
)


@pytest.fixture
def logged() -> Story:
    story = Story().accepted()
    access.note(actor=CLERK, kind="view", now=MONDAY, case_id=story.id)
    access.note(actor=CLERK, kind="unmask", now=MONDAY, case_id=story.id, detail="回访王小明")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else TRUNCATE would be refused for the pending checks
        cursor.execute("SELECT now()")
        now = cursor.fetchone()[0]
    assert seal.seal_until_yesterday(now + 2 * DAY) >= 1
    return story


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.split()[0])
def test_nothing_logged_is_changed_or_lost(logged: Story, table: str, way: str) -> None:
    column = {"ledger_event": "data", "ledger_dailyseal": "digest", "ledger_access": "detail"}[table]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - our own names
        before = cursor.fetchone()[0]
        assert before
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute(way.format(table, column, column))
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
        assert cursor.fetchone()[0] == before


@pytest.mark.parametrize("way", ["DELETE FROM ledger_case", "TRUNCATE ledger_case CASCADE"])
def test_a_case_leaves_the_ledger_closed_and_is_never_erased(logged: Story, way: str) -> None:
    with connection.cursor() as cursor:
        with pytest.raises(IntegrityError, match="never erased"), transaction.atomic():
            cursor.execute(way)
        cursor.execute("SELECT count(*) FROM ledger_case WHERE id = %s", [logged.id])
        assert cursor.fetchone() == (1,)


def test_when_an_event_was_recorded_is_for_the_database_to_say() -> None:
    story = Story()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE forged ON COMMIT DROP AS SELECT * FROM ledger_event WHERE case_id = %s", [story.id]
        )
        cursor.execute("UPDATE forged SET seq = 99, recorded_at = recorded_at - interval '1 microsecond'")
        with pytest.raises(IntegrityError, match="event_recorded_now"):
            cursor.execute("INSERT INTO ledger_event SELECT * FROM forged")


@pytest.mark.parametrize(
    "change", ["detail = 'other'", "detail = '', actor = '4711'", "detail = '', at = now()", "kind = 'x'"]
)
def test_of_a_look_only_the_reason_can_go_and_nothing_takes_its_place(logged: Story, change: str) -> None:
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        cursor.execute(f"UPDATE ledger_access SET {change} WHERE detail <> ''")  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_access SET detail = '' WHERE detail <> ''")
        assert cursor.rowcount == 1
