"""A city leader in the morning: one look, one number, one case. On a wall, on a phone, and without JavaScript."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from huying.clock import now
from huying.insight.services.fold import fold_all
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
        done.do("rate" if days > 40 else "settle_for", done.writer, rating=4)
    late = Story(at=now() - timedelta(days=20), place="411081", title="供暖不热").dispatched(UNIT)
    late.do("supervise", SUPERVISOR, reason="限期办结")
    fold_all(now=now())


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
    page.get_by_role("link", name="东门路灯不亮", exact=True).click()
    expect(page.locator("#case-title")).to_have_text("东门路灯不亮")
    page.get_by_role("link", name="返回列表").click()
    expect(page.get_by_role("heading", name="当前环节超期")).to_contain_text("2")


@pytest.mark.usefixtures("ledger")
def test_a_case_opened_from_the_first_screen_leads_back_to_it(room: Room) -> None:
    page = room.seat("city_leader", **DESK)
    page.goto("/desk/leader/?county=411002")
    page.locator(".longest").get_by_role("link", name="东门路灯不亮", exact=True).click()
    page.get_by_role("link", name="返回列表").click()
    expect(page).to_have_url(re.compile(r"/desk/leader/\?county=411002$"))


TILES = """() => [...document.querySelectorAll(".tile")].map((tile) => {
  const [own, panel] = [tile, tile.closest(".panel")].map((one) => one.getBoundingClientRect());
  const rates = [...tile.querySelectorAll(".rates b, .counts")].map((one) => one.getBoundingClientRect());
  return {
    x: own.x,
    whole: own.top >= panel.top && own.bottom <= panel.bottom && own.right <= panel.right && own.height > 60
      && rates.every((one) => one.right <= own.right && one.height < own.height / 3),
  };
})"""
SMALL = """() => [...document.querySelectorAll("a, button, summary, select, input:not([type=hidden])")].filter((one) => {
  const { width, height } = one.getBoundingClientRect();
  return one.checkVisibility() && !one.matches(".skip") && (width < 24 || height < 24);
}).map((one) => one.outerHTML)"""


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize("size", [(1280, 800), (1440, 900), (1536, 864), (1920, 1080), (3840, 2160)], ids=str)
def test_the_counties_are_a_map_of_three_columns_on_every_screen(room: Room, size: tuple[int, int]) -> None:
    width, height = size
    page = room.seat("city_leader", viewport={"width": width, "height": height}, locale="zh-CN")
    page.goto("/desk/leader/?period=all")
    expect(page.locator("#chart-rates svg")).to_be_visible()
    tiles = page.evaluate(TILES)
    assert len(tiles) == 9
    assert len({round(tile["x"]) for tile in tiles}) == 3
    assert all(tile["whole"] for tile in tiles)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(SMALL) == []
    look(page, f"leader-wall-{width}")


@pytest.mark.usefixtures("ledger")
def test_what_is_large_on_a_wall_grows_with_the_wall(room: Room) -> None:
    heights = []
    for width, height in ((1920, 1080), (3840, 2160)):
        page = room.seat("city_leader", viewport={"width": width, "height": height}, locale="zh-CN")
        page.goto("/desk/leader/")
        boxes = [
            page.locator(one).first.bounding_box() for one in (".strip .big", ".head .brand", ".tile h3", ".lines td")
        ]
        heights.append([box["height"] for box in boxes if box])
    assert [round(large / small, 1) for small, large in zip(*heights, strict=True)] == [2.0] * 4


@pytest.mark.usefixtures("ledger")
def test_a_leader_reads_it_on_a_phone(room: Room) -> None:
    page = room.seat("city_leader", **PHONE)
    page.goto("/desk/leader/")
    expect(page.locator("#chart-volume svg")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    look(page, "leader-phone-1-board")
    page.locator(".strip").get_by_role("link", name="当前环节超期").click()
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
