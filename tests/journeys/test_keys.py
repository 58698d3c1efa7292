"""The desk without a mouse."""

import pytest
from playwright.sync_api import expect

from huying.ledger.models import Case
from tests.journeys.pages import DESK, Room
from tests.web.desk.stories import pending

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_desk_is_walked_by_keys(staffed: None, room: Room) -> None:
    for number in range(3):
        pending(title=f"第{number}盏路灯不亮")
    page = room.seat("dispatcher", **DESK)
    page.goto("/desk/")
    links = page.locator("tr[data-row] a[data-open]")
    for key, row in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(links.nth(row)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#case-title")).to_have_text(links.nth(1).inner_text())
    page.keyboard.press("e")
    expect(page.get_by_label("第 1 张：承办单位")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#act form")).to_have_count(0)
    page.keyboard.press("/")
    expect(page.get_by_label("搜索", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="快捷键")).to_be_visible()


def test_a_pile_is_worked_off_by_two_keys_a_letter(staffed: None, room: Room) -> None:
    cases = [pending(title=f"第{number}盏路灯不亮") for number in range(5)]
    page = room.seat("dispatcher", **DESK)
    page.goto("/desk/?queue=s.appeal.pending")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    for number, case in enumerate(cases):
        expect(page.locator(".number").first).to_have_text(case.number)
        page.keyboard.press("e")
        expect(page.get_by_label("第 1 张：承办单位")).not_to_have_value("")  # the likeliest unit stands there
        page.keyboard.press("Control+Enter")
        expect(page.locator("tr[data-row]")).to_have_count(len(cases) - number - 1)
    expect(page.locator("[data-done]")).to_contain_text("已办理：派单")
    assert set(Case.objects.values_list("state", flat=True)) == {"handling"}
