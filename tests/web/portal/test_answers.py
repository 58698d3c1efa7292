"""Published answers: found by words, county and category; never more than may be published."""

import re

import pytest
from django.test import Client

from huying.clock import now
from huying.ledger.models import Publication
from huying.rules.policy import party
from huying.web.portal.gist import gist
from tests.web.portal.stories import answered, handed_over, live, opened, publish, replied

pytestmark = pytest.mark.django_db


def test_an_answer_is_found_by_its_words_and_read(phone: Client) -> None:
    letter = answered()
    page = phone.get("/answers/", {"q": "路灯"}).content.decode()
    assert "东门路灯不亮" in page
    assert f"/answers/{letter.case}/" in page
    assert "三盏路灯已于昨日修复" in phone.get(f"/answers/{letter.case}/").content.decode()


def test_nothing_is_found_by_other_words(phone: Client) -> None:
    answered()
    assert "没有找到合适的答复" in phone.get("/answers/", {"q": "供暖"}).content.decode()


@pytest.mark.parametrize("query", ["'", "& | !", "\x00", "%", "a" * 5000, "😀", "\\", ":*"])
def test_hostile_searches_find_nothing_and_break_nothing(phone: Client, query: str) -> None:
    answered()
    assert phone.get("/answers/", {"q": query}).status_code == 200


def test_county_and_category_narrow(phone: Client) -> None:
    answered()
    category = Publication.objects.get().category
    assert "东门路灯" in phone.get("/answers/", {"county": "411002", "category": category}).content.decode()
    assert "东门路灯" not in phone.get("/answers/", {"county": "411003"}).content.decode()


def test_without_consent_nothing_is_published(phone: Client) -> None:
    letter = opened()
    handed_over(letter.case)
    replied(letter.case)
    assert phone.get(f"/answers/{letter.case}/").status_code == 404
    assert "东门路灯" not in phone.get("/answers/").content.decode()


def test_what_is_read_is_what_was_put_before_the_public_and_nothing_else(phone: Client) -> None:
    letter = opened(body="我是钱小满，电话13800001234，东门路灯坏了。", publish=True)
    handed_over(letter.case)
    replied(letter.case, reply="钱小满您好，已回电13800001234，路灯已修好。")
    publish(letter.case, "路灯不亮", "我是钱*，东门路灯坏了。", "您好，路灯已修好。")
    page = phone.get(f"/answers/{letter.case}/").content.decode()
    assert "我是钱*" in page
    assert "钱小满" not in page
    assert "13800001234" not in page
    assert "没有找到合适的答复" in phone.get("/answers/", {"q": "钱小满"}).content.decode()


def test_pages_hold_twenty(phone: Client) -> None:
    letter = answered()
    row = Publication.objects.get(case__number=letter.number)
    for number in range(20):
        other = opened()
        Publication.objects.create(
            case_id=other.case,
            programme=row.programme,
            heading=f"第{number}问",
            matter="问",
            answer="答",
            county=row.county,
            category=row.category,
            unit=row.unit,
            published_at=now(),
            words="",
        )
    first = phone.get("/answers/").content.decode()
    assert first.count('<a href="/answers/0') == 20
    assert "page=2" in first
    assert "东门路灯不亮" in phone.get("/answers/?page=2").content.decode()


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999", "²"])
def test_a_nonsense_page_number_counts_as_one_that_exists(phone: Client, number: str) -> None:
    assert phone.get("/answers/", {"page": number}).status_code == 200


PARKING = (
    "小区停车收费太高",
    "小区停车位每月收费三百元。",
    "您好，您反映的停车收费问题已收悉。经核查，已责令物业按备案标准收取。",
)
PROPERTY = (
    "物业乱收费怎么办",
    "物业公司乱收装修费。",
    "您好！感谢您对我们工作的关注。经核实，物业已退还多收的装修费两千元。感谢您的监督。",
)
LAMP = ("东门路灯不亮", "小区东门路灯坏了。", "您好，路灯已经修好。")


def test_the_best_answer_comes_first_and_not_every_word_must_occur(phone: Client) -> None:
    for heading, matter, answer in (PROPERTY, PARKING, LAMP):
        answered(title=heading, body=matter, reply=answer)
    page = phone.get("/answers/", {"q": "小区物业乱收费"}).content.decode()
    assert page.index(PROPERTY[0]) < page.index(PARKING[0])
    assert LAMP[0] not in page, "what shares but one common word is about something else"


def test_a_list_shows_what_was_done_and_not_the_polite_opening(phone: Client) -> None:
    answered(title=PROPERTY[0], body=PROPERTY[1], reply=PROPERTY[2])
    for page in (phone.get("/answers/"), phone.get("/"), phone.get("/answers/", {"q": "装修费"})):
        text = page.content.decode()
        assert "物业已退还多收的装修费两千元。" in text
        assert "感谢您" not in text


@pytest.mark.parametrize(
    ("action", "shown", "hidden"), [("rate", "当天答复", "没有解决"), ("dispute", "正在重新办理", "✓")]
)
def test_whether_it_is_solved_and_how_long_it_took_stand_beside_it(
    phone: Client, action: str, shown: str, hidden: str
) -> None:
    letter = answered()
    said: dict[str, object] = {"rating": 5} if action == "rate" else {"reason": "只修了两盏"}
    live(letter.case, (action, party(letter.case), said, 0))
    for address in ("/answers/", f"/answers/{letter.case}/"):
        page = phone.get(address).content.decode().split("<table")[0]
        assert shown in page
        assert hidden not in page
        assert ("已解决" if action == "rate" else "没有解决") in page


def test_units_are_shown_with_what_they_answered_and_how_many_say_it_is_solved(phone: Client) -> None:
    solved, open_ = answered(), answered()
    live(solved.case, ("rate", party(solved.case), {"rating": 5}, 0))
    page = phone.get("/answers/").content.decode()
    row = " ".join(re.sub(r"<[^>]+>", " ", page.split("市城管局</th>")[1].split("</tr>")[0]).split())
    assert row == "2 1 / 1"
    assert open_.case in page


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            "您好，您反映的问题已收悉。现答复如下：经查，该路段已列入明年改造计划。感谢您的理解。",
            "该路段已列入明年改造计划。",
        ),
        ("尊敬的网友：您好！关于您反映的路灯不亮问题，我局高度重视。经现场核实，已更换灯泡四只。", "已更换灯泡四只。"),
        ("您好", "您好"),
        ("路灯修好了。", "路灯修好了。"),
    ],
)
def test_the_gist_is_what_was_found_or_done(answer: str, said: str) -> None:
    assert gist(answer) == said
