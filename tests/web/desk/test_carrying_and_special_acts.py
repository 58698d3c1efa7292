"""The answer is carried through; files, publishing, forgetting, joining and leaving a case are done by forms that hide nothing."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huying.clock import now
from huying.ledger.models import Attachment, Case, Publication
from huying.web.kit.differences import Piece, marked
from tests.web.desk.conftest import Desk
from tests.web.desk.stories import (
    LETTER,
    PART,
    PHONE,
    UNIT,
    address,
    awaiting_sign_off,
    does,
    form_of,
    handling,
    letter,
    pending,
    send,
)

pytestmark = pytest.mark.django_db


def replying(**more: object) -> Case:
    """A letter whose unit's answer was signed, reviewed and verified."""
    case = awaiting_sign_off()
    does(case, f"leader.{UNIT}", "sign_off", 1)
    does(case, "supervisor", "approve")
    does(case, "verifier", "confirm", finding="现场已亮。", method="site")
    return case


def test_texts_are_compared_sign_by_sign_where_a_sentence_changed() -> None:
    assert marked("路灯已修好。", "路灯已修好。") == [Piece("same", "路灯已修好。")]
    assert marked("路灯已修好。谢谢。", "路灯都已修好。谢谢。") == [
        Piece("same", "路灯"), Piece("new", "都"), Piece("same", "已修好。谢谢。")
    ]  # fmt: skip
    assert "".join(one.text for one in marked("甲\r\n乙", "甲\n丙") if one.kind != "gone") == "甲\n丙"


def test_the_draft_stands_on_top_for_whoever_signs_reviews_and_verifies(desk: Desk) -> None:
    case = awaiting_sign_off()
    page = desk(f"leader.{UNIT}").get(address(case, "sign_off", 1)).content.decode()
    assert page.index("路灯已修好。") < page.index('name="remark"')
    does(case, f"leader.{UNIT}", "sign_off", 1)
    page = desk("supervisor").get(address(case, "approve")).content.decode()
    assert page.index("路灯已修好。") < page.index('name="remark"')


def test_the_reply_begins_with_what_was_signed_and_differences_are_marked(desk: Desk) -> None:
    case, clerk = replying(), desk("clerk")
    field = form_of(clerk, case, "reply").inputs[0]
    assert (field.value, field.origin, field.alike) == ("路灯已修好。", "路灯已修好。", True)
    look = clerk.post(
        address(case, "reply"),
        {"look": "1", "reply": "路灯都已修好。"},
        headers={**PART, "hx-target": "preview"},
    ).content.decode()
    assert "<ins>都</ins>" in look
    assert "诉求人将看到" in look
    case.refresh_from_db()
    assert case.state == "replying"


def test_a_person_publishes_what_they_see_and_takes_it_back(desk: Desk) -> None:
    case = awaiting_sign_off()
    case = letter(body=f"请打我电话{PHONE}，路灯坏了。", publish=True)
    does(case, "clerk", "accept", category="utilities", urgency="normal")
    does(case, "dispatcher", "answer", answer="已转告。")
    does(case, "verifier", "confirm", finding="属实。", method="paper")
    does(case, "clerk", "reply", reply=f"已联系{PHONE}。")
    form = form_of(desk("clerk"), case, "publish")
    assert not any(PHONE in one.value for one in form.inputs)
    assert any(piece.kind == "gone" for one in form.inputs for piece in one.pieces)
    send(desk("clerk"), case, "publish", 0, **{one.name: one.value for one in form.inputs})
    assert PHONE not in Publication.objects.get(case=case).matter
    send(desk("clerk"), case, "retract")
    assert not Publication.objects.filter(case=case).exists()


def test_a_file_is_added_by_a_form_and_removed_by_one_that_asks_once_more(desk: Desk) -> None:
    case = handling()
    send(desk("clerk"), case, "attach", file=SimpleUploadedFile("说明.txt", "路灯编号 12".encode()))
    kept = Attachment.objects.get(case=case)
    page = desk("supervisor").get(address(case)).content.decode()
    assert "说明.txt" in page
    assert kept.digest in page
    values = {"file": str(kept.id), "reason": "误传"}
    refused = send(desk("director"), case, "detach", 0, **values)
    assert refused.status_code == 400
    assert "误传" in refused.content.decode()
    send(desk("director"), case, "detach", 0, **values, confirmed="yes")
    kept.refresh_from_db()
    assert kept.removed_at


def test_joining_a_case_shows_both_and_warns_where_they_differ(desk: Desk) -> None:
    parent = pending()
    child = letter(title="东门垃圾没有清运", place="411003")
    does(child, "clerk", "accept", category="city_order", urgency="normal")
    page = desk("dispatcher").get(f"{address(child, 'merge')}?parent={parent.number}")
    form = page.context["form"]
    assert form.inputs[0].value == parent.number
    assert {one.zh for one in form.pair.differ} == {"类别", "地点"}
    assert parent.heading in page.content.decode()


def test_a_unit_that_has_left_reads_up_to_then_and_opens_nothing(desk: Desk) -> None:
    case = handling()
    does(case, "dispatcher", "note", text="此时仍可读")
    does(case, f"handler.{UNIT}", "request_return", 1, basis="不属本局职责")
    does(case, "dispatcher", "uphold_return", 1, ruling="同意")
    does(case, "dispatcher", "note", text="此后不可读")
    page = desk(f"handler.{UNIT}").get(address(case)).content.decode()
    assert "此时仍可读" in page
    assert "此后不可读" not in page
    opened = desk(f"handler.{UNIT}").post(f"{address(case)}contact/", {"reason": "电话联系诉求人"}, headers=PART)
    assert (opened.status_code, PHONE in opened.content.decode()) == (403, False)


def test_invisible_signs_are_no_reason(desk: Desk) -> None:
    case = letter()
    refused = desk("clerk").post(f"{address(case)}contact/", {"reason": "\u200b\u200b\u200b\u200b"}, headers=PART)
    assert (refused.status_code, PHONE in refused.content.decode()) == (400, False)


def test_a_short_name_is_enough_where_one_unit_alone_has_it(desk: Desk) -> None:
    case = pending()
    send(desk("dispatcher"), case, "dispatch", 0, **{"assignments-unit": ["城管局"]})
    case.refresh_from_db()
    assert case.lead_unit == UNIT


def test_a_line_is_taken_away_and_a_suggested_unit_picked(desk: Desk) -> None:
    case, dispatcher = pending(), desk("dispatcher")
    typed = {"assignments-unit": ["市城管局", "市教育局"], "assignments-role": ["lead", "assist"]}
    form = dispatcher.post(address(case, "dispatch"), {**typed, "less": "0"}).context["form"]
    assert [row.unit for row in form.inputs[0].value] == ["市教育局"]
    form = dispatcher.post(address(case, "dispatch"), {"assignments-unit": [""], "pick": "市城管局"}).context["form"]
    assert [row.unit for row in form.inputs[0].value] == ["市城管局"]


def test_the_next_case_of_the_list_opens_once_nothing_more_is_asked_here(desk: Desk) -> None:
    first, second = letter(at=now() - timedelta(hours=3)), letter()
    values = {"category": "utilities", "urgency": "normal", "next": second.number}
    answer = send(desk("clerk"), first, "accept", 0, **values)
    assert answer.context["row"].number == second.number
    assert second.number in answer.headers["HX-Trigger"]


def test_the_next_registration_remembers_channel_and_writer_and_a_receipt_can_be_printed(desk: Desk) -> None:
    clerk = desk("clerk")
    clerk.post("/desk/new/", LETTER | {"contact-phone": PHONE})
    values = {one.name: one.value for one in clerk.get("/desk/new/").context["form"].inputs}
    assert (values["channel"], values["subject"], values["title"]) == ("hotline", "citizen", "")
    receipt = clerk.get("/desk/new/receipt/").content.decode()
    assert Case.objects.get().number in receipt
    assert desk("dispatcher").get("/desk/new/receipt/").status_code == 404
