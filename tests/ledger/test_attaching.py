"""Attaching and taking away are actions: with a role, an event, a digest in the chain, and a trace of what is gone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from huying.ledger import models, store, ticks
from huying.ledger.errors import KeyReused
from huying.ledger.files import path
from huying.ledger.services import attachments
from huying.ledger.services.verify import verify_all
from huying.people.calendars import current
from huying.programmes.registry import load
from huying.rules.available import available
from huying.rules.errors import BadInput, NotFound
from huying.rules.policy import Actor, party
from huying.rules.refusals import NotForThis, NotHere, NotYours
from tests.ledger.story import AUDITOR, CLERK, DIRECTOR, MONDAY, ROADS, SUPERVISOR, WATER, WATER_LEADER, Story, post
from tests.ledger.test_concurrency import at_once

pytestmark = pytest.mark.django_db

CITY_LEADER = Actor("30", post("30", "city_leader", "").posts)


def test_a_file_comes_by_an_event_that_holds_its_digest_and_not_its_name() -> None:
    story = Story()
    row = story.attach(CLERK, "王小明的照片.txt")
    event = store.event(models.Event.objects.get(case_id=story.id, action="attach"))
    assert event.said["file"]["digest"] == row.digest
    assert story.case.files == {str(row.pk): row.digest}
    assert "王小明" not in event.data
    assert models.Passage.objects.get(case_id=story.id, field="file").text == row.name == "王小明的照片.txt"
    assert (row.added_by, row.added_at, row.task) == (CLERK.id, story.now, 0)
    assert not list(verify_all())


def test_a_units_evidence_belongs_to_its_assignment() -> None:
    story = Story().dispatched("gongshui", "jiaotong")
    row = attachments.add(case_id=story.id, name="现场.txt", content=b"x", actor=ROADS, now=story.now, task=2)
    assert (row.task, models.Event.objects.get(action="attach_evidence").task) == (2, 2)
    with pytest.raises(NotYours):
        attachments.add(case_id=story.id, name="现场.txt", content=b"x", actor=ROADS, now=story.now, task=1)


def may_add(story: Story, actor: Actor) -> bool:
    """Whether anything that this actor may do now attaches a file."""
    programme = load("appeal")
    return any(
        programme.actions[one.action].attaches for one in available(story.case, actor, programme, story.now, current())
    )


@pytest.mark.parametrize("actor", [AUDITOR, CITY_LEADER], ids=["auditor", "city_leader"])
def test_who_may_only_look_attaches_nothing(actor: Actor) -> None:
    story = Story().dispatched()
    assert not may_add(story, actor)
    with pytest.raises(NotYours):
        story.attach(actor)
    assert (story.case.seq, models.Attachment.objects.exists()) == (3, False)


def test_who_may_and_when_is_said_by_the_programme() -> None:
    story = Story().dispatched()
    may = {who.id for who in (CLERK, SUPERVISOR, WATER, WATER_LEADER, ROADS, party(story.id))
           if may_add(story, who)}  # fmt: skip
    assert may == {CLERK.id, SUPERVISOR.id, WATER.id, WATER_LEADER.id, story.writer.id}
    closed = Story().replied()
    closed.do("rate", closed.writer, rating=5)
    with pytest.raises(NotYours):
        closed.attach(CLERK)


def test_another_persons_letter_takes_no_file_of_mine() -> None:
    story, other = Story(), Story()
    with pytest.raises(NotFound):
        story.attach(other.writer)


FORGED: list[Any] = [
    {"id": "00000000-0000-0000-0000-000000000001", "name": "a.txt", "digest": "0" * 64, "media_type": "text/plain", "size": 1},
    {"id": "00000000-0000-0000-0000-000000000001"}, "a.txt", [], {}, 7,
]  # fmt: skip


@pytest.mark.parametrize("file", FORGED, ids=repr)
def test_what_was_not_stored_is_not_attached_whatever_a_request_says(file: Any) -> None:
    story = Story()
    with pytest.raises(BadInput) as refusal:
        story.do("attach", CLERK, file=file)
    assert refusal.value.field == "file"
    assert (story.case.files, models.Attachment.objects.exists()) == ({}, False)


def test_the_same_request_again_is_the_same_file() -> None:
    story = Story()
    one, again = (
        attachments.add(case_id=story.id, name="a.txt", content=b"x", actor=CLERK, now=story.now, key="k")
        for _ in range(2)
    )
    assert one.pk == again.pk
    assert (len(story.case.files), story.case.seq) == (1, 2)
    with pytest.raises(KeyReused):
        attachments.add(case_id=story.id, name="a.txt", content=b"y", actor=CLERK, now=story.now, key="k")


def test_a_file_that_is_taken_away_leaves_a_trace_and_no_name_and_no_content() -> None:
    story = Story()
    row = story.attach(CLERK)
    story.do("detach", DIRECTOR, file={"id": str(row.pk)}, reason="误传。")
    row.refresh_from_db()
    assert (row.name, row.removed_at, story.case.files) == ("", story.now, {})
    assert attachments.of_case(story.row) == []
    with pytest.raises(NotFound):
        attachments.read(attachment_id=str(row.pk), actor=CLERK, now=story.now)
    ticks.sweep_contents(story.now)
    assert not path(row.digest).exists()
    assert models.Event.objects.filter(case_id=story.id, action="detach").exists()
    assert not list(verify_all())


def test_only_a_file_of_this_case_is_taken_away_once_and_by_whom_the_programme_says() -> None:
    story, other = Story(), Story()
    mine, theirs = story.attach(CLERK), other.attach(CLERK)
    for ident in (str(theirs.pk), "x", "", "00000000-0000-0000-0000-000000000000"):
        with pytest.raises(BadInput) as refusal:
            story.do("detach", DIRECTOR, file={"id": ident}, reason="误传。")
        assert refusal.value.field == "file"
    with pytest.raises(NotYours):
        story.do("detach", CLERK, file={"id": str(mine.pk)}, reason="误传。")
    story.do("detach", DIRECTOR, file={"id": str(mine.pk)}, reason="误传。")
    with pytest.raises(NotForThis):
        story.do("detach", DIRECTOR, file={"id": str(mine.pk)}, reason="误传。")


def test_a_content_that_two_cases_share_stays_until_neither_keeps_it() -> None:
    story, other = Story(), Story()
    mine, theirs = (one.attach(CLERK, content=b"shared by two") for one in (story, other))
    story.do("detach", DIRECTOR, file={"id": str(mine.pk)}, reason="误传。")
    assert attachments.sweep() == 0
    assert path(theirs.digest).exists()
    other.do("detach", DIRECTOR, file={"id": str(theirs.pk)}, reason="误传。")
    assert (attachments.sweep(), attachments.sweep()) == (1, 0)
    assert not path(theirs.digest).exists()


@pytest.mark.django_db(transaction=True)
def test_a_content_that_comes_again_while_it_is_swept_is_there_afterwards() -> None:
    for turn in range(5):
        content = f"comes and goes {turn}".encode()
        story, other = Story(), Story()
        gone = story.attach(CLERK, content=content)
        story.do("detach", DIRECTOR, file={"id": str(gone.pk)}, reason="误传。")
        at_once(lambda: other.attach(CLERK, content=content), attachments.sweep)  # noqa: B023 - called at once
        assert path(gone.digest).exists()
        assert not list(verify_all())


def test_a_case_that_moved_on_takes_no_file_and_keeps_nothing_by_halves() -> None:
    story = Story().replied()
    with pytest.raises(NotHere), transaction.atomic():
        story.do("attach_evidence", WATER, task=1, file={"id": "x"})
    assert not models.Attachment.objects.exists()


def test_a_look_at_a_file_is_logged_by_its_id_and_never_by_its_name() -> None:
    story = Story()
    row = story.attach(CLERK, "王小明的照片.txt")
    attachments.read(attachment_id=str(row.pk), actor=CLERK, now=MONDAY)
    assert models.Access.objects.get(kind="file").detail == str(row.pk)
