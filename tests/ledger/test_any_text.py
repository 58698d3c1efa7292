"""Whatever anybody types anywhere, `log verify` stays clean: what is kept has one form, in the log, the row and beside it."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from huying.ledger import models
from huying.ledger.packing import unpack
from huying.ledger.sealing import Contact
from huying.ledger.services import attachments
from huying.ledger.services.verify import verify_case
from huying.rules.errors import BadInput
from tests.ledger.story import CLERK, DIRECTOR, DISPATCHER, SHOWN, SUPERVISOR, VERIFIER, WATER, Story

pytestmark = pytest.mark.django_db

ANY = st.text(st.characters(exclude_categories=()), max_size=80)  # lone surrogates, controls, private use: all of it
MARKS = st.text(
    st.sampled_from("e\u0301\u0323a\n\r\t \u2028\x85\u200b\ufeff\u3000路灯\\\x1f\x1e'\"{}\U0001f6a7\u0958\ufb1d"),
    max_size=40,
)
TYPED = ANY | MARKS | st.text(max_size=300)
DIALLED = st.text(st.sampled_from("0123456789+-#转 、()/;"), max_size=24)
MANY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def sound(story: Story) -> bool:
    return verify_case(story.id) == []


def typed(story: Story, action: str, actor: Any, task: int = 0, **payload: Any) -> None:
    """It is kept or refused by field, and nothing else."""
    with suppress(BadInput), transaction.atomic():
        story.do(action, actor, task=task, **payload)


@MANY
@given(title=TYPED, body=TYPED)
@example(title="cafe\u0301 路灯", body="e\u0301")
@example(title="两行\n标题", body="a\r\nb")
@example(title="\u0958" * 200, body="x")
@example(title="一\u2028二\x85三", body="\u3000前后\u3000")
def test_whatever_a_letter_says_its_row_and_its_log_say_the_same(title: str, body: str) -> None:
    with suppress(BadInput), transaction.atomic():
        story = Story(title=title, body=body)
        assert sound(story)
        heading = story.row.heading
        assert heading == unicodedata.normalize("NFC", heading)
        assert heading == " ".join(heading.split())
        assert len(heading) <= 200


@MANY
@given(text=TYPED, other=TYPED)
@example(text="e\u0301", other="两行\n文字")
def test_whatever_is_typed_on_the_way_the_log_holds(text: str, other: str) -> None:
    story = Story(publish=True)
    typed(story, "note", CLERK, text=text)
    story.accepted()
    typed(story, "dispatch", DISPATCHER, assignments=[{"unit": "gongshui", "line": text}], instruction=other)
    if story.case.state == "pending":
        story.do("dispatch", DISPATCHER, assignments=[{"unit": "gongshui"}])
    typed(story, "urge", SUPERVISOR, text=text)
    story.do("sign", WATER, task=1)
    typed(story, "request_return", WATER, 1, basis=text, suggestion=other)
    assert sound(story)


@MANY
@given(text=TYPED)
@example(text="e\u0301\n两行")
@example(text="\ufdfa" * 100)
def test_whatever_is_put_before_the_public_is_what_the_log_says(text: str) -> None:
    story = Story(publish=True).fed_back()
    story.do("approve", SUPERVISOR)
    story.do("confirm", VERIFIER, finding="属实。", method="site")
    typed(story, "reply", CLERK, reply=text)
    if story.case.state == "replying":
        story.do("reply", CLERK, reply="已经解决。")
    for field in SHOWN:
        typed(story, "publish", CLERK, **(SHOWN | {field: text}))
    typed(story, "rate", story.writer, rating=5, comment=text)
    assert sound(story)
    if story.case.state == "closed":
        typed(story, "forget", DIRECTOR, reason=text)
        assert sound(story)


@MANY
@given(name=TYPED | DIALLED, of=st.sampled_from(["name", "phone", "address", "firm"]))
@example(name="000", of="phone")
@example(name="\x1f", of="name")
@example(name="\x1e\\", of="firm")
@example(name="\0", of="name")
@example(name="\ud800", of="name")
@example(name="\ud800", of="address")
@example(name="\0", of="phone")
@example(name="x" * 100_000, of="firm")
def test_whatever_somebody_is_called_the_contact_holds(name: str, of: str) -> None:
    with suppress(BadInput), transaction.atomic():
        story = Story(contact=Contact(**{of: name}))
        assert sound(story)


@MANY
@given(name=TYPED)
@example(name="e\u0301.txt")
@example(name=" 两\n行 .txt")
@example(name="A\x1f\u0300")
def test_whatever_a_file_is_called_its_row_and_its_log_say_the_same(name: str) -> None:
    story = Story()
    with suppress(BadInput), transaction.atomic():
        row = attachments.add(case_id=story.id, name=f"{name}.txt", content=b"x", actor=CLERK, now=story.now)
        assert row.name == unicodedata.normalize("NFC", row.name)
    assert sound(story)


def test_what_was_typed_survives_as_it_was_typed() -> None:
    text = "第一行\n\t第二行 é 🚧 \\ ' \" {} $$ %s %(x)s \u200d 终"
    story = Story(body=text)
    assert models.Passage.objects.get(case_id=story.id, field="body").text == text
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM ledger_passage WHERE case_id = %s AND field = 'body'", [story.id])
        assert unpack(cursor.fetchone()[0]) == text
