"""Many cases in one go, and new ones from a clerk's desk."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huying.ledger.models import Attachment, Case, Party
from tests.web.desk.conftest import Desk
from tests.web.desk.stories import LETTER, PHONE, UNIT, address, does, handling, letter

pytestmark = pytest.mark.django_db


def test_a_handler_signs_for_several_and_is_told_which_did_not_work(desk: Desk) -> None:
    first, second = handling(), handling()
    handler = desk(f"handler.{UNIT}")
    chosen = {"action": "appeal:sign", "row": [f"{first.number}/1", f"{second.number}/1"]}
    form = handler.post("/desk/bulk/", chosen).context["form"]
    does(second, f"handler.{UNIT}", "sign", 1)
    answer = handler.post("/desk/bulk/", chosen | {"go": "1", "key": form.key})
    assert [one.number for one in answer.context["done"]] == [first.number]
    assert [(one.number, one.sentence) for one in answer.context["refused"]] == [
        (second.number, "不能“签收”：此件现为“办理中”，请刷新页面查看可办事项。")
    ]


def test_a_bulk_form_asks_for_its_fields_and_keeps_the_choice(desk: Desk) -> None:
    cases = [letter(), letter()]
    chosen = {
        "action": "appeal:accept",
        "row": [f"{case.number}/0" for case in cases],
        "go": "1",
        "category": "utilities",
    }
    refused = desk("clerk").post("/desk/bulk/", chosen)
    assert refused.status_code == 400
    assert len(refused.context["picked"]) == 2
    answer = desk("clerk").post("/desk/bulk/", chosen | {"urgency": "normal", "key": "a" * 32})
    assert len(answer.context["done"]) == 2
    assert set(Case.objects.values_list("state", flat=True)) == {"pending"}


def test_only_bulk_actions_of_ones_own_posts_are_taken(desk: Desk) -> None:
    case = letter()
    for action in ("appeal:dispatch", "appeal:accept", "nothing", "appeal:"):
        answer = desk(f"handler.{UNIT}").post("/desk/bulk/", {"action": action, "row": [f"{case.number}/0"], "go": "1"})
        assert answer.status_code == 404, action


def test_cases_that_one_may_not_see_are_left_out(desk: Desk) -> None:
    hidden = handling("jiaoyu")
    answer = desk(f"handler.{UNIT}").post(
        "/desk/bulk/", {"action": "appeal:sign", "row": [f"{hidden.number}/1"], "go": "1"}
    )
    assert (answer.context["done"], answer.context["refused"]) == ([], [])


def test_more_than_a_hundred_are_refused(desk: Desk) -> None:
    answer = desk("clerk").post("/desk/bulk/", {"action": "appeal:accept", "row": [f"SQ{n}/0" for n in range(101)]})
    assert answer.status_code == 400


def test_a_clerk_registers_a_call(desk: Desk) -> None:
    clerk = desk("clerk")
    key = clerk.get("/desk/new/").context["form"].key
    values = LETTER | {
        "key": key,
        "contact-name": "钱小满",
        "contact-phone": PHONE,
        "urgency": "urgent",
        "files": SimpleUploadedFile("说明.txt", "路灯编号 12".encode()),
    }
    answer = clerk.post("/desk/new/", values, follow=True)
    case = Case.objects.get()
    assert answer.redirect_chain == [(address(case), 302)]
    assert "查询码" in answer.content.decode()
    assert (case.facts["channel"], case.facts["urgency"], case.within[-1]) == ("hotline", "urgent", "411002")
    assert Party.objects.get(case=case).masked_name == "钱*"
    assert Attachment.objects.get(case=case).name == "说明.txt"


def test_a_mistake_in_a_new_case_loses_nothing(desk: Desk) -> None:
    values = LETTER | {"channel": "", "contact-name": "钱小满", "accused": "市飞天局"}
    answer = desk("clerk").post("/desk/new/", values)
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "小区东门路灯坏了半个月" in text
    assert "钱小满" in text
    assert not Case.objects.exists()


def test_a_place_that_the_city_does_not_have_is_refused(desk: Desk) -> None:
    answer = desk("clerk").post("/desk/new/", LETTER | {"place": "999999"})
    assert answer.status_code == 400
    assert "没有这个地点" in answer.content.decode()
    assert not Case.objects.exists()


def test_a_file_that_cannot_be_kept_is_named_and_the_case_stands(desk: Desk) -> None:
    values = LETTER | {"files": SimpleUploadedFile("坏.exe", b"MZ\x90\x00" * 40)}
    answer = desk("clerk").post("/desk/new/", values, follow=True)
    assert Case.objects.count() == 1
    assert "坏.exe" in answer.content.decode()


def test_the_accused_are_named_by_unit_and_the_unit_does_not_see_it(desk: Desk) -> None:
    desk("clerk").post("/desk/new/", LETTER | {"accused": "市城管局"})
    case = Case.objects.get()
    assert case.accused == [UNIT]
    assert desk(f"leader.{UNIT}").get(address(case)).status_code == 404


def test_units_register_nothing(desk: Desk) -> None:
    assert desk(f"handler.{UNIT}").get("/desk/new/").status_code == 404


def test_similar_letters_show_while_one_is_typed(desk: Desk) -> None:
    known = letter()
    text = (
        desk("clerk")
        .post("/desk/new/alike/", {"title": "东门路灯又不亮了", "body": "小区东门路灯坏了"})
        .content.decode()
    )
    assert known.number in text


def test_a_file_is_a_download_that_runs_nowhere(desk: Desk) -> None:
    clerk = desk("clerk")
    clerk.post("/desk/new/", LETTER | {"files": SimpleUploadedFile("说明.txt", "路灯编号 12".encode())})
    case, kept = Case.objects.get(), Attachment.objects.get()
    answer = clerk.get(f"{address(case)}files/{kept.id}/")
    assert answer.content.decode() == "路灯编号 12"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert desk(f"handler.{UNIT}").get(f"{address(case)}files/{kept.id}/").status_code == 404
