"""Whoever gets past the database's guards is found by `huying log verify`, which names the case."""

from __future__ import annotations

import base64
import io
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Min
from pytest_django import Settings

from huying.ledger import models
from huying.ledger.files import path
from huying.ledger.packing import pack
from huying.ledger.services import attachments, orphans, parties, seal
from huying.ledger.services.verify import verify_all, verify_case
from huying.messages.models import Outbox
from huying.rules.calendar import LOCAL
from tests.ledger.story import CLERK, DAY, DIRECTOR, MONDAY, Story

pytestmark = pytest.mark.django_db


@contextmanager
def unguarded() -> Iterator[None]:
    """As an intruder with all rights would: no trigger fires, nothing is checked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'event_recorded_now'")
        (check,) = cursor.fetchone()
        cursor.execute("ALTER TABLE ledger_event DROP CONSTRAINT event_recorded_now")
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = origin")
        cursor.execute(f"ALTER TABLE ledger_event ADD CONSTRAINT event_recorded_now {check}")


def tamper(statement: str, *values: str | int | bytes | UUID) -> None:
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount == 1, "the test has changed nothing"


def accused() -> set[str]:
    return {fault.number for fault in verify_all()}


@pytest.fixture
def story() -> Story:
    """A case with a whole life, between two others that nobody touches."""
    Story().accepted()
    story = Story().replied()
    Story().dispatched()
    assert not accused()
    return story


EVENT = {
    "seq": "99",
    "form": "form + 1",
    "action": "'note'",
    "task": "task + 1",
    "actor": "'4711'",
    "role": "'director'",
    "unit": "'roads'",
    "at": "at + interval '1 microsecond'",
    "data": r"'\x00'::bytea || convert_to('{ }', 'UTF8')",
    "patch": r"'\x00'::bytea || convert_to('{ }', 'UTF8')",
    "hash": "decode(repeat('00', 32), 'hex')",
    "key": "'forged'",
    "recorded_at": "recorded_at - interval '1 microsecond'",
}


def test_the_list_below_names_every_column_of_an_event() -> None:
    assert {field.column for field in models.Event._meta.concrete_fields if field.column} == {"case_id", *EVENT}


@pytest.mark.parametrize("seq", [1, 4, 9])
@pytest.mark.parametrize("column", EVENT)
def test_a_change_to_any_column_of_any_event_is_found(story: Story, column: str, seq: int) -> None:
    assert story.case.seq == 9
    tamper(f"UPDATE ledger_event SET {column} = {EVENT[column]} WHERE case_id = %s AND seq = %s", story.id, seq)  # noqa: S608
    assert accused() == {story.opened.number}


def test_an_event_moved_to_another_case_is_found_in_both(story: Story) -> None:
    other = Story()
    tamper("UPDATE ledger_event SET case_id = %s, seq = 2 WHERE case_id = %s AND seq = 9", other.id, story.id)
    assert accused() == {story.opened.number, other.opened.number}


@pytest.mark.parametrize("seq", [1, 5, 9])
def test_a_lost_event_is_found(story: Story, seq: int) -> None:
    tamper("DELETE FROM ledger_event WHERE case_id = %s AND seq = %s", story.id, seq)
    assert accused() == {story.opened.number}


@pytest.mark.parametrize("patch", [b"", b"x", b"\0x", b"\1x", b"\2", pack("x"), b"\xff"])
def test_a_patch_that_is_no_json_or_that_nobody_packed_is_found_like_any_other(story: Story, patch: bytes) -> None:
    tamper("UPDATE ledger_event SET patch = %s WHERE case_id = %s AND seq = 3", patch, story.id)
    assert accused() == {story.opened.number}


@pytest.mark.django_db(transaction=True)  # what is left behind could not be rolled back
def test_a_case_that_was_taken_away_leaves_its_events_behind(story: Story) -> None:
    tamper("DELETE FROM ledger_case WHERE id = %s", story.id)
    assert accused() == {story.id}


ROW = {
    "number": "'SQ0'", "programme": "'petition'", "version": "9", "seq": "7", "heading": "'另一个标题'", "state": "'closed'",
    "is_open": "NOT is_open", "home": "'x'", "asker": "'party:x'", "county": "'x'", "within": "'{4110}'", "owner_role": "'x'",
    "owner_unit": "'x'", "lead_unit": "'x'", "facts": "facts - 'urgency'", "reached": "reached - 'replied'",
    "counts": """counts || '{"dispute": 1}'""", "links": """'{"merged": "x"}'""", "opened_at": "opened_at - interval '1 day'",
    "due_at": "due_at + interval '1 day'", "amber_at": "NULL", "promised_at": "NULL", "alarm_at": "NULL",
    "answered_at": "NULL", "closed_at": "now()", "signal": "2", "published": "NOT published", "accused": "'{water}'",
}  # fmt: skip


def test_the_list_above_names_every_column_of_a_case() -> None:
    assert {field.column for field in models.Case._meta.concrete_fields} == {"id", *ROW}


@pytest.mark.parametrize("column", ROW)
def test_a_change_to_any_column_of_the_row_is_found(story: Story, column: str) -> None:
    tamper(f"UPDATE ledger_case SET {column} = {ROW[column]} WHERE id = %s", story.id)  # noqa: S608
    assert accused() == {story.opened.number if column != "number" else "SQ0"}


@pytest.mark.parametrize("code", ["urgency", "channel", "subject", "category", "outcome", "method"])
def test_a_change_to_any_fact_of_the_row_is_found(story: Story, code: str) -> None:
    assert code in story.row.facts
    tamper(f'UPDATE ledger_case SET facts = facts || \'{{"{code}": "x"}}\' WHERE id = %s', story.id)  # noqa: S608
    assert accused() == {story.opened.number}


# ---- the document, as the rules know the case


@pytest.mark.parametrize(
    "change",
    [
        ('"state":"replied"', '"state":"closed"'),
        ('"urgency":"normal"', '"urgency":"urgent"'),
        ('"home":"centre"', '"home":"zhujian"'),
        ("gongshui", "jiaotong"),
    ],
)
def test_a_document_that_says_something_else_is_found(story: Story, change: tuple[str, str]) -> None:
    body = models.Document.objects.get(case_id=story.id).body
    other = body.replace(*change)
    assert other != body
    tamper("UPDATE ledger_document SET body = %s WHERE case_id = %s", pack(other), story.id)
    assert accused() == {story.opened.number}


@pytest.mark.parametrize("body", ["", "{}", "[]", "null", "x"])
def test_a_document_that_is_no_case_is_found(story: Story, body: str) -> None:
    tamper("UPDATE ledger_document SET body = %s WHERE case_id = %s", pack(body), story.id)
    assert accused() == {story.opened.number}


def test_a_document_that_is_gone_or_was_exchanged_is_found(story: Story) -> None:
    other = Story()
    tamper("DELETE FROM ledger_document WHERE case_id = %s", other.id)
    assert accused() == {other.opened.number}
    body = models.Document.objects.get(case_id=story.id).body
    tamper("INSERT INTO ledger_document VALUES (%s, %s)", other.id, pack(body))
    assert accused() == {other.opened.number}


# ---- links


def test_a_link_that_was_made_up_taken_away_or_bent_is_found(story: Story) -> None:
    child = Story().merged_into(Story())
    assert not accused()
    tamper("UPDATE ledger_link SET target_id = %s WHERE case_id = %s", story.id, child.id)
    assert accused() == {child.opened.number}
    tamper("DELETE FROM ledger_link WHERE case_id = %s", child.id)
    assert accused() == {child.opened.number}
    tamper("INSERT INTO ledger_link VALUES (%s, 'merged', %s)", story.id, child.id)
    assert accused() == {child.opened.number, story.opened.number}


def test_a_link_under_another_name_is_found() -> None:
    child = Story().merged_into(Story())
    tamper("UPDATE ledger_link SET name = 'origin' WHERE case_id = %s", child.id)
    assert accused() == {child.opened.number}


# ---- assignments


ASSIGNMENT = {
    "no": "2", "programme": "'petition'", "unit": "'roads'", "supervisor": "'x'", "role": "'assist'", "line": "'x'", "state": "'working'",
    "required": "false", "is_open": "true", "owner_role": "'x'", "opened_at": "opened_at - interval '1 day'",
    "changed_at": "changed_at - interval '1 day'", "due_at": "now()", "amber_at": "now()",
}  # fmt: skip


def test_the_list_above_names_every_column_of_an_assignment() -> None:
    columns = {field.column for field in models.Assignment._meta.concrete_fields if field.column}
    assert columns == {"case_id", *ASSIGNMENT}


@pytest.mark.parametrize("column", ASSIGNMENT)
def test_a_change_to_any_column_of_an_assignment_is_found(story: Story, column: str) -> None:
    tamper(f"UPDATE ledger_assignment SET {column} = {ASSIGNMENT[column]} WHERE case_id = %s", story.id)  # noqa: S608
    assert accused() == {story.opened.number}


@pytest.mark.parametrize("field", ["title", "body", "result", "finding", "reply"])
@pytest.mark.parametrize(
    "change",
    [
        r"text = '\x00'::bytea || convert_to('。', 'UTF8')",
        "text = 'x'",
        "salt = ''",
        "field = 'other'",
        "forgotten_at = now()",
    ],
)
def test_a_change_to_anything_that_was_said_is_found(story: Story, field: str, change: str) -> None:
    tamper(f"UPDATE ledger_passage SET {change} WHERE case_id = %s AND field = %s", story.id, field)  # noqa: S608
    assert accused() == {story.opened.number}


def test_a_passage_that_is_gone_is_found(story: Story) -> None:
    tamper("DELETE FROM ledger_passage WHERE case_id = %s AND field = 'reply'", story.id)
    assert accused() == {story.opened.number}


# ---- a person who is forgotten


@pytest.fixture
def forgotten(story: Story) -> Story:
    story.do("settle_for", story.writer, rating=2)
    story.do("forget", DIRECTOR, reason="本人申请")
    return story


def test_a_person_who_is_forgotten_leaves_a_ledger_without_a_fault(forgotten: Story) -> None:
    assert not accused()
    assert not verify_case(forgotten.id)
    assert not models.Party.objects.get(case_id=forgotten.id).masked_name
    assert forgotten.row.heading == ""


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_case SET heading = '自来水发黄' WHERE id = %s",
        "UPDATE ledger_passage SET text = convert_to('王小明', 'UTF8') WHERE case_id = %s AND field = 'title'",
        "UPDATE ledger_passage SET salt = 'x' WHERE case_id = %s AND field = 'title'",
        "UPDATE ledger_party SET masked_name = '王**' WHERE case_id = %s",
        "UPDATE ledger_party SET sealed = 'x' WHERE case_id = %s",
    ],
)
def test_what_was_forgotten_and_says_something_again_is_found(forgotten: Story, change: str) -> None:
    tamper(change, forgotten.id)
    assert accused() == {forgotten.opened.number}


def test_a_reason_that_was_emptied_for_no_reason_is_found(story: Story) -> None:
    parties.opened(case_id=story.id, actor=CLERK, reason="电话回访核实", now=MONDAY)
    assert not accused()
    tamper("UPDATE ledger_access SET detail = '' WHERE case_id = %s AND kind = 'unmask'", story.id)
    assert accused() == {story.opened.number}


def test_texts_that_were_emptied_as_though_forgotten_are_found(story: Story) -> None:
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ledger_passage SET text = '', salt = '', forgotten_at = now() WHERE case_id = %s", [story.id]
        )
        cursor.execute(
            "UPDATE ledger_party SET sealed = '', masked_name = '', masked_phone = '', phone_index = '', forgotten_at = now()"
            " WHERE case_id = %s",
            [story.id],
        )
    assert accused() == {story.opened.number}
    assert any("contact" in fault.problem for fault in verify_case(story.id))


# ---- the person who asked, and the files ----

PARTY = {
    "sealed": r"sealed || '\x00'::bytea",
    "masked_name": "'李*'",
    "masked_phone": "''",
    "phone_index": "repeat('0', 64)",
    "forgotten_at": "now()",
    "id": "gen_random_uuid()",  # the seal is bound to it
}


def test_the_list_above_names_every_column_of_a_party() -> None:
    assert {field.column for field in models.Party._meta.concrete_fields} == {"case_id", *PARTY}


@pytest.mark.parametrize("column", PARTY)
def test_a_change_to_any_column_of_the_person_is_found(story: Story, column: str) -> None:
    tamper(f"UPDATE ledger_party SET {column} = {PARTY[column]} WHERE case_id = %s", story.id)  # noqa: S608
    assert accused() == {story.opened.number}


def test_persons_who_were_exchanged_for_each_other_are_found_in_both(story: Story) -> None:
    other = Story()
    one, two = (models.Party.objects.get(case_id=ident) for ident in (story.id, other.id))
    tamper("UPDATE ledger_party SET sealed = %s WHERE id = %s", bytes(two.sealed), one.id)
    tamper("UPDATE ledger_party SET sealed = %s WHERE id = %s", bytes(one.sealed), two.id)
    assert accused() == {story.opened.number, other.opened.number}


def test_another_key_opens_nobody(story: Story, settings: Settings) -> None:
    settings.HUYING_FIELD_KEY = base64.urlsafe_b64encode(b"x" * 32).decode()
    assert [fault.problem.split(":")[0] for fault in verify_case(story.id)] == [
        "the contact data can't be opened with the key"
    ]
    assert len(accused()) == 3


@pytest.fixture
def kept(story: Story) -> Iterator[Path]:
    """Where the content of a file of the story lies."""
    content = "管道照片说明".encode()
    row = attachments.add(case_id=story.id, name="说明.txt", content=content, actor=CLERK, now=story.now)
    assert not accused()
    yield path(row.digest)
    path(row.digest).unlink(missing_ok=True)


def test_a_file_that_is_gone_is_found(story: Story, kept: Path) -> None:
    kept.unlink()
    assert accused() == {story.opened.number}


def test_a_file_whose_content_was_changed_is_found(story: Story, kept: Path) -> None:
    kept.write_bytes(kept.read_bytes() + b".")
    assert accused() == {story.opened.number}


FILE = {
    "id": "gen_random_uuid()", "name": "name || 'x'", "digest": "repeat('0', 64)", "media_type": "'image/png'", "size": "size + 1",
    "task": "1", "added_by": "'4711'", "added_at": "added_at - interval '1 day'", "removed_at": "now()",
}  # fmt: skip


def test_the_list_above_names_every_column_of_a_file() -> None:
    assert {field.column for field in models.Attachment._meta.concrete_fields} == {"case_id", *FILE}


@pytest.mark.parametrize("change", [*(f"{name} = {value}" for name, value in FILE.items()), "digest = ''"])
def test_a_file_whose_row_was_changed_is_found(story: Story, kept: Path, change: str) -> None:
    tamper(f"UPDATE ledger_attachment SET {change} WHERE case_id = %s", story.id)  # noqa: S608
    assert accused() == {story.opened.number}


def test_a_file_that_vanished_with_its_row_or_that_no_event_brought_is_found(story: Story, kept: Path) -> None:
    (row,) = models.Attachment.objects.filter(case_id=story.id).values()
    tamper("DELETE FROM ledger_attachment WHERE case_id = %s", story.id)
    kept.unlink()
    assert accused() == {story.opened.number}
    models.Attachment(**row | {"id": uuid.uuid4()}).save(force_insert=True)
    assert any("no event brought" in fault.problem for fault in verify_case(story.id))


def test_a_file_that_was_taken_away_leaves_no_fault_and_its_return_is_found(story: Story, kept: Path) -> None:
    row = models.Attachment.objects.get(case_id=story.id)
    story.do("detach", DIRECTOR, file={"id": str(row.pk)}, reason="误传。")
    assert attachments.sweep() == 1
    assert not kept.exists()
    assert not accused()
    for change in ("name = '说明.txt'", "removed_at = NULL"):
        tamper(f"UPDATE ledger_attachment SET {change} WHERE case_id = %s", story.id)  # noqa: S608
        assert accused() == {story.opened.number}


# ---- what the public reads

SHOWN = {"heading": "'x'", "matter": "'x'", "answer": "'x'"}
DERIVED = {
    "programme": "'x'", "county": "'x'", "category": "'x'", "unit": "'x'", "resolved": "NOT coalesce(resolved, false)",
    "published_at": "published_at - interval '1 day'", "words": "''",
}  # fmt: skip


@pytest.fixture
def published() -> Story:
    """An answer before the public, in words that a person chose."""
    story = Story(publish=True).replied().published()
    assert not accused()
    return story


def test_the_lists_above_name_every_column_of_a_publication() -> None:
    columns = {field.column for field in models.Publication._meta.concrete_fields}
    assert columns == {"case_id", *SHOWN, *DERIVED}


@pytest.mark.parametrize("column", [*SHOWN, *DERIVED])
def test_a_change_to_anything_that_the_public_reads_or_finds_by_is_found(published: Story, column: str) -> None:
    tamper(f"UPDATE ledger_publication SET {column} = {(SHOWN | DERIVED)[column]} WHERE case_id = %s", published.id)  # noqa: S608
    assert accused() == {published.opened.number}


def test_a_publication_that_nobody_made_or_that_vanished_is_found(published: Story, story: Story) -> None:
    tamper("UPDATE ledger_publication SET case_id = %s WHERE case_id = %s", story.id, published.id)
    assert accused() == {published.opened.number, story.opened.number}
    tamper("DELETE FROM ledger_publication WHERE case_id = %s", story.id)
    assert accused() == {published.opened.number}


def test_what_was_taken_back_leaves_no_fault(published: Story) -> None:
    published.do("retract", CLERK, reason="诉求人要求。")
    assert not accused()


# ---- an event of another form


def test_an_event_of_a_form_that_is_not_known_is_found(story: Story) -> None:
    tamper("UPDATE ledger_event SET form = 99 WHERE case_id = %s AND seq = 3", story.id)
    assert accused() == {story.opened.number}


# ---- what belongs to no case ----


def test_every_table_that_points_to_a_case_is_searched_for_orphans() -> None:
    wanted = "document link event passage assignment party attachment searchentry publication access"
    tables = {table for table, _ in orphans.tables()}
    assert tables >= {"messaging_outbox", *(f"ledger_{name}" for name in wanted.split())}


@pytest.mark.django_db(transaction=True)  # what is left behind could not be rolled back
def test_whatever_belongs_to_no_case_is_found_and_its_table_named(story: Story, kept: Path) -> None:
    case_id = str(uuid.uuid4())
    Outbox.objects.create(
        case_id=story.id, seq=1, kind="x", addressee=f"party:{story.id}", body={}, created_at=story.now
    )
    names = ("document", "event", "passage", "assignment", "party", "attachment", "searchentry")
    tables = ("messaging_outbox", *(f"ledger_{name}" for name in names))
    with unguarded(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"UPDATE {table} SET case_id = %s WHERE case_id = %s", [case_id, story.id])  # noqa: S608
            assert cursor.rowcount, table
    lost = {fault.problem.split()[0] for fault in verify_all() if fault.number == case_id}
    assert lost == set(tables)


# ---- the daily seal: a past that was rewritten as a whole ----


def sealed_days() -> None:
    first = models.Event.objects.aggregate(first=Min("recorded_at"))["first"].astimezone(LOCAL)
    noon = first.replace(hour=12) + 3 * DAY
    assert seal.seal_until_yesterday(noon) == 3
    assert seal.seal_until_yesterday(noon) == 0


def test_sealed_days_that_nobody_touched_hold(story: Story) -> None:
    sealed_days()
    assert not accused()


def test_a_case_that_was_taken_away_whole_breaks_the_seal_of_its_day(story: Story) -> None:
    sealed_days()
    day = models.DailySeal.objects.order_by("day").values_list("day", flat=True)[0]
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM messaging_outbox WHERE case_id = %s", [story.id])
        for table in ("document", "searchentry", "publication", "party", "passage", "assignment", "event"):
            cursor.execute(f"DELETE FROM ledger_{table} WHERE case_id = %s", [story.id])  # noqa: S608
        cursor.execute("DELETE FROM ledger_case WHERE id = %s", [story.id])
    assert accused() == {str(day)}


@pytest.mark.parametrize("change", ["digest = repeat('0', 64)", "prev = 'x'", "cases = 0", "events = 0"])
def test_a_changed_seal_is_found(story: Story, change: str) -> None:
    sealed_days()
    tamper(f"UPDATE ledger_dailyseal SET {change} WHERE day = (SELECT min(day) FROM ledger_dailyseal)")  # noqa: S608
    assert accused()


# ---- the command ----


def test_the_command_says_how_much_it_has_seen(story: Story) -> None:
    out = io.StringIO()
    call_command("log", "verify", stdout=out, stderr=io.StringIO())
    assert "3 件 / cases, 14 条 / events, 3 人 / persons, 0 个文件 / files" in out.getvalue()


def test_the_command_names_the_case_and_fails(story: Story) -> None:
    tamper("UPDATE ledger_event SET actor = 'x' WHERE case_id = %s AND seq = 2", story.id)
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 处不符"):
        call_command("log", "verify", stdout=out, stderr=io.StringIO())
    assert out.getvalue().startswith(f"{story.opened.number}: event 2 ")
