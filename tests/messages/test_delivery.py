"""Messages: written with the event, sent after commit, never twice on purpose, never with anything personal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core.management import call_command
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from huying import clock
from huying.ledger.sealing import Contact
from huying.messages import channels, ticks
from huying.messages.channels import Message
from huying.messages.delivery import Delivered, deliver
from huying.messages.models import Outbox
from huying.rules.refusals import NotHere
from tests.ledger import story as stories
from tests.ledger.story import CLERK, DAY, LETTER, SUPERVISOR, WRITER
from tests.ledger.test_concurrency import at_once

pytestmark = pytest.mark.django_db

NOW = clock.now()  # only what has just happened is news


class Story(stories.Story):
    """A letter that has just come in."""

    def __init__(self, *, at: datetime = NOW, contact: Contact | None = WRITER, **letter: Any) -> None:
        super().__init__(at=at, contact=contact, **letter)


sent: list[Message] = []
broken: set[str] = set()


def channel(message: Message) -> None:
    if message.addressee in broken:
        raise ConnectionError("the gateway does not answer")
    sent.append(message)


@pytest.fixture(autouse=True)
def our_channel(settings: Settings) -> Iterator[None]:
    settings.HUYING_CHANNELS = dict.fromkeys(("party", "unit", "role"), f"{__name__}.channel")
    channels._channels.cache_clear()
    sent.clear()
    broken.clear()
    yield
    channels._channels.cache_clear()


def test_the_person_who_wrote_hears_of_every_step_that_has_plain_words() -> None:
    story = Story().accepted()
    deliver(now=story.now)
    assert [message.zh for message in sent] == ["我们收到了您的诉求", "已受理"]
    assert {message.addressee for message in sent} == {f"party:{story.id}"}


def test_an_anonymous_writer_gets_no_message() -> None:
    Story(contact=None).accepted()
    assert not Outbox.objects.exists()


def test_nobody_is_told_of_what_they_did_themselves() -> None:
    story = Story().replied()
    before = Outbox.objects.count()
    story.do("rate", story.writer, rating=5)
    assert Outbox.objects.count() == before


def test_what_came_in_later_than_a_day_is_told_to_nobody() -> None:
    story = Story(at=NOW - 2 * DAY).dispatched("gongshui", "jiaotong")
    assert not Outbox.objects.exists()
    story.now = NOW
    story.do("sign", stories.WATER, task=1)
    story.do("urge", SUPERVISOR, text="请抓紧。")
    assert {row.addressee for row in Outbox.objects.filter(case_id=story.id)} >= {"unit:gongshui"}


def test_every_unit_hears_of_its_new_assignment() -> None:
    story = Story().dispatched("gongshui", "jiaotong")
    units = (
        Outbox.objects.filter(case_id=story.id, kind="handover")
        .order_by("addressee")
        .values_list("addressee", flat=True)
    )
    assert list(units) == ["unit:gongshui", "unit:jiaotong"]


def test_a_refused_action_leaves_no_message() -> None:
    story = Story()
    with pytest.raises(NotHere):
        story.do("reply", CLERK, reply="x")
    assert Outbox.objects.count() == 1


def test_nothing_personal_is_in_a_message() -> None:
    story = Story().replied()
    story.do("urge", SUPERVISOR, text="请回访王小明")
    said = "".join(f"{row.body}{row.addressee}" for row in Outbox.objects.all())
    for secret in (WRITER.name, WRITER.phone, WRITER.address, LETTER["title"], LETTER["body"]):
        assert secret not in said


def test_a_message_is_sent_once() -> None:
    Story()
    assert deliver(now=NOW) == Delivered(1, 0)
    assert deliver(now=NOW) == Delivered(0, 0)
    assert len(sent) == 1


def test_a_message_that_fails_waits_and_the_others_go() -> None:
    first, second = Story(), Story()
    broken.add(f"party:{first.id}")
    assert deliver(now=NOW) == Delivered(1, 1)
    assert deliver(now=NOW) == Delivered(0, 0)
    broken.clear()
    assert deliver(now=NOW + DAY) == Delivered(1, 0)
    assert {message.addressee for message in sent} == {f"party:{first.id}", f"party:{second.id}"}


@pytest.mark.django_db(transaction=True)
def test_three_deliverers_at_once_send_each_message_once() -> None:
    for _ in range(10):
        Story()
    at_once(*[lambda: deliver(now=NOW)] * 3)
    assert len({message.id for message in sent}) == len(sent) == 10


@pytest.mark.django_db(transaction=True)
def test_the_tick_asks_a_worker_once_and_the_worker_sends() -> None:
    Story()
    ticks.send(NOW)
    ticks.send(NOW)
    jobs = ProcrastinateJob.objects.filter(task_name="messages.deliver")
    assert jobs.filter(status="todo").count() == 1
    call_command("procrastinate", "worker", "--one-shot")
    assert [job.status for job in jobs] == ["succeeded"]
    assert len(sent) == 1


def test_the_default_channel_says_nothing_personal(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="huying.messages")
    channels.to_log(Message(7, "progress", "party:x", "SQ1", "已受理", "Accepted"))
    assert [record.getMessage() for record in caplog.records] in ([], ["message 7 (progress) about SQ1: 已受理"])
