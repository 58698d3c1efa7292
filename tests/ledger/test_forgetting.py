"""A person who is forgotten: nothing of them is left anywhere, the chain holds, and the log says by whom and on what ground."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from huying.ledger import models, ticks
from huying.ledger.files import path
from huying.ledger.packing import unpack
from huying.ledger.selectors.search import asked, entries, published
from huying.ledger.services import attachments, parties
from huying.ledger.services.verify import verify_all
from huying.messages.models import Outbox
from huying.rules.errors import BadInput, NotFound
from huying.rules.refusals import NotForThis, NotHere, NotYours
from huying.rules.text import search_query
from tests.ledger.story import CLERK, DAY, DIRECTOR, DISPATCHER, SHOWN, SUPERVISOR, VERIFIER, WRITER, Story

pytestmark = pytest.mark.django_db

NAME = WRITER.name
SAID: dict[str, Any] = {"title": f"{NAME}家自来水发黄", "body": f"我是{NAME}，电话{WRITER.phone}，住{WRITER.address}。"}


@pytest.fixture
def story() -> Story:
    """A person whose name stands everywhere it could: letter, answer, publication, file, urging, reasons for looking."""
    story = Story(publish=True, **SAID)
    story.attach(CLERK, f"{NAME}的照片.txt", f"{NAME}家的水管".encode())
    story.do("urge", SUPERVISOR, text=f"{NAME}已三次来电。")
    parties.opened(case_id=story.id, actor=CLERK, reason=f"回访{NAME}核实", now=story.now)
    story.do("note", CLERK, text=f"{NAME}请求加急。")
    story.accepted()
    story.do("answer", DISPATCHER, answer=f"{NAME}您好。")
    story.do("confirm", VERIFIER, finding=f"已电话{NAME}。", method="phone")
    story.do("reply", CLERK, reply=f"{NAME}您好，已解决。")
    story.do("publish", CLERK, **(SHOWN | {"shown_matter": f"{NAME}反映自来水发黄。"}))
    story.do("rate", story.writer, rating=5, comment=f"谢谢，{NAME}。")
    return story


def mentions() -> list[str]:
    """The tables in which the name, telephone or address still stands, in whatever column."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            for secret in (NAME, WRITER.phone, WRITER.address):
                cursor.execute(f'SELECT count(*) FROM "{table}" one WHERE one::text LIKE %s', [f"%{secret}%"])  # noqa: S608
                found += [table] * cursor.fetchone()[0]
                found += [table] * any(secret in text for text in packed(table))
    return sorted(set(found))


def packed(table: str) -> Iterator[str]:
    """What a table holds packed, as text."""
    with connection.cursor() as cursor:
        for column in {
            "ledger_event": ("data", "patch"),
            "ledger_passage": ("text",),
            "ledger_document": ("body",),
        }.get(table, ()):
            cursor.execute(f"SELECT {column} FROM {table}")  # noqa: S608 - our own names
            yield from (unpack(one) for (one,) in cursor.fetchall())


def test_before_the_name_is_in_many_places_and_afterwards_in_none(story: Story) -> None:
    assert set(mentions()) >= {
        "ledger_case", "ledger_passage", "ledger_attachment", "ledger_publication", "ledger_access", "ledger_searchentry",
    }  # fmt: skip
    content = path(models.Attachment.objects.get().digest)
    assert content.exists()
    story.do("forget", DIRECTOR, reason="本人依法申请删除")
    ticks.sweep_contents(story.now)
    assert mentions() == []
    assert not content.exists()
    assert not list(verify_all())


def test_nothing_of_the_person_is_left_to_be_found_opened_or_read(story: Story) -> None:
    file = models.Attachment.objects.get()
    story.do("forget", DIRECTOR, reason="本人依法申请删除")
    party = models.Party.objects.get(case_id=story.id)
    assert (bytes(party.sealed), party.masked_name, party.masked_phone, party.phone_index) == (b"", "", "", "")
    assert {(one.text, one.salt) for one in models.Passage.objects.filter(case_id=story.id)} == {("", "")}
    query = asked(search_query("自来水"))
    assert (list(entries(query)), list(published(query))) == ([], [])
    assert (story.row.heading, story.row.published, story.case.reachable) == ("", False, False)
    assert [one.detail for one in models.Access.objects.filter(case_id=story.id)] == [""]
    with pytest.raises(NotFound):
        parties.opened(case_id=story.id, actor=CLERK, reason="再次查看核实", now=story.now)
    with pytest.raises(NotFound):
        attachments.read(attachment_id=str(file.pk), actor=CLERK, now=story.now)


def test_that_there_was_a_case_and_who_forgot_on_what_ground_stays(story: Story) -> None:
    before = models.Event.objects.filter(case_id=story.id).count()
    story.do("forget", DIRECTOR, reason="本人依法申请删除")
    events = models.Event.objects.filter(case_id=story.id).order_by("seq")
    assert len(events) == before + 1
    last = events[before]
    assert (last.action, last.actor, '"reason":"本人依法申请删除"' in last.data) == ("forget", DIRECTOR.id, True)
    assert (story.case.facts["category"], story.case.facts["rating"]) == ("utilities", 5)


@pytest.mark.parametrize("actor", [CLERK, DISPATCHER, SUPERVISOR])
def test_only_whom_the_programme_says_forgets(story: Story, actor: object) -> None:
    with pytest.raises(NotYours):
        story.do("forget", actor, reason="本人申请")  # type: ignore[arg-type]


def test_a_matter_that_is_still_open_is_not_forgotten_and_a_reason_is_wanted(story: Story) -> None:
    with pytest.raises(NotHere):
        Story().accepted().do("forget", DIRECTOR, reason="本人申请")
    with pytest.raises(BadInput, match="reason"):
        story.do("forget", DIRECTOR)


def test_what_is_forgotten_is_not_forgotten_twice(story: Story) -> None:
    story.do("forget", DIRECTOR, reason="本人申请")
    with pytest.raises(NotForThis):
        story.do("forget", DIRECTOR, reason="本人申请")


def test_another_persons_case_keeps_everything(story: Story) -> None:
    other = Story(publish=True, title="另一件", body="另一件事，与前者无关。")
    other.attach(CLERK)
    parties.opened(case_id=other.id, actor=CLERK, reason="回访核实情况", now=other.now)
    story.do("forget", DIRECTOR, reason="本人申请")
    assert other.row.heading == "另一件"
    assert models.Party.objects.get(case_id=other.id).masked_name
    assert models.Access.objects.get(case_id=other.id).detail == "回访核实情况"
    assert models.Attachment.objects.get(case_id=other.id).name == "说明.txt"
    assert not list(verify_all())


def test_the_case_goes_on_after_it_was_forgotten(story: Story) -> None:
    story.do("forget", DIRECTOR, reason="本人申请")
    told = Outbox.objects.filter(addressee=f"party:{story.id}").count()
    story.do("note", CLERK, text="已按规定删除。")
    story.now += 16 * DAY
    story.do("archive", CLERK)
    assert (story.case.state, story.row.heading) == ("archived", "")
    assert Outbox.objects.filter(addressee=f"party:{story.id}").count() == told
    assert not list(verify_all())
