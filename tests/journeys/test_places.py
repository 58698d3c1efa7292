"""A village in a browser: chosen by a citizen with and without scripts, by a clerk at the desk; and the administrator's tree."""

from typing import Any

import pytest
from playwright.sync_api import Page, Response, expect

from huying.ledger.models import Case
from huying.people.models import Place
from tests.journeys.pages import DESK, PHONE, Room, look
from tests.web.portal.stories import LETTER

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VILLAGE = "411003003204"  # 大罗庄, in 邓庄街道 of 建安区


def test_a_citizen_chooses_the_village_from_the_list_of_the_town(site: str, open_page: Any) -> None:
    page: Page = open_page(**PHONE)
    page.goto(f"{site}/write/")
    page.get_by_label("说说经过，希望怎样解决").fill(LETTER)
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("县（市、区）").select_option("411003")
    expect(page.get_by_role("textbox", name="村（社区）")).to_be_visible()  # no town yet: no list, a field
    page.get_by_label("乡镇（街道）").select_option("411003003")
    village = page.get_by_role("combobox", name="村（社区）")
    village.select_option("大罗庄村委会")
    look(page, "portal-village")
    page.reload()
    expect(village).to_have_value("大罗庄村委会")  # the draft keeps it
    page.get_by_label("乡镇（街道）").select_option("411003004")
    expect(village).to_have_value("")
    page.get_by_label("乡镇（街道）").select_option("411003003")
    village.select_option("大罗庄村委会")
    for _ in range(2):
        page.get_by_role("button", name="下一步", exact=True).click()
    page.get_by_label("匿名").check()
    page.get_by_role("button", name="下一步", exact=True).click()
    page.get_by_role("button", name="发送前看一看").click()
    expect(page.get_by_text("建安区邓庄街道大罗庄村委会")).to_be_visible()
    page.get_by_role("button", name="确认发送").click()
    expect(page.get_by_text("已收到您的诉求")).to_be_visible()
    assert Case.objects.get().within[-1] == VILLAGE


def test_the_letters_page_and_a_list_of_villages_weigh_at_most_sixty_kilobytes(site: str, open_page: Any) -> None:
    page: Page = open_page(**PHONE)
    brought: list[Response] = []
    page.on("response", lambda response: brought.append(response))  # noqa: PLW0108 - Playwright cannot hold a built-in method
    page.goto(f"{site}/write/", wait_until="networkidle")
    page.locator("#id_town").evaluate(
        "town => { town.value = '411003003'; town.dispatchEvent(new Event('change', { bubbles: true })) }"
    )
    page.wait_for_load_state("networkidle")
    expect(page.locator("#village-list option")).to_have_count(42)
    assert sum(len(one.body()) for one in brought) <= 60 * 1024


def test_without_scripts_the_village_is_named(site: str, open_page: Any) -> None:
    page: Page = open_page(**PHONE, java_script_enabled=False)
    page.goto(f"{site}/write/")
    page.get_by_label("说说经过，希望怎样解决").fill(LETTER)
    page.get_by_label("村（社区）").fill("建安区邓庄街道大罗庄村")
    page.get_by_label("匿名").check()
    page.get_by_role("button", name="发送前看一看").click()
    page.get_by_role("button", name="确认发送").click()
    assert Case.objects.get().within[-1] == VILLAGE


@pytest.mark.usefixtures("staffed")
def test_a_clerk_registers_a_call_from_a_village(room: Room, site: str) -> None:
    page = room.desk("clerk")
    page.goto(f"{site}/desk/new/")
    page.get_by_label("标题").fill("村口路灯不亮")
    page.get_by_label("内容").fill(LETTER)
    page.get_by_label("身份").select_option("citizen")
    page.get_by_label("渠道").select_option("hotline")
    page.get_by_label("地点").select_option("411003003")
    page.get_by_label("村（社区）").select_option(VILLAGE)
    look(page, "desk-village")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("已登记").first).to_be_visible()
    assert Case.objects.get().within[-1] == VILLAGE


@pytest.mark.usefixtures("staffed")
@pytest.mark.parametrize("options", [DESK, PHONE], ids=["desk", "phone"])
def test_the_administrator_walks_down_the_tree_and_adds_a_village(room: Room, site: str, options: Any) -> None:
    page = room.desk("sysadmin", options)
    page.goto(f"{site}/desk/admin/places/")
    look(page, f"places-city-{len(options)}")
    page.get_by_role("link", name="建安区").click()
    page.get_by_role("link", name="邓庄街道").click()
    page.get_by_text("在其下新增").click()
    page.get_by_label("编码", exact=True).fill("411003003299")
    page.get_by_label("名称", exact=True).fill("新村委会")
    look(page, f"places-town-{len(options)}")
    page.get_by_role("button", name="新增", exact=True).click()
    expect(page.get_by_role("link", name="新村委会")).to_be_visible()
    assert Place.objects.get(code="411003003299").level == "village"
    page.get_by_label("按名称或编码查找").fill("罗庄")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_role("link", name="大罗庄村委会").first).to_be_visible()
    look(page, f"places-found-{len(options)}")
