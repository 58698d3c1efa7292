"""A citizen with a phone: writes, follows, is answered, judges; and a reader at a desk. JavaScript on and off."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, Response, expect

from huying.clock import now
from huying.ledger.models import Case
from huying.people.services.demo import load_demo_people
from tests.journeys.pages import DESK, PHONE, Room, look
from tests.web.portal.stories import LETTER, answered, handed_over, opened, replied

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def picture(folder: Path) -> Path:
    path = folder / "路灯.jpg"
    Image.effect_noise((900, 700), 80).convert("RGB").save(path, "JPEG")
    return path


def test_a_citizen_writes_follows_and_has_the_last_word(site: str, open_page: Any, tmp_path: Path) -> None:
    answered(
        title="西门路灯不亮", body="小区西门路灯坏了，晚上看不清。", reply="您好，西门路灯已经修好，共更换灯泡四只。"
    )
    page: Page = open_page(**PHONE)
    page.goto(site)
    look(page, "portal-phone-1-first")

    asked_one_by_one(page, tmp_path)
    case = looked_through_and_sent(page)
    never_sent_again(page)
    page.get_by_role("link", name="查看进度").click()
    expect(page.get_by_text("已收到，正在登记").first).to_be_visible()
    handed_over(str(case.id))
    page.reload()
    look(page, "portal-phone-9-follow")
    replied(str(case.id))
    rated(page)
    case.refresh_from_db()
    assert (case.facts["rating"], case.facts["resolved"]) == (5, True)


def asked_one_by_one(page: Page, folder: Path) -> None:
    """From the box on the first page through every question."""
    page.get_by_label("说说您的事").fill(LETTER)
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_text("第 2 步，共 5 步")).to_be_visible()
    assert page.url.endswith("/write/#where"), "what was told on the first page is not asked again"
    page.get_by_role("button", name="上一步").click()
    expect(page.get_by_label("说说经过，希望怎样解决")).to_have_value(LETTER)
    look(page, "portal-phone-2-what")
    step(page)
    page.get_by_label("输入地名查找").fill("西大街道 · 魏都区")
    expect(page.get_by_label("县（市、区）")).to_have_value("411002")
    expect(page.get_by_label("乡镇（街道）")).to_have_value("411002001")
    page.get_by_label("具体地点").fill("七一路幸福小区东门")
    look(page, "portal-phone-3-where")
    step(page)
    page.get_by_label("选择照片或文件").set_input_files(picture(folder))
    expect(page.get_by_alt_text("路灯.jpg")).to_be_visible()
    look(page, "portal-phone-4-photos")
    step(page)
    expect(page.get_by_label("企业名称")).to_be_hidden()
    page.get_by_label("姓名", exact=True).fill("钱小满")
    page.get_by_label("电话", exact=True).fill("138")
    step(page)
    expect(page.get_by_text("请核对电话号码")).to_be_visible()
    look(page, "portal-phone-5-wrong-phone")
    page.get_by_label("电话", exact=True).fill("13800001234")
    step(page)
    page.get_by_label("同意在办结后公开").check()
    look(page, "portal-phone-6-publish")


def looked_through_and_sent(page: Page) -> Case:
    """A last look, one thing changed, and off it goes."""
    page.get_by_role("button", name="发送前看一看").click()

    expect(page.get_by_text("西门路灯不亮")).to_be_visible()
    assert page.url.endswith("/write/check/")
    look(page, "portal-phone-7-check")
    page.get_by_role("link", name="修改 地点").click()
    expect(page.get_by_text("第 2 步，共 5 步")).to_be_visible()
    expect(page.get_by_label("乡镇（街道）")).to_have_value("411002001")
    page.get_by_label("具体地点").fill("七一路幸福小区东门外")
    page.get_by_role("button", name="发送前看一看").click()
    expect(page.get_by_text("七一路幸福小区东门外")).to_be_visible()
    expect(page.get_by_text("附件1个")).to_be_visible()
    page.get_by_role("button", name="确认发送").click()
    expect(page.get_by_text("已收到您的诉求")).to_be_visible()
    expect(page.locator(".slip img")).not_to_have_js_property("naturalWidth", 0)
    look(page, "portal-phone-8-receipt")
    case = Case.objects.get(heading__startswith="小区东门路灯")
    assert page.evaluate("localStorage.getItem('huying.draft')") is None
    return case


def never_sent_again(page: Page) -> None:
    """Neither a reload nor the way back would send it once more."""
    receipt = page.url
    page.reload()
    expect(page.get_by_text("已收到您的诉求")).to_be_visible()
    page.go_back()
    page.wait_for_url("**/receipt/**")
    assert page.url == receipt, "back leads to no page that would send it again"


def rated(page: Page) -> None:
    page.reload()
    look(page, "portal-phone-10-replied")
    page.get_by_label("已解决，评价").check()
    panel = page.locator("#panel-rate")
    panel.get_by_label("很满意", exact=True).check()
    panel.get_by_label("您的意见").fill("修得很快，谢谢。")
    look(page, "portal-phone-11-rating")
    page.locator("#do").get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="您已评价")).to_be_visible()
    look(page, "portal-phone-11-rated")


def step(page: Page) -> None:
    page.get_by_role("button", name="下一步", exact=True).click()


def test_a_mistake_is_told_at_its_step_and_nothing_is_lost(site: str, open_page: Any) -> None:
    page: Page = open_page(**PHONE)
    page.goto(f"{site}/write/")
    page.get_by_label("说说经过，希望怎样解决").fill("修灯")
    step(page)
    expect(page.get_by_text("请多写几个字")).to_be_visible()
    page.get_by_label("说说经过，希望怎样解决").fill(LETTER)
    for _step in range(3):
        step(page)
    step(page)
    expect(page.get_by_text("请填写姓名")).to_be_visible()
    expect(page.get_by_text("第 4 步，共 5 步")).to_be_visible()
    look(page, "portal-phone-12-mistake")
    page.go_back()
    expect(page.get_by_text("第 3 步，共 5 步")).to_be_visible()
    page.go_forward()
    page.get_by_label("匿名", exact=True).check()
    step(page)
    page.get_by_role("button", name="发送前看一看").click()
    expect(page.get_by_role("heading", name="发送前看一看")).to_be_visible()
    page.get_by_role("link", name="返回修改").click()
    expect(page.get_by_text("第 5 步，共 5 步")).to_be_visible()


def test_without_a_connection_nothing_is_lost_the_photo_neither(site: str, room: Room, tmp_path: Path) -> None:
    page = room.open(**PHONE)
    page.goto(f"{site}/write/")
    page.get_by_label("说说经过，希望怎样解决").fill(LETTER)
    step(page)
    step(page)
    page.get_by_label("选择照片或文件").set_input_files(picture(tmp_path))
    expect(page.get_by_alt_text("路灯.jpg")).to_be_visible()
    step(page)
    page.get_by_label("匿名", exact=True).check()
    step(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="发送前看一看").click()
    expect(page.get_by_role("alert")).to_contain_text("现在没有网络")
    look(page, "portal-phone-17-offline")
    page.context.set_offline(False)
    page.get_by_role("button", name="发送前看一看").click()
    expect(page.get_by_text("附件1个")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name="确认发送").click()
    expect(page.get_by_role("alert")).to_contain_text("还没有发出去")
    page.context.set_offline(False)
    page.get_by_role("button", name="确认发送").click()
    expect(page.get_by_text("已收到您的诉求")).to_be_visible()
    assert Case.objects.get().attachments.count() == 1
    room.complaints[:] = [text for text in room.complaints if "ERR_INTERNET_DISCONNECTED" not in text]


def test_choosing_characters_does_not_jump_and_a_typed_place_is_taken(site: str, open_page: Any) -> None:
    page: Page = open_page(**PHONE)
    page.goto(f"{site}/write/")
    page.get_by_label("说说经过，希望怎样解决").fill(LETTER)
    step(page)
    sought = page.get_by_label("输入地名查找")
    sought.fill("dengzhuang")
    enter = "new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true})"
    assert sought.evaluate(f"one => one.dispatchEvent({enter})"), "the input method keeps its Enter"
    expect(page.get_by_text("第 2 步，共 5 步")).to_be_visible()
    sought.fill("孟庄")
    sought.press("Enter")
    expect(page.get_by_text("有几个地方叫这个名字")).to_be_visible()
    expect(page.locator("[data-offers] button")).not_to_have_count(0)
    look(page, "portal-phone-18-which-place")
    sought.fill("建安区邓庄街道大罗庄村")
    sought.press("Enter")
    expect(page.get_by_text("第 3 步，共 5 步")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("乡镇（街道）")).to_have_value("411003003")
    expect(page.get_by_role("combobox", name="村（社区）")).to_have_value("大罗庄村委会")


def test_a_draft_waits_on_the_phone(site: str, open_page: Any) -> None:
    page: Page = open_page(**PHONE)
    page.goto(f"{site}/write/")
    page.get_by_label("说说经过，希望怎样解决").fill(LETTER)
    page.goto(site)
    expect(page.get_by_label("说说您的事")).to_have_value(LETTER)
    page.goto(f"{site}/write/")
    page.get_by_role("button", name="清除草稿").click()
    page.goto(site)
    expect(page.get_by_label("说说您的事")).to_have_value("")


def test_the_qr_of_a_receipt_opens_the_matter_by_itself(site: str, open_page: Any) -> None:
    letter = answered()
    page: Page = open_page(**PHONE)
    page.goto(f"{site}/follow/?number={letter.number}#{letter.code}")
    expect(page.get_by_role("heading", name="给您的答复")).to_be_visible()
    assert letter.code not in page.url


def test_not_solved_is_handled_again_and_read_in_english(site: str, open_page: Any) -> None:
    letter = opened()
    handed_over(letter.case)
    replied(letter.case)
    page: Page = open_page(**PHONE)
    page.goto(f"{site}/follow/?number={letter.number}#{letter.code}")
    page.get_by_label("没有解决，请重新办理").check()
    page.locator("#panel-dispute").get_by_label("哪里没有解决").fill("只修了两盏，还有一盏不亮。")
    page.locator("#do").get_by_role("button", name="提交").click()
    expect(page.get_by_text("您反映问题没有解决，已重新办理")).to_be_visible()
    look(page, "portal-phone-13-again")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="What happened so far")).to_be_visible()
    look(page, "portal-phone-14-english")
    page.goto(f"{site}/receipt/{letter.number}/")
    look(page, "portal-phone-15-receipt-english")
    page.goto(f"{site}/follow/?number={letter.number}")
    page.get_by_label("Query code").fill("12345678")
    page.get_by_role("button", name="Look it up").click()
    expect(page.get_by_role("alert")).to_contain_text("check both against your receipt")
    look(page, "portal-phone-16-wrong-code")


def test_everything_works_without_javascript(site: str, open_page: Any, tmp_path: Path) -> None:
    page: Page = open_page(**PHONE, java_script_enabled=False)
    page.goto(site)
    page.get_by_label("说说您的事").fill(LETTER)
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("县（市、区）").select_option("411002")
    page.get_by_label("乡镇（街道）").select_option("411002001")
    page.get_by_label("选择照片或文件").set_input_files(picture(tmp_path))
    page.get_by_label("匿名", exact=True).check()
    page.get_by_role("button", name="发送前看一看").click()
    page.get_by_role("button", name="确认发送").click()
    expect(page.get_by_text("已收到您的诉求")).to_be_visible()
    case = Case.objects.get()
    assert case.attachments.count() == 1
    number, code = page.locator(".slip dd").all_inner_texts()
    handed_over(str(case.id))
    replied(str(case.id))
    page.context.clear_cookies()
    page.goto(f"{site}/follow/")
    page.get_by_label("编号").fill(number)
    page.get_by_label("查询码").fill(code)
    page.get_by_role("button", name="查询", exact=True).click()
    expect(page.get_by_role("heading", name="给您的答复")).to_be_visible()
    page.get_by_label("已解决，评价").check()
    page.locator("#panel-rate").get_by_label("满意", exact=True).check()
    page.locator("#do").get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="您已评价")).to_be_visible()
    case.refresh_from_db()
    assert (case.state, case.facts["rating"]) == ("closed", 4)


def test_the_first_page_weighs_at_most_sixty_kilobytes(site: str, open_page: Any) -> None:
    answered()
    page: Page = open_page(**PHONE)
    brought: list[Response] = []
    page.on("response", lambda response: brought.append(response))  # noqa: PLW0108 - Playwright cannot hold a built-in method
    page.goto(site, wait_until="networkidle")
    assert {one.request.resource_type for one in brought} >= {"document", "stylesheet", "script"}
    assert sum(len(one.body()) for one in brought) <= 60 * 1024


def test_the_demo_lists_its_accounts_on_the_sign_in_page(site: str, open_page: Any, settings: Any) -> None:
    settings.HUYING_DEMO = True
    load_demo_people(now=now())
    page: Page = open_page(**DESK)
    page.goto(f"{site}/accounts/login/")
    look(page, "portal-desk-demo")
    page.get_by_role("button", name="clerk", exact=True).click()
    expect(page.get_by_label("密码")).to_be_focused()


def test_a_reader_at_a_desk_browses_answers_in_both_languages(site: str, open_page: Any, settings: Any) -> None:
    letter = answered()
    answered(title="公交车站牌倒了", body="建设路公交站牌倒了，希望扶正。", reply="站牌已经扶正加固。")
    page: Page = open_page(**DESK)
    for address, name in (
        ("/", "first"),
        ("/write/", "write"),
        ("/follow/", "follow"),
        ("/answers/", "answers"),
        ("/answers/?q=供暖", "nothing"),
        (f"/answers/{letter.case}/", "answer"),
        ("/help/", "help"),
        ("/accounts/login/", "login"),
        ("/nowhere/", "missing"),
    ):
        page.goto(site + address)
        look(page, f"portal-desk-{name}")
    page.goto(f"{site}/help/")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="What this is for")).to_be_visible()
    page.goto(site)
    look(page, "portal-desk-first-english")
    page.goto(f"{site}/write/")
    look(page, "portal-desk-write-english")
