"""Published answers: found by words, county and category; never more than may be published."""

import pytest
from django.test import Client

from huying.clock import now
from huying.ledger.models import Publication
from tests.web.portal.stories import answered, handed_over, opened, publish, replied

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
