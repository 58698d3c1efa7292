"""A city leader in the morning: one look, one number, one case. On a wall, on a phone, and without JavaScript."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from huying.clock import now
from huying.insight.services.refresh import refresh
from tests.journeys.pages import DESK, PHONE, Room, look
from tests.ledger.story import SUPERVISOR, Story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
UNIT = "chengguan"


@pytest.fixture
def ledger(staffed: None) -> None:
    """A few months of letters, some of them late."""
    for days, place, title in (
        (100, "411002", "东门路灯不亮"),
        (70, "411081", "河道垃圾未清"),
        (65, "411003001", "施工夜间扰民"),
        (35, "411002001", "小区停水三天"),
        (5, "411024", "校门口拥堵"),
    ):
        then = now() - timedelta(days=days)
        Story(at=then, place=place, title=title).dispatched(UNIT)
        done = Story(at=then, place=place, title=f"{title}（二）").replied()
        done.do("rate", done.writer, rating=4, resolved=days > 40)
    late = Story(at=now() - timedelta(days=20), place="411081", title="供暖不热").dispatched(UNIT)
    late.do("supervise", SUPERVISOR, reason="限期办结")
    refresh(now=now())


@pytest.mark.usefixtures("ledger")
def test_a_leader_sees_what_is_red_and_goes_down_to_the_case(room: Room) -> None:
    page = room.seat("city_leader", **DESK)
    page.goto("/desk/leader/")
    expect(page.locator("#chart-volume svg")).to_be_visible()
    expect(page.locator("#chart-rates svg")).to_be_visible()
    expect(page.get_by_text("东门路灯不亮").first).to_be_visible()
    look(page, "leader-desk-1-board")
    page.get_by_text("指标口径").click()
    page.get_by_text("按月数据表").click()
    look(page, "leader-desk-2-tables")

    page.get_by_role("link", name="魏都区", exact=True).click()
    expect(page.locator(".tile")).to_have_count(1)
    look(page, "leader-desk-3-county")
    page.get_by_role("link", name="魏都区：当前环节超期 2").click()
    expect(page.get_by_role("heading", name="当前环节超期")).to_contain_text("2")
    look(page, "leader-desk-4-behind")
    page.get_by_role("link", name="东门路灯不亮").click()
    expect(page.locator("#case-title")).to_have_text("东门路灯不亮")


@pytest.mark.usefixtures("ledger")
def test_a_leader_reads_it_on_a_phone(room: Room) -> None:
    page = room.seat("city_leader", **PHONE)
    page.goto("/desk/leader/")
    expect(page.locator("#chart-volume svg")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    look(page, "leader-phone-1-board")
    page.locator(".strip a").nth(3).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("当前环节超期")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    look(page, "leader-phone-2-behind")


@pytest.mark.usefixtures("ledger")
def test_without_javascript_the_months_are_a_table(room: Room) -> None:
    page = room.seat("director", **DESK, java_script_enabled=False)
    page.goto("/desk/leader/")
    expect(page.locator("#chart-volume")).to_be_hidden()
    expect(page.locator("table.plain").get_by_role("row")).not_to_have_count(1)
    page.locator("table.plain tbody td a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("办理量")
