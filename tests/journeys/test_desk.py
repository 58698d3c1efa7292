"""A morning at the desks: keys, one form for a dispatch, a unit's signature, a phone, a session that ends. axe on each page."""

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Locator, Page, expect

from huying.ledger.models import Assignment, Case
from tests.journeys.pages import DESK, PHONE, Room, look
from tests.web.desk.stories import UNIT, awaiting_sign_off, does, handling, letter, pending

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Sit = Callable[..., Page]


@pytest.fixture
def sit(staffed: None, room: Room) -> Sit:
    """Somebody's desk, signed in already."""
    return room.seat


def test_a_dispatcher_hands_over_by_keys_alone(sit: Sit) -> None:
    first, second = pending(), pending(title="南街积水", body="雨后南街积水半米，三轮车都过不去。")
    page = sit("dispatcher", **DESK)
    page.goto("/desk/")
    look(page, "desk-1-queue")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#case-pane h2")).to_have_text(first.heading)
    expect(page.locator("#beside")).to_contain_text("建议单位")
    look(page, "desk-2-case")
    page.keyboard.press("e")
    expect(page.get_by_label("第 1 张：承办单位")).to_be_focused()
    page.get_by_label("第 1 张：承办单位").fill("市城管局")
    page.get_by_role("button", name="再加一个单位").click()
    page.get_by_label("第 2 张：承办单位").fill("市教育局")
    page.locator("#act").get_by_label("紧急程度").select_option("urgent")
    page.get_by_label("分办意见").fill("请速办，三日内反馈。")
    look(page, "desk-3-dispatch")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#case-pane")).to_contain_text("已办理：派单")
    expect(page.locator("tr[data-row]")).to_have_count(1)
    look(page, "desk-4-dispatched")
    assert list(Assignment.objects.filter(case=first).order_by("no").values_list("unit", flat=True)) == [UNIT, "jiaoyu"]
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    look(page, "desk-5-keys")
    assert second.is_open


def test_a_unit_signs_drafts_and_its_leader_signs_off(sit: Sit) -> None:
    case = handling()
    page = sit(f"handler.{UNIT}", **DESK)
    page.goto(f"/desk/?case={case.number}")
    look(page, "desk-6-workbench")
    page.locator("#case-pane").get_by_role("button", name="签收").click()
    expect(page.locator("#case-pane")).to_contain_text("已办理：签收")
    page.locator("#case-pane").get_by_role("button", name="提交签批").click()
    page.get_by_label("办理结果").fill("已更换灯泡四只。")
    page.get_by_label("拟答复内容").fill("您好，东门路灯已经修好。")
    page.locator("#act").get_by_role("button", name="提交签批").click()
    expect(page.locator("#case-pane")).to_contain_text("已办理：提交签批")
    leader = sit(f"leader.{UNIT}", **DESK)
    leader.goto("/desk/")
    leader.locator("a[data-open]").click()
    leader.locator("#case-pane").get_by_role("button", name="签批", exact=False).first.click()
    leader.get_by_role("button", name="引用").first.click()
    expect(leader.get_by_label("签批意见")).not_to_have_value("")
    look(leader, "desk-7-sign-off")
    leader.locator("#act").get_by_role("button", name="签批").click()
    expect(leader.locator("#case-pane")).to_contain_text("已办理：签批")
    case.refresh_from_db()
    assert case.state == "reviewing"


def test_what_was_typed_outlives_the_session(sit: Sit) -> None:
    case = pending()
    page = sit("dispatcher", **DESK)
    page.goto(f"/desk/cases/{case.number}/act/answer/0/")
    page.get_by_label("答复内容").fill("您好，路灯由供电公司维护，")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.locator("#act").get_by_role("button", name="直接答复").click()
    page.wait_for_url("**/accounts/login/**")
    page.get_by_label("用户名").fill("dispatcher")
    page.locator("input[name=password]").fill("Huying-demo-2021")
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/desk/**")
    page.goto(f"/desk/cases/{case.number}/act/answer/0/")
    expect(page.get_by_label("答复内容")).to_have_value("您好，路灯由供电公司维护，")
    expect(page.get_by_text("已恢复您上次未提交的内容")).to_be_visible()
    page.locator("#act").get_by_role("button", name="直接答复").click()
    expect(page.locator("#case-pane")).to_contain_text("已办理：直接答复")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('answer'))") == []


def test_whoever_comes_second_sees_what_happened(sit: Sit) -> None:
    case = pending()
    page = sit("dispatcher", **DESK)
    page.goto(f"/desk/?case={case.number}")
    page.locator("#case-pane").get_by_role("button", name="直接答复").click()
    page.get_by_label("答复内容").fill("答复草稿")
    does(case, "dispatcher2", "dispatch", assignments=[{"unit": UNIT, "role": "lead"}])
    page.locator("#act").get_by_role("button", name="直接答复").click()
    expect(page.get_by_text("您填写期间发生的事")).to_be_visible()
    expect(page.get_by_label("答复内容")).to_have_value("答复草稿")
    look(page, "desk-8-conflict")


def test_the_eye_asks_for_a_reason(sit: Sit) -> None:
    case = letter()
    page = sit("clerk", **DESK)
    page.goto(f"/desk/?case={case.number}")
    page.locator(".eye summary").click()
    page.get_by_label("查看理由").fill("核实具体位置")
    page.get_by_role("button", name="查看联系方式").click()
    expect(page.locator("#contact")).to_contain_text("13803740001")
    look(page, "desk-9-contact")


def test_several_are_signed_for_at_once(sit: Sit) -> None:
    handling()
    handling()
    page = sit(f"handler.{UNIT}", **DESK)
    page.goto("/desk/?queue=unit")
    page.get_by_label("全选本页").check()
    look(page, "desk-10-picked")
    page.get_by_role("button", name="签收").click()
    look(page, "desk-11-bulk")
    page.get_by_role("button", name="签收").click()
    expect(page.get_by_role("heading", name="已办理 2")).to_be_visible()
    look(page, "desk-12-bulk-done")


def test_a_clerk_registers_a_call(sit: Sit) -> None:
    letter()
    page = sit("clerk", **DESK)
    page.goto("/desk/new/")
    page.get_by_label("标题").fill("东门路灯又不亮了")
    page.get_by_label("内容").fill("小区东门路灯坏了，晚上看不清。")
    page.get_by_label("渠道").select_option("hotline")
    page.get_by_label("身份").select_option("citizen")
    expect(page.locator("#alike")).to_contain_text("东门路灯不亮")
    page.get_by_label("电话").fill("13800001234")
    look(page, "desk-13-new")
    page.get_by_role("button", name="登记").click()
    expect(page.locator(".notices")).to_contain_text("查询码")
    look(page, "desk-14-registered")
    assert Case.objects.filter(heading="东门路灯又不亮了").exists()


@pytest.mark.parametrize(
    ("username", "path", "name"),
    [
        ("auditor", "/desk/audit/", "audit-looks"),
        ("auditor", "/desk/audit/events/", "audit-events"),
        ("auditor", "/desk/audit/people/", "audit-people"),
        ("auditor", "/desk/audit/seals/", "audit-seals"),
        ("auditor", "/desk/audit/verify/", "audit-verify"),
        ("sysadmin", "/desk/admin/accounts/", "admin-accounts"),
        ("sysadmin", "/desk/admin/units/", "admin-units"),
        ("sysadmin", "/desk/admin/places/", "admin-places"),
        ("sysadmin", "/desk/admin/calendar/", "admin-calendar"),
        ("secadmin", "/desk/admin/posts/", "admin-posts"),
        ("secadmin", "/desk/admin/tokens/", "admin-tokens"),
        ("secadmin", "/desk/admin/changes/", "admin-changes"),
        ("api", "/desk/tokens/", "my-tokens"),
        ("supervisor", "/desk/slips/", "slips"),
        ("supervisor", "/desk/?queue=light.red", "empty"),
    ],
)
def test_every_other_page_is_without_barriers(sit: Sit, username: str, path: str, name: str) -> None:
    handling()
    page = sit(username, **DESK)
    page.goto(path)
    look(page, f"desk-15-{name}")


def test_the_desk_on_a_phone(sit: Sit) -> None:
    case = awaiting_sign_off()
    page = sit(f"leader.{UNIT}", **PHONE)
    page.goto("/desk/")
    look(page, "desk-phone-1-list")
    page.get_by_text(case.heading).click()
    page.wait_for_url("**/cases/**")
    look(page, "desk-phone-2-case")
    page.locator("#case-pane").get_by_role("button", name="签批", exact=False).first.click()
    page.get_by_label("签批意见").fill("同意。")
    look(page, "desk-phone-3-form")
    page.locator("#act").get_by_role("button", name="签批").click()
    expect(page.locator("#case-pane")).to_contain_text("已办理：签批")


def test_without_javascript_everything_is_still_done(sit: Sit) -> None:
    case = pending()
    page = sit("dispatcher", **DESK, java_script_enabled=False)
    page.goto("/desk/")
    page.get_by_role("link", name=case.heading).click()
    page.get_by_role("button", name="派单").click()
    page.get_by_label("第 1 张：承办单位").fill("市城管局")
    page.locator("#act").get_by_role("button", name="派单").click()
    expect(page.locator("#case-pane")).to_contain_text("办理中")
    assert Assignment.objects.filter(case=case, unit=UNIT).exists()


def half_answered(page: Page, case: Case) -> Locator:
    """The field of an answer that was typed but not sent."""
    page.goto(f"/desk/?case={case.number}")
    page.locator("#case-pane").get_by_role("button", name="直接答复").click()
    answer = page.locator("#act textarea").first
    answer.fill("您好，路灯已列入维修计划。")
    return answer


def test_a_clerk_whose_line_breaks_is_told_and_loses_nothing(sit: Sit, room: Room) -> None:
    case = pending()
    page = sit("dispatcher", **DESK)
    answer = half_answered(page, case)
    page.context.set_offline(True)
    page.locator("#act [data-submit]").click()
    expect(page.locator(".notices")).to_contain_text("连不上系统")
    look(page, "desk-10-line-broken")
    page.context.set_offline(False)
    page.route("**/act/**", lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"))
    page.locator("#act [data-submit]").click()
    expect(page.locator(".notices")).to_contain_text("连不上系统")
    expect(answer).to_have_value("您好，路灯已列入维修计划。")
    page.unroute("**/act/**")
    page.locator("#act [data-submit]").click()
    expect(page.locator("#case-pane")).to_contain_text("已办理：直接答复")
    expect(page.locator(".notices [data-lost]")).to_have_count(0)
    room.complaints.clear()  # the console names what this story broke on purpose


def test_a_form_that_waited_too_long_stays_as_it_was_typed(sit: Sit) -> None:
    case = pending()
    page = sit("dispatcher", **DESK)
    answer = half_answered(page, case)
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    page.locator("#act [data-submit]").click()
    expect(page.locator(".notices")).to_contain_text("页面停留太久")
    expect(answer).to_have_value("您好，路灯已列入维修计划。")
    page.reload()
    page.locator("#case-pane").get_by_role("button", name="直接答复").click()
    expect(answer).to_have_value("您好，路灯已列入维修计划。")
