"""What the desk says after something was done: it covers nothing, goes by itself, and stays where it has to be acted on."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.pages import DESK, PHONE, Room, act, no_violations, open_case
from tests.web.desk.stories import LETTER, handling, letter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COVERS = """() => {
  const notice = document.querySelector(".notices .notice").getBoundingClientRect();
  return [...document.querySelectorAll("a, button, summary, input, h1, h2")].filter((one) => {
    const { left, right, top, bottom, width } = one.getBoundingClientRect();
    const apart = right <= notice.left || left >= notice.right || bottom <= notice.top || top >= notice.bottom;
    return width > 1 && one.checkVisibility() && !one.closest(".notices, .skip") && !apart;
  }).map((one) => one.outerHTML);
}"""


def save_view(page: Page) -> None:
    """Save the list as a view, which the next page says."""
    page.goto("/desk/?queue=all")
    page.get_by_text("存为视图").click()
    page.get_by_label("视图名称").fill("我的")
    page.get_by_role("button", name="保存").click()


@pytest.mark.parametrize("options", [DESK, PHONE], ids=("desk", "phone"))
def test_what_was_done_is_said_beside_the_page_and_goes_by_itself(
    staffed: None, room: Room, options: dict[str, object]
) -> None:
    letter()
    page = room.seat("clerk", **options)
    page.clock.install()
    save_view(page)
    notice = page.locator(".notices .notice")
    expect(notice).to_contain_text("视图已保存。")
    assert page.evaluate(COVERS) == []
    assert notice.evaluate("one => parseFloat(getComputedStyle(one).paddingTop)") >= 8
    no_violations(page)
    notice.hover()
    page.clock.run_for(20_000)
    expect(notice).to_be_visible()  # one may read as long as one likes
    page.locator("#list").hover()
    page.clock.run_for(9_000)
    expect(notice).to_have_count(0)


def test_what_was_done_to_a_case_goes_by_itself_too(staffed: None, room: Room) -> None:
    letter()
    page = room.seat("clerk", **DESK)
    page.clock.install()
    open_case(page, LETTER["title"])
    act(page, "受理", {"类别": "水电气暖", "紧急程度": "一般"})
    expect(page.locator("#case-pane [data-done]")).to_be_visible()
    page.clock.run_for(9_000)
    expect(page.locator("#case-pane [data-done]")).to_have_count(0)
    expect(page.locator("#case-title")).to_be_visible()


def test_a_failure_and_what_must_be_noted_down_stay_until_they_are_shut(staffed: None, room: Room) -> None:
    handling()
    page = room.seat("clerk", **DESK)
    page.clock.install()
    page.goto("/desk/?queue=all")
    page.route("**/desk/cases/**", lambda route: route.abort())
    page.locator("#list").get_by_role("link", name=LETTER["title"]).click()
    failed = page.locator(".notices .error")
    expect(failed).to_contain_text("连不上系统")
    page.clock.run_for(60_000)
    expect(failed).to_be_visible()
    room.complaints.clear()  # the browser's own, about the connection that was cut
    page.unroute("**/desk/cases/**")

    page.goto("/desk/new/")
    page.get_by_label("标题").fill("楼道灯不亮")
    page.get_by_label("内容").fill("楼道里的灯坏了，晚上看不清。")
    page.get_by_label("渠道").select_option("hotline")
    page.get_by_label("身份").select_option("citizen")
    page.get_by_role("button", name="登记").click()
    code = page.locator(".notices .notice")
    expect(code).to_contain_text("查询码")
    page.clock.run_for(60_000)
    expect(code).to_be_visible()
    code.get_by_role("button", name="关闭").click()
    expect(code).to_have_count(0)
    expect(page.locator("#main")).to_be_focused()


def test_on_the_leaders_page_a_notice_can_be_read(staffed: None, room: Room) -> None:
    handling()
    page = room.seat("director", **DESK)
    page.goto("/desk/?queue=all")
    page.evaluate(
        """() => {
          const form = new FormData(document.querySelector('form[action="/desk/views/"]'));
          form.set("name", "我的");
          return fetch("/desk/views/", { method: "POST", body: form, redirect: "manual" });
        }"""
    )
    page.goto("/desk/leader/")
    expect(page.locator(".notices .success")).to_contain_text("视图已保存。")
    assert page.evaluate(COVERS) == []
    no_violations(page)


def test_without_scripts_a_notice_stands_in_its_place(staffed: None, room: Room) -> None:
    letter()
    page = room.seat("clerk", **DESK, java_script_enabled=False)
    save_view(page)
    expect(page.locator(".notices .notice")).to_contain_text("视图已保存。")
    box, bar = page.locator(".notices .notice").bounding_box(), page.locator(".list .bar").bounding_box()
    assert box
    assert bar
    assert box["y"] + box["height"] <= bar["y"]
