"""One letter's whole life, as the people in it see it: a citizen with a phone, a centre, two units, a leader, an auditor."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from huying.ledger.models import Case
from huying.ledger.services.verify import verify_all
from huying.people.models import Unit
from tests.journeys.pages import PHONE, Room, act, begin, button, enter, look, open_case, send, shot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "小区东门路灯坏了半个月"
PHONE_NUMBER = "13800001234"
LETTER = f"{TITLE}，晚上老人孩子出门看不清。希望尽快修好，我的电话是{PHONE_NUMBER}。"
FIRST = "您好，东门三盏路灯已修复。感谢您的反映。"
SECOND = "您好，最后一盏路灯也已更换，夜间照明已全部恢复。"
ASSISTANT = "市住建局"


def test_a_letter_from_the_phone_to_the_last_word(staffed: None, room: Room, tmp_path: Path) -> None:
    phone = room.open(**PHONE)
    number, code = written(phone, picture(tmp_path))
    accepted_and_handed_over(room)
    lead, assist = units()
    extended(room, lead)
    finished(room, lead, assist, "01")
    checked_and_replied(room, FIRST, "01")
    read_and_not_solved(phone, number, code)
    finished(room, lead, assist, "02")
    checked_and_replied(room, SECOND, "02")
    judged(phone)
    published(room, number)
    found_by_others(room)
    looked_into(room, number)
    assert list(verify_all()) == []


def picture(folder: Path) -> Path:
    path = folder / "路灯.jpg"
    Image.effect_noise((900, 700), 80).convert("RGB").save(path, "JPEG")
    return path


def written(phone: Page, photo: Path) -> tuple[str, str]:
    """The citizen writes, step by step; number and query code as the receipt shows them."""
    phone.goto("/")
    phone.get_by_label("说说您的事").fill(LETTER)
    phone.get_by_role("button", name="下一步").click()
    phone.get_by_label("县（市、区）").select_option("411002")
    phone.get_by_label("乡镇（街道）").select_option("411002001")
    step(phone)
    phone.get_by_label("选择照片或文件").set_input_files(photo)
    step(phone)
    phone.get_by_label("姓名", exact=True).fill("钱小满")
    phone.get_by_label("电话", exact=True).fill(PHONE_NUMBER)
    step(phone)
    phone.get_by_label("同意在办结后公开").check()
    phone.get_by_role("button", name="发送前看一看").click()
    phone.get_by_role("button", name="确认发送").click()
    expect(phone.get_by_text("已收到您的诉求")).to_be_visible()
    look(phone, "loop-01-phone-receipt")
    number, code = phone.locator(".slip dd").all_inner_texts()
    return number, code


def step(phone: Page) -> None:
    phone.get_by_role("button", name="下一步", exact=True).click()


def accepted_and_handed_over(room: Room) -> None:
    clerk = room.desk("clerk")
    shot(clerk, "loop-02-desk-clerk-inbox")
    open_case(clerk, TITLE)
    expect(clerk.get_by_role("heading", name="建议单位")).to_be_visible()
    shot(clerk, "loop-03-desk-clerk-case")
    begin(clerk, "受理")
    enter(clerk, "紧急程度", "一般")
    clerk.locator("#act").get_by_label("类别").select_option(index=1)
    shot(clerk, "loop-04-desk-clerk-accepts")
    send(clerk, "受理")

    dispatcher = room.desk("dispatcher")
    open_case(dispatcher, TITLE)
    begin(dispatcher, "派单")
    expect(dispatcher.get_by_label("第 1 张：承办单位")).not_to_have_value("")
    dispatcher.get_by_role("button", name="再加一个单位").click()
    dispatcher.get_by_label("第 2 张：承办单位").fill(ASSISTANT)
    dispatcher.get_by_label("分办意见").fill("请主办单位尽快现场查看，协办单位配合。")
    shot(dispatcher, "loop-05-desk-dispatch-form")
    send(dispatcher, "派单")
    shot(dispatcher, "loop-06-desk-dispatched")


def units() -> tuple[str, str]:
    """The codes of the two units that have it now: the one that was suggested, which leads, and the one that assists."""
    case = Case.objects.get()
    lead, assist = case.assignments.order_by("no")
    assert (lead.role, assist.role) == ("lead", "assist")
    assert Unit.objects.get(code=assist.unit).name == ASSISTANT
    return lead.unit, assist.unit


def extended(room: Room, lead: str) -> None:
    """The leading unit signs for it and gets three more days."""
    handler = room.desk(f"handler.{lead}")
    open_case(handler, TITLE)
    act(handler, "签收")
    act(handler, "申请延期", {"延长天数": "3", "延期理由": "灯杆线路需要重新敷设，材料明日到货。"})
    supervisor = room.desk("supervisor")
    supervisor.goto("/desk/?queue=t.appeal.extension_pending")
    look(supervisor, "loop-07-desk-supervisor-board")
    supervisor.locator("#list").get_by_role("link", name=TITLE).click()
    begin(supervisor, "同意延期")
    expect(supervisor.locator("#act").get_by_label("延长天数")).to_have_value("3")
    send(supervisor, "同意延期")


def finished(room: Room, lead: str, assist: str, round_: str) -> None:
    """Both units hand in their result, the assisting one first; their leaders sign, one of them on a phone."""
    for unit in (assist, lead):
        handler = room.desk(f"handler.{unit}")
        open_case(handler, TITLE)
        if button(handler, "签收").count():
            act(handler, "签收")
        act(handler, "提交签批", {"办理结果": "已到现场处理并拍照。", "拟答复内容": "路灯已修复，请您查看。"})
        shot(handler, f"loop-08-{round_}-desk-{'lead' if unit == lead else 'assist'}-submitted")
        leader = room.desk(f"leader.{unit}", PHONE)
        open_case(leader, TITLE)
        begin(leader, "签批")
        shot(leader, f"loop-09-{round_}-phone-{'lead' if unit == lead else 'assist'}-signs-off")
        enter(leader, "签批意见", "同意。")
        send(leader, "签批")


def checked_and_replied(room: Room, reply: str, round_: str) -> None:
    for username, action, said in (
        ("supervisor", "审核通过", {"审核意见": "结果清楚。"}),
        ("verifier", "核查属实", {"核查情况": "电话核实，诉求人称已修好。", "核查方式": "电话核查"}),
        ("clerk", "回复", {"回复内容": reply}),
    ):
        desk = room.desk(username)
        open_case(desk, TITLE)
        act(desk, action, said)
        shot(desk, f"loop-10-{round_}-desk-{username}")


def read_and_not_solved(phone: Page, number: str, code: str) -> None:
    """On another day, with the receipt in hand: look it up, read the reply, say that it is not solved."""
    phone.context.clear_cookies()
    phone.goto("/follow/")
    phone.get_by_label("编号").fill(number)
    phone.get_by_label("查询码").fill(code)
    phone.get_by_role("button", name="查询", exact=True).click()
    expect(phone.get_by_role("heading", name="给您的答复")).to_be_visible()
    expect(phone.get_by_text(FIRST)).to_be_visible()
    look(phone, "loop-11-phone-replied")
    phone.get_by_label("没有解决，请重新办理").check()
    phone.locator("#panel-dispute").get_by_label("哪里没有解决").fill("还有一盏不亮。")
    phone.locator("#do").get_by_role("button", name="提交").click()
    expect(phone.get_by_text("您反映问题没有解决，已重新办理")).to_be_visible()
    look(phone, "loop-12-phone-handled-again")


def judged(phone: Page) -> None:
    phone.reload()
    expect(phone.get_by_text(SECOND)).to_be_visible()
    phone.get_by_label("已解决，评价").check()
    phone.locator("#panel-rate").get_by_label("很满意", exact=True).check()
    phone.locator("#do").get_by_role("button", name="提交").click()
    expect(phone.get_by_role("heading", name="您已评价")).to_be_visible()
    expect(phone.locator(".said")).to_contain_text("很满意，问题已解决")
    mine = phone.locator(".files img")
    mine.scroll_into_view_if_needed()
    expect(mine).not_to_have_js_property("naturalWidth", 0)
    look(phone, "loop-13-phone-closed")
    case = Case.objects.get()
    assert (case.state, case.facts["rating"], case.facts["resolved"], case.counts["dispute"]) == ("closed", 5, True, 1)


def published(room: Room, number: str) -> None:
    """A person looks at what is hidden, and puts it before the public."""
    clerk = room.desk("clerk")
    clerk.goto(f"/desk/?queue=all&case={number}")
    begin(clerk, "公开答复")
    shot(clerk, "loop-13-desk-publishes")
    send(clerk, "公开答复")


def found_by_others(room: Room) -> None:
    """Somebody with the same trouble finds the answer, and nothing about who wrote."""
    other = room.open(**PHONE)
    other.goto("/")
    other.get_by_label("搜索已公开的答复").fill("路灯")
    other.get_by_role("button", name="搜索").click()
    other.get_by_role("link", name=re.compile("路灯")).first.click()
    expect(other.get_by_text(SECOND)).to_be_visible()
    assert PHONE_NUMBER not in other.content()
    assert "钱小满" not in other.content()
    look(other, "loop-14-phone-published")


def looked_into(room: Room, number: str) -> None:
    """The auditor sees who looked, and that the log holds."""
    auditor = room.desk("auditor")
    auditor.goto(f"/desk/audit/?number={number}")
    for username in ("clerk", "dispatcher", "supervisor", "verifier"):
        expect(auditor.get_by_role("cell", name=name_of(username)).first).to_be_visible()
    look(auditor, "loop-15-desk-auditor-looks")
    auditor.goto(f"/desk/audit/verify/?number={number}")
    look(auditor, "loop-16-desk-auditor-verifies")


def name_of(username: str) -> str:
    from huying.people.models import User

    return str(User.objects.get(username=username))
