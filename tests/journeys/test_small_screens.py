"""A phone, or a desk at 200 %: one thing at a time, and no word however long pushes the page out of the screen."""

import pytest
from playwright.sync_api import expect

from huying.ledger.sealing import Contact
from tests.journeys.pages import Room, look
from tests.web.desk.stories import LETTER, UNIT, awaiting_sign_off, does, handling, letter
from tests.web.portal.stories import handed_over, opened

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORD = "https://example.org/" + "aVeryLongWordWithoutAnyGap" * 5
PHONES = (320, 390)
HALF = 720  # 1440 at 200 %


@pytest.mark.parametrize("width", [390, HALF], ids=("phone", "200-percent"))
def test_a_desk_link_to_a_case_shows_the_case_first(staffed: None, room: Room, width: int) -> None:
    case = handling()
    page = room.seat(f"handler.{UNIT}", viewport={"width": width, "height": 844}, locale="zh-CN")
    page.goto(f"/desk/?queue=unit&case={case.number}")
    expect(page.locator("#case-title")).to_have_text(LETTER["title"])
    expect(page.locator("#case-title")).to_be_in_viewport()
    expect(page.locator("#list")).to_be_hidden()
    look(page, f"small-case-{width}")
    page.locator(".actions").get_by_role("button", name="签收").click()
    expect(page.locator("#case-pane [data-done]")).to_contain_text("已办理：签收")
    page.get_by_role("link", name="返回列表").click()
    expect(page.locator("#list").get_by_role("link", name=LETTER["title"])).to_be_visible()
    expect(page.locator("#case-pane")).to_be_hidden()
    expect(page.get_by_role("link", name="返回列表")).to_be_hidden()


def test_a_case_opened_on_a_wide_screen_stays_when_the_screen_grows_narrow(staffed: None, room: Room) -> None:
    letter()
    page = room.seat("clerk", viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page.goto("/desk/")
    page.locator("#list").get_by_role("link", name=LETTER["title"]).click()
    expect(page.locator("#case-title")).to_be_visible()
    expect(page.get_by_role("link", name="返回列表")).to_be_hidden()
    page.set_viewport_size({"width": HALF, "height": 450})
    expect(page.locator("#case-title")).to_be_visible()
    expect(page.locator("#list")).to_be_hidden()


@pytest.mark.parametrize("width", PHONES)
def test_no_word_is_too_long_for_the_desk(staffed: None, room: Room, width: int) -> None:
    contact = Contact(name=WORD[:60], phone="13803740001", address=WORD)
    letter(title=WORD[:100], body=f"{WORD} {WORD}", contact=contact)
    case = awaiting_sign_off()
    does(case, f"leader.{UNIT}", "redraft", 1, remark=WORD)
    other = handling(title=WORD[:100], body=WORD, contact=contact)
    page = room.seat("clerk", viewport={"width": width, "height": 844}, is_mobile=True, locale="zh-CN")
    for address in (
        "/desk/?queue=all",
        f"/desk/?queue=all&case={other.number}",
        f"/desk/cases/{other.number}/",
        f"/desk/cases/{case.number}/",
        f"/desk/cases/{other.number}/beside/",
        "/desk/leader/?period=all",
    ):
        page.goto(address, wait_until="networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") == width, address
    page.goto(f"/desk/cases/{other.number}/", wait_until="networkidle")
    page.locator(".eye summary").click()
    page.get_by_label("查看理由").fill("核对地址")
    page.get_by_role("button", name="查看联系方式").click()
    expect(page.locator("#contact")).to_contain_text("aVeryLongWord")
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", PHONES)
def test_no_word_is_too_long_for_the_portal(staffed: None, room: Room, width: int) -> None:
    made = opened(title=WORD[:100], body=f"{WORD} {WORD}")
    handed_over(str(made.case))
    page = room.open(viewport={"width": width, "height": 844}, is_mobile=True, locale="zh-CN")
    page.goto(f"/follow/?number={made.number}#{made.code}")
    expect(page.get_by_role("heading", name="您写的")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    for address in ("/", "/write/", "/answers/", "/accounts/login/", "/help/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == width, address
