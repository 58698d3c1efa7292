"""Following: number and code open a matter; the page tells in plain words where it is, and nothing internal."""

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from huying.ledger.models import Case
from huying.ledger.sealing import query_code
from huying.ledger.services.create import Opened
from huying.rules.policy import SYSTEM
from tests.web.portal.stories import REPLY, category, handed_over, live, opened, replied, staff, write

pytestmark = pytest.mark.django_db


def look(phone: Client, number: str, code: str) -> str:
    found = phone.post("/follow/", {"number": number, "code": code}, follow=True)
    return str(found.content.decode())


def test_number_and_code_open_the_matter(phone: Client) -> None:
    letter = opened()
    page = look(phone, letter.number.lower(), f"{letter.code[:4]} {letter.code[4:]}")
    assert "已收到，正在登记" in page
    assert "承诺在此之前答复您" in page


def test_number_and_code_may_be_typed_as_a_chinese_keyboard_types_them(phone: Client) -> None:
    letter = opened()
    wide = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789SQ"}
    page = look(phone, letter.number.translate(wide), f"{letter.code[:4]}\u3000{letter.code[4:]}".translate(wide))
    assert "已收到，正在登记" in page


def test_a_wrong_code_opens_nothing_and_does_not_say_which_was_wrong(phone: Client) -> None:
    letter = opened()
    wrong = f"{(int(letter.code) + 1) % 10**8:08d}"
    first = phone.post("/follow/", {"number": letter.number, "code": wrong})
    second = phone.post("/follow/", {"number": "SQ20990101000001", "code": wrong})
    assert first.status_code == second.status_code == 400
    sentence = "编号和查询码对不上"
    assert sentence in first.content.decode()
    assert sentence in second.content.decode()


def test_the_page_is_closed_to_whoever_only_knows_the_number(phone: Client) -> None:
    letter = opened()
    for address in (f"/follow/{letter.number}/", f"/receipt/{letter.number}/"):
        assert phone.get(address)["Location"] == f"/follow/?number={letter.number}"
    assert phone.get(f"/receipt/{letter.number}/qr.svg").status_code == 404
    assert phone.post(f"/follow/{letter.number}/do/rate/", {}).status_code == 302


def test_codes_can_not_be_guessed_one_after_the_other(phone: Client) -> None:
    letter = opened()
    for guess in range(10):
        phone.post("/follow/", {"number": letter.number, "code": f"{guess:08d}"})
    refused = phone.post("/follow/", {"number": letter.number, "code": letter.code})
    assert refused.status_code == 429
    assert "分钟后再试" in refused.content.decode()


def test_the_timeline_speaks_plainly_and_names_no_staff_and_no_internal_words(phone: Client) -> None:
    letter = opened()
    handed_over(letter.case)
    live(
        letter.case,
        ("note", staff("clerk"), {"text": "此人常来电"}, 0),
        ("urge", staff("supervisor"), {"text": "抓紧"}, 0),
    )
    replied(letter.case)
    page = look(phone, letter.number, letter.code)
    for words in ("我们收到了您的诉求", "已交由单位办理", "承办单位已签收", "已核查属实", REPLY):
        assert words in page
    for words in ("勿外传", "此人常来电", "抓紧", "内部记录", "拟答复", "电话核实无误", "clerk-centre", "备注", "催办"):
        assert words not in page


def test_one_sees_which_unit_has_it(phone: Client) -> None:
    letter = opened()
    handed_over(letter.case)
    assert "市城管局" in look(phone, letter.number, letter.code)


def ready(phone: Client, **more: Any) -> Opened:
    """A matter that was answered, opened on this phone."""
    letter = opened(**more)
    handed_over(letter.case)
    replied(letter.case)
    look(phone, letter.number, letter.code)
    return letter


def say(phone: Client, number: str, action: str, **said: str) -> Any:
    """Choose one thing and fill in what it asks."""
    return phone.post(f"/follow/{number}/do/", {"do": action} | {f"{action}-{name}": one for name, one in said.items()})


def test_one_form_asks_whether_it_is_solved_before_anything_else(phone: Client) -> None:
    letter = ready(phone)
    page = phone.get(f"/follow/{letter.number}/").content.decode()
    section = page.split('id="last-word"')[1].split("</section>")[0]
    assert section.count("<form") == 1
    assert "<legend>问题是否解决</legend>" in section
    assert re.findall(r'name="do"\s+value="(\w+)"', section) == ["rate", "dispute", "settle_for"]
    assert "checked" not in section


def test_one_can_rate_and_say_it_is_solved(phone: Client) -> None:
    letter = ready(phone)
    say(phone, letter.number, "rate", rating="5", comment="很快")
    case = Case.objects.get(number=letter.number)
    assert (case.facts["rating"], case.facts["resolved"], case.is_open) == (5, True, False)


def test_not_solved_is_handled_again_at_once_and_never_closed(phone: Client) -> None:
    letter = ready(phone)
    say(phone, letter.number, "dispute", reason="只修了两盏", rating="1")
    case = Case.objects.get(number=letter.number)
    assert (case.is_open, case.state, case.facts["rating"], case.facts["resolved"]) == (True, "handling", 1, False)
    page = phone.get(f"/follow/{letter.number}/").content.decode()
    assert "已重新办理" in page
    assert "只修了两盏" in page, "one's own words are one's own to read"
    assert case.counts["dispute"] == 1


def test_nothing_chosen_is_said_and_changes_nothing(phone: Client) -> None:
    letter = ready(phone)
    back = phone.post(f"/follow/{letter.number}/do/", {})
    assert back.status_code == 400
    assert "请先选一项" in back.content.decode()
    assert Case.objects.get(number=letter.number).is_open


def judged(phone: Client, action: str = "rate", **said: str) -> tuple[Case, str]:
    """A matter that its writer has judged; the page as it then stands."""
    letter = ready(phone)
    say(phone, letter.number, action, **said)
    return Case.objects.get(number=letter.number), phone.get(f"/follow/{letter.number}/").content.decode()


def test_whoever_was_content_is_thanked_and_may_still_think_again(phone: Client) -> None:
    case, page = judged(phone, rating="5")
    assert "您已评价" in page
    assert "很满意，问题已解决" in page
    assert "谢谢您告诉我们" in page
    assert "<summary>改变想法：其实没有解决</summary>" in page
    assert "<summary>没有解决，请重新办理</summary>" not in page
    assert "您说了算" not in page
    say(phone, case.number, "dispute", reason="今晚又不亮了", key="k1")
    page = phone.get(f"/follow/{case.number}/").content.decode()
    assert "已重新办理" in page
    assert "很满意，问题已解决" not in page
    case.refresh_from_db()
    assert (case.is_open, case.facts["resolved"]) == (True, False)


def test_whoever_leaves_it_at_that_has_said_so_and_may_still_have_it_handled_again(phone: Client) -> None:
    _, page = judged(phone, "settle_for", rating="1")
    assert "很不满意，问题没有解决" in page
    assert "您表示问题没有解决，不再要求办理" in page
    assert "<summary>没有解决，请重新办理</summary>" in page
    assert "谢谢您告诉我们" not in page


def test_an_answer_that_nobody_rated_is_still_asked_about(phone: Client) -> None:
    letter = ready(phone)
    live(letter.case, ("lapse", SYSTEM, {}, 0))
    page = phone.get(f"/follow/{letter.number}/").content.decode()
    assert "您说了算" in page
    assert "<summary>没有解决，请重新办理</summary>" in page


def test_what_was_said_when_the_centre_called_is_shown_as_that(phone: Client) -> None:
    letter = ready(phone)
    said = {"rating": 5, "resolved": True, "record": "电话回访", "called": "reached"}
    live(letter.case, ("follow_up", staff("clerk"), said, 0))
    page = phone.get(f"/follow/{letter.number}/").content.decode()
    assert "回访时您说" in page
    assert "很满意，问题已解决" in page
    assert "电话回访" not in page


def test_a_score_alone_says_what_was_said(phone: Client) -> None:
    letter = ready(phone)
    said = {"rating": 4, "record": "只给了分", "called": "reached"}
    live(letter.case, ("follow_up", staff("clerk"), said, 0))
    page = phone.get(f"/follow/{letter.number}/").content.decode()
    assert '<p class="said"><b>满意</b></p>' in page
    assert "改变想法" in page


def test_a_rating_without_stars_comes_back_with_what_was_written(phone: Client) -> None:
    letter = ready(phone)
    back = say(phone, letter.number, "rate", comment="写了很多话")
    assert back.status_code == 400
    assert "写了很多话" in back.content.decode()
    assert Case.objects.get().is_open


def test_three_units_that_sign_are_one_line(phone: Client) -> None:
    letter = opened()
    units = ["chengguan", "zhujian", "jiaotong"]
    rows = [{"unit": unit, "role": "assist" if place else "lead"} for place, unit in enumerate(units)]
    live(
        letter.case,
        ("accept", staff("clerk"), {"category": category(), "urgency": "normal"}, 0),
        ("dispatch", staff("dispatcher"), {"assignments": rows}, 0),
        ("sign", staff("handler", units[0]), {}, 1),
        ("submit", staff("handler", units[0]), {"result": "已办", "answer": "已办"}, 1),
        ("sign", staff("handler", units[1]), {}, 2),
        ("sign", staff("handler", units[2]), {}, 3),
    )
    page = look(phone, letter.number, letter.code)
    assert page.count("承办单位已签收") == 1
    line = page.split("承办单位已签收")[1].split("</li>")[0]
    assert all(name in line for name in ("市城管局", "市住建局", "市交通运输局"))


def test_somebody_merged_sees_the_unit_that_works(phone: Client) -> None:
    parent, child = opened(), opened(title="东门路灯又坏了")
    handed_over(parent.case)
    live(
        child.case,
        ("accept", staff("clerk"), {"category": category(), "urgency": "normal"}, 0),
        ("merge", staff("dispatcher"), {"parent": parent.number}, 0),
    )
    page = look(phone, child.number, child.code)
    assert "与同类诉求一并办理" in page
    who = page.split("谁在办")[1].split("</dd>")[0]
    assert "市城管局" in who
    assert parent.number not in page, "somebody else's matter stays theirs"


def test_an_action_that_is_not_open_is_refused_with_a_sentence(phone: Client) -> None:
    letter = opened()
    look(phone, letter.number, letter.code)
    refused = phone.post(f"/follow/{letter.number}/do/rate/", {"rate-rating": "5"})
    assert refused.status_code == 409
    assert "请刷新页面" in refused.content.decode()
    assert phone.post(f"/follow/{letter.number}/do/accept/", {}).status_code in {400, 403}
    assert phone.post(f"/follow/{letter.number}/do/nonsense/", {}).status_code == 404


def test_one_gets_back_ones_own_files_and_only_as_a_download(phone: Client) -> None:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    write(phone, photos=[SimpleUploadedFile("灯.png", out.getvalue(), "image/png")])
    case = Case.objects.get()
    address = f"/follow/{case.number}/file/{case.attachments.get().id}/"
    mine = phone.get(address)
    assert mine.status_code == 200
    assert mine["Content-Disposition"].startswith("attachment")
    assert "sandbox" in mine["Content-Security-Policy"]
    assert Client().get(address).status_code == 404


def test_the_qr_keeps_the_code_behind_the_hash(phone: Client) -> None:
    write(phone)
    case = Case.objects.get()
    picture = phone.get(f"/receipt/{case.number}/qr.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert "no-store" in picture["Cache-Control"]
    assert query_code(str(case.id)) not in picture.content.decode()


def test_leaving_closes_every_opened_matter(phone: Client) -> None:
    letter = opened()
    look(phone, letter.number, letter.code)
    phone.post("/follow/leave/")
    assert phone.get(f"/follow/{letter.number}/").status_code == 302


def test_another_persons_matter_stays_closed(phone: Client) -> None:
    mine, other = opened(), opened(title="别人的事")
    look(phone, mine.number, mine.code)
    assert phone.get(f"/follow/{other.number}/").status_code == 302
