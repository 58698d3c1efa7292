"""Slips of urging at the desk: read one by one or many at once, followed by whoever sent them, handed over on paper."""

from __future__ import annotations

import pytest

from huying.clock import now
from huying.supervision.models import Slip
from tests.web.desk.conftest import Desk
from tests.web.desk.stories import UNIT, does, handling

pytestmark = pytest.mark.django_db
OTHER = "jiaoyu"


def urged(text: str = "请于今日内签收。") -> Slip:
    """A slip to a unit that has not signed yet, by the supervisor."""
    case = handling()
    does(case, "supervisor", "urge", text=text)
    return Slip.objects.filter(case=case, unit=UNIT).latest("id")


def test_many_are_signed_for_at_once(desk: Desk) -> None:
    slips = [urged() for _ in range(3)]
    handler = desk(f"handler.{UNIT}")
    page = handler.get("/desk/slips/")
    assert page.context["signs"]
    chosen = [one.slip.pk for one in page.context["rows"]]
    assert {slip.pk for slip in slips} <= set(chosen)
    answer = handler.post("/desk/slips/sign/", {"row": chosen}, follow=True)
    assert f"已签阅 {len(chosen)} 份" in answer.content.decode()
    assert handler.get("/desk/slips/").context["rows"] == []
    assert not Slip.objects.filter(pk__in=chosen, acknowledged_at=None).exists()


def test_nothing_chosen_and_what_others_signed_are_said(desk: Desk) -> None:
    slip = urged()
    handler = desk(f"handler.{UNIT}")
    assert "请先勾选" in handler.post("/desk/slips/sign/", follow=True).content.decode()
    twice = [handler.post("/desk/slips/sign/", {"row": [slip.pk, "x", "99999"]}, follow=True) for _ in range(2)]
    text = twice[-1].content.decode()
    assert "已有人签阅" in text
    assert "催办单" in text


def test_nobody_signs_for_another_unit(desk: Desk) -> None:
    slip = urged()
    desk(f"handler.{OTHER}").post("/desk/slips/sign/", {"row": [slip.pk]})
    slip.refresh_from_db()
    assert slip.acknowledged_at is None


def test_the_sender_sees_what_became_of_each(desk: Desk) -> None:
    slip = urged()
    supervisor, handler = desk("supervisor"), desk(f"handler.{UNIT}")
    page = supervisor.get("/desk/slips/?sent=1").content.decode()
    assert "还没有签阅" in page
    assert "还没有办理" in page
    handler.post(f"/desk/slips/{slip.pk}/")
    does(slip.case, f"handler.{UNIT}", "sign", 1)
    row = next(one for one in supervisor.get("/desk/slips/?sent=1").context["rows"] if one.slip.pk == slip.pk)
    assert row.reader is not None
    assert row.reply.zh == "签收"
    assert row.slip.replied_at <= now()
    page = supervisor.get("/desk/slips/?sent=1").content.decode()
    assert "签收" in page
    assert "还没有办理" not in page
    assert supervisor.get("/desk/slips/").context["sends"]
    assert not handler.get("/desk/slips/").context["sends"]


def test_a_slip_on_paper_says_who_whom_what_and_has_room_for_a_signature(desk: Desk) -> None:
    slip = urged("请于明日十时前反馈。")
    page = desk(f"handler.{UNIT}").get(f"/desk/slips/{slip.pk}/paper/")
    text = page.content.decode()
    for words in (slip.number, "市城管局", "请于明日十时前反馈。", slip.case.heading, "督办员", "签收人", "尚未"):
        assert words in text, words
    assert desk(f"handler.{OTHER}").get(f"/desk/slips/{slip.pk}/paper/").status_code == 404
