"""Writing: from the box on the first page to the receipt."""

import io
import re

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from huying.ledger.models import Attachment, Case, Party, Passage
from huying.ledger.sealing import phone_index, query_code
from huying.ledger.services.parties import opened as contact_of
from tests.web.portal.stories import FORM, LETTER, answered, look, only, staff, write

pytestmark = pytest.mark.django_db


def photo(name: str = "灯.jpg", size: int = 64) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.effect_noise((size, size), 60).convert("RGB").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def ticket(page: str) -> str:
    found = re.search(r'name="photo" value="([^"]+)"', page)
    assert found
    return found.group(1)


def test_the_first_page_offers_to_write_and_to_look_up(phone: Client) -> None:
    page = phone.get("/").content.decode()
    assert "说说您的事" in page
    assert "查询进度" in page


def test_what_was_typed_on_the_first_page_comes_along(phone: Client) -> None:
    begun = phone.post("/write/", {"step": "start", "matter": LETTER})
    assert begun["Location"] == "/write/#where", "it is not asked again"
    assert LETTER in phone.get("/write/").content.decode()


def test_what_says_too_little_on_the_first_page_is_asked_again(phone: Client) -> None:
    assert phone.post("/write/", {"step": "start", "matter": "修灯"})["Location"] == "/write/"
    assert "修灯" in phone.get("/write/").content.decode()
    assert phone.post("/write/", {"step": "start", "matter": " "})["Location"] == "/write/"


def test_a_letter_becomes_a_case_with_its_place_and_a_receipt(phone: Client) -> None:
    sent = write(phone)
    case = only()
    assert sent.url == f"/receipt/{case.number}/"
    assert (case.within[-1], case.facts["channel"], case.facts["publish"]) == ("411002001", "web", True)
    receipt = phone.get(sent.url).content.decode()
    assert case.number in receipt
    code = query_code(str(case.id))
    assert f"{code[:4]} {code[4:]}" in receipt


def test_a_letter_half_written_stays_when_the_language_is_changed(phone: Client) -> None:
    answer = phone.post("/write/", {"matter": LETTER, "who": "anonymous", "step": "", "language": "en"}, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert LETTER in page
    assert "Tell us what troubles you" in page
    assert "Almost there" not in page
    assert 'name="consent"' in page
    assert "checked" not in page.split('name="consent"')[1].split(">")[0]
    assert "Tell us what troubles you" in phone.get("/write/").content.decode()  # and so it is from now on


def test_a_letter_that_is_looked_at_before_it_is_sent_stays_too(phone: Client) -> None:
    look(phone)
    english = phone.post("/i18n/setlang/", {"language": "en", "next": "/write/check/"}, follow=True).content.decode()
    assert "Send it" in english
    assert LETTER in english
    back = phone.post("/i18n/setlang/", {"language": "zh-hans", "next": "/write/check/"}, follow=True).content.decode()
    assert "确认发送" in back


def test_each_step_has_its_address_and_going_back_loses_nothing(phone: Client) -> None:
    page = look(phone, photos=[photo()]).content.decode()
    for step in ("what", "where", "photos", "who", "public"):
        assert f'href="/write/#{step}"' in page
    again = phone.get("/write/").content.decode()
    assert "data-complete" in again
    for kept in (LETTER, "钱小满", "138 0000 1234", "七一路幸福小区东门", "灯.jpg", 'value="411002001" selected'):
        assert kept in again, kept


def test_after_the_receipt_nothing_asks_to_send_again(phone: Client) -> None:
    receipt = write(phone).url
    assert phone.get("/write/check/")["Location"] == receipt
    assert phone.post("/write/check/")["Location"] == receipt
    assert Case.objects.count() == 1
    fresh = phone.get("/write/").content.decode()
    assert LETTER not in fresh
    assert "钱小满" not in fresh


def test_nobody_else_sees_what_lies_aside_and_it_lies_sealed(phone: Client) -> None:
    look(phone)
    assert Client().get("/write/check/")["Location"] == "/write/"
    path = phone.session["writing"]
    with default_storage.open(path) as file:
        assert "钱小满".encode() not in file.read()
    phone.post("/write/", {"step": "clear"})
    assert not default_storage.exists(path)
    assert phone.get("/write/check/")["Location"] == "/write/"


def test_the_title_is_the_first_sentence_where_none_was_given(phone: Client) -> None:
    write(phone, matter="您好！小区停水三天了。没人管。")
    assert only().heading == "小区停水三天了"


def test_the_spot_becomes_part_of_the_letter(phone: Client) -> None:
    write(phone)
    assert "七一路幸福小区东门" in Passage.objects.get(field="body").text


def test_contact_data_is_kept_sealed(phone: Client) -> None:
    write(phone)
    party = Party.objects.get()
    assert (party.masked_name, party.masked_phone) == ("钱*", "138****1234")
    from huying.clock import now

    contact = contact_of(case_id=str(only().id), actor=staff("clerk"), reason="回访核实", now=now())
    assert (contact.name, contact.phone) == ("钱小满", "13800001234")


def test_a_telephone_typed_in_wide_digits_is_the_same_telephone(phone: Client) -> None:
    write(phone, phone="１３８－０３７４ ０００１")
    assert Party.objects.get().phone_index == phone_index("13803740001")


def test_an_anonymous_letter_has_no_party(phone: Client) -> None:
    write(phone, who="anonymous")
    assert not Party.objects.exists()
    assert Case.objects.count() == 1


def test_before_sending_one_sees_similar_answers_and_what_will_be_sent(phone: Client) -> None:
    answered(title="西门路灯不亮", body="小区西门路灯坏了，晚上看不清。", reply="西门路灯已经修好。")
    page = look(phone).content.decode()
    assert "西门路灯不亮" in page
    assert "西门路灯已经修好" in page
    assert "魏都区西大街道" in page
    assert Case.objects.count() == 1, "looking sends nothing"


def test_pressing_send_twice_gives_the_same_receipt(phone: Client) -> None:
    assert write(phone).url == write(phone).url
    assert Case.objects.count() == 1


def test_going_back_and_sending_something_else_is_another_letter(phone: Client) -> None:
    assert write(phone).url != write(phone, matter="另外一件事：公交车站牌倒了。").url
    assert Case.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"matter": ""}, "请写下您要反映的事"),
        ({"matter": "修灯"}, "请多写几个字"),
        ({"matter": "长" * 20_001}, "太长了"),
        ({"matter": "路灯不亮\x00请修好"}, "含有不能保存的字符，请删去"),
        ({"heading": "路灯\x00不亮"}, "含有不能保存的字符，请删去"),
        ({"matter": "路灯不亮\x07请修好"}, "含有不能保存的字符"),
        ({"heading": "长" * 201}, "太长"),
        ({"phone": "12"}, "请核对电话号码"),
        ({"phone": ""}, "请填写电话"),
        ({"name": ""}, "请填写姓名"),
        ({"town": "411003100"}, "不在所选的县"),
        ({"county": "999999"}, "请从列表中选择县"),
        ({"writer": "robot"}, ""),
        ({"website": "http://spam"}, "请把“网址”一栏清空"),
    ],
)
def test_a_mistake_is_named_and_nothing_typed_is_lost(phone: Client, wrong: dict[str, str], sentence: str) -> None:
    answer = write(phone, **wrong)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert sentence in page
    assert "七一路幸福小区东门" in page
    assert not Case.objects.exists()


def test_photos_survive_a_mistake_and_travel_with_the_letter(phone: Client) -> None:
    page = phone.post("/write/", {**FORM, "matter": "", "step": "check", "photos": [photo(), photo("路.jpg")]})
    tickets = re.findall(r'type="hidden" name="photo" value="([^"]+)"', page.content.decode())
    assert len(tickets) == 2
    write(phone, photo=tickets)
    assert sorted(Attachment.objects.values_list("name", flat=True)) == ["灯.jpg", "路.jpg"]


def test_a_photo_can_be_taken_out_again(phone: Client) -> None:
    look(phone, photos=[photo()])
    kept = ticket(phone.get("/write/").content.decode())
    write(phone, photo=[kept], drop=[kept])
    assert not Attachment.objects.exists()


def test_a_forged_ticket_brings_no_file(phone: Client) -> None:
    write(phone, photo=["../../etc/passwd:forged"])
    assert not Attachment.objects.exists()
    assert Case.objects.count() == 1


def test_a_file_that_is_no_picture_is_named_and_the_good_one_kept(phone: Client) -> None:
    bad = SimpleUploadedFile("病毒.jpg", b"MZ\x90\x00 not a picture", "image/jpeg")
    answer = phone.post("/write/", {**FORM, "step": "check", "photos": [photo(), bad]})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "病毒.jpg" in page
    assert "灯.jpg" in page
    assert LETTER in page


def test_more_than_nine_photos_are_refused_by_number(phone: Client) -> None:
    page = phone.post("/write/", {**FORM, "step": "check", "photos": [photo(f"{n}.jpg", 16) for n in range(10)]})
    assert "9" in page.content.decode()
    assert page.status_code == 400


def test_a_form_whose_token_ran_out_comes_back_as_it_was_typed(city: None) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "zh-CN"})
    answer = strict.post("/write/", {**FORM, "step": "check"})
    assert answer.status_code == 403
    assert LETTER in answer.content.decode()
    assert "请再提交一次" in answer.content.decode()
    assert not Case.objects.exists()


def test_one_address_can_not_flood_the_ledger(phone: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from huying.web.limits import Limit
    from huying.web.portal.limits import SENDING
    from huying.web.portal.views import write as view

    monkeypatch.setattr(view, "SENDING", Limit("send", 2, SENDING.window))
    for number in range(2):
        assert write(phone, matter=f"第{number}件事，请尽快办理").status_code == 302
    third = write(phone, matter="第三件事，请尽快办理")
    assert third.status_code == 429
    assert "第三件事" in third.content.decode(), "what was typed stays"


def test_a_letter_of_nothing_but_signs_still_gets_a_title(phone: Client) -> None:
    write(phone, matter="。。。。。。！！")
    assert only().heading == "。。。。。。！！"
