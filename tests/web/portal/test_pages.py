"""What holds for every page of the portal: its weight, its words in both languages, its errors, its headers."""

import gzip
import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.contrib.staticfiles import finders
from django.test import Client, RequestFactory

from huying.web.errors import LARGEST
from huying.web.errors import broken as server_error
from tests.web.portal.stories import FORM, handed_over, opened

pytestmark = pytest.mark.django_db

PAGES = ("/", "/write/", "/follow/", "/answers/", "/help/", "/accounts/login/")
CHINESE = re.compile(r"[\u4e00-\u9fff]+")


def file(name: str) -> bytes:
    found = finders.find(name)
    assert isinstance(found, str)
    return Path(found).read_bytes()


def weight(page: bytes) -> int:
    """Bytes of a page with all the files it names, as they are sent: compressed."""
    names = set(re.findall(rb'(?:href|src)="/static/([^"]+)"', page))
    return len(gzip.compress(page)) + sum(len(gzip.compress(file(name.decode()))) for name in names)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_answers_in_chinese(phone: Client, address: str) -> None:
    page = phone.get(address)
    assert page.status_code == 200
    assert 'lang="zh-Hans"' in page.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_every_page_speaks_english_only_where_english_is_wanted(english: Client, address: str) -> None:
    text = english.get(address).content.decode()
    assert '<html lang="en"' in text
    assert chinese(text) == []


def chinese(page: str) -> list[str]:
    """Chinese words that an English page shows outside of what people wrote."""
    without = re.sub(r'<(\w+)[^>]*lang="zh-Hans"[^>]*>.*?</\1>', "", page, flags=re.DOTALL)
    return CHINESE.findall(re.sub(r"<[^>]+>", " ", without))


def test_writing_in_english_is_english_to_the_end(english: Client) -> None:
    letter = {**FORM, "matter": "The lamp at our gate is broken.", "spot": "East gate", "name": "Qian", "step": "check"}
    wrong = english.post("/write/", {**letter, "name": "", "phone": "1", "county": "x", "heading": "x" * 201})
    for page in (
        wrong,
        english.post("/write/", letter, follow=True),
        english.post("/write/check/", follow=True),
    ):
        assert chinese(page.content.decode()) == []


@pytest.mark.parametrize("address", PAGES)
def test_no_page_weighs_more_than_sixty_kilobytes(phone: Client, address: str) -> None:
    assert weight(phone.get(address).content) <= 60 * 1024


def test_the_portals_own_files_are_small() -> None:
    assert len(file("css/portal.css")) <= 12 * 1024
    assert len(file("js/portal.js")) <= 10 * 1024
    assert len(file("js/portal-write.js")) <= 14 * 1024


@pytest.mark.parametrize("address", PAGES)
def test_no_page_carries_script_or_style_of_its_own(phone: Client, address: str) -> None:
    page = phone.get(address).content.decode()
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*(\ssrc=|application/json))", page)


def test_the_button_for_the_language_belongs_to_the_letter_only_where_one_is_written(phone: Client) -> None:
    letter = opened()
    followed = phone.post("/follow/", {"number": letter.number, "code": letter.code}, follow=True).content.decode()
    assert '<button name="language" value="en" lang="en">' in followed
    assert '<button name="language" value="en" lang="en" form="writing"' in phone.get("/write/").content.decode()


def test_the_language_is_switched_by_a_button(phone: Client) -> None:
    answer = phone.post("/i18n/setlang/", {"language": "en", "next": "/help/"}, follow=True)
    assert "What this is for" in answer.content.decode()


def test_following_in_english_tells_states_and_steps_in_english(english: Client) -> None:
    letter = opened()
    handed_over(letter.case)
    page = english.post("/follow/", {"number": letter.number, "code": letter.code}, follow=True).content.decode()
    assert "The office in charge is working on it" in page
    assert "Handed to an office" in page
    assert chinese(page) == []


def test_a_page_that_does_not_exist_says_what_to_do(phone: Client) -> None:
    page = phone.get("/nothing/here/")
    assert page.status_code == 404
    assert "没有这个页面" in page.content.decode()
    assert 'data-code="page.not_found"' in page.content.decode()
    words = re.sub(r"<[^>]+>", " ", page.content.decode())
    assert "代码" not in words
    assert "not_found" not in words, "codes are never shown to people"


@pytest.mark.parametrize("address", ["/follow/%00/", "/receipt/%00/", "/receipt/%00/qr.svg", "/desk/cases/%00/"])
def test_an_address_with_a_nul_does_not_exist(phone: Client, address: str) -> None:
    assert phone.get(address).status_code == 404


def test_a_number_with_a_nul_is_a_wrong_number(phone: Client) -> None:
    assert phone.post("/follow/", {"number": "SQ\0", "code": "12345678"}).status_code == 400


def test_a_request_larger_than_anybody_needs_is_turned_away_unread(phone: Client) -> None:
    page = phone.generic("POST", "/write/", b"", CONTENT_LENGTH=str(LARGEST + 1))
    assert page.status_code == 413
    assert "request.too_large" in page.content.decode()


def test_a_form_larger_than_a_form_can_be_is_turned_away(phone: Client) -> None:
    page = phone.post("/write/", {"matter": "长" * 3_000_000, "step": "check"})
    assert page.status_code == 413


def test_a_breakdown_is_explained_without_asking_the_database(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        page = server_error(RequestFactory().get("/"))
    assert page.status_code == 500
    assert "没有留下办了一半的事" in page.content.decode()


def test_a_fragment_gets_its_refusal_as_a_fragment(phone: Client) -> None:
    page = phone.get(f"/answers/{UUID(int=0)}/", headers={"HX-Request": "true"})
    assert page.status_code == 404
    assert "<html" not in page.content.decode()
    assert "not_found" in page.content.decode()


def test_a_refused_fragment_of_a_form_leaves_the_form_where_it_is(city: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    page = strict.post("/desk/cases/SQ1/act/note/0/", {"text": "写了很久"}, headers={"HX-Request": "true"})
    assert page.status_code == 403
    assert (page["HX-Retarget"], page["HX-Reswap"]) == (".notices", "innerHTML")
