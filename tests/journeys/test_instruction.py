"""A leader sees a red case on the wall, requires something of it in one form, and has the last word on what came of it."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from huying.clock import now
from huying.insight.services.fold import fold_all
from huying.ledger.models import Case
from huying.ledger.services.verify import verify_all
from tests.journeys.pages import DESK, PHONE, Room, act, look, look_twice
from tests.ledger.story import Story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
UNIT, LAMP = "chengguan", "东门路灯不亮"
FIRST, SECOND = "东门三盏路灯已报修，等待配件。", "三盏路灯已全部换新，夜间巡查三晚均亮。"


@pytest.fixture
def late(staffed: None) -> str:
    """A letter that a unit has left lying; its number."""
    story = Story(at=now() - timedelta(days=60), place="411002", title=LAMP).dispatched(UNIT)
    Story(at=now() - timedelta(days=30), place="411081", title="河道垃圾未清").dispatched(UNIT)
    fold_all(now=now())
    return str(Case.objects.get(id=story.id).number)


def test_from_a_red_case_on_the_leaders_page_to_confirmed(late: str, room: Room) -> None:
    leader = room.seat("city_leader", **DESK)
    leader.goto("/desk/leader/")
    required(leader)
    number = str(Case.objects.get(programme="instruction").number)
    carried_out(room, number, FIRST)
    sent_back(leader)
    again(room, number, SECOND)
    confirmed(leader)
    case = Case.objects.get(number=number)
    assert (case.is_open, case.facts["done"], case.counts["send_back"]) == (False, True, 1)
    leader.goto(f"/desk/cases/{late}/")
    expect(leader.locator("#case-pane")).to_contain_text("领导要求")
    expect(leader.locator("#case-pane")).to_contain_text(number)
    assert list(verify_all()) == []


def required(leader: Page) -> None:
    """One click, one form that is nearly filled in, and back to where one was."""
    row = leader.locator(".longest li").filter(has_text=LAMP)
    expect(row).to_contain_text("承办经办人")
    expect(row).to_contain_text("催办 0 次")
    leader.get_by_role("link", name=f"提出要求：{LAMP}").click()
    expect(leader.get_by_label("要求", exact=True)).to_have_value(LAMP)
    expect(leader.get_by_label("第 1 张：承办单位")).to_have_value("市城管局")
    expect(leader.get_by_label("完成期限")).not_to_have_value("")
    look_twice(leader, "instruction-1-form")
    leader.set_viewport_size(DESK["viewport"])
    leader.get_by_label("具体内容").fill("一周内全部修好，夜间再巡查。")
    leader.get_by_role("button", name="提出要求").click()
    expect(leader.locator(".notices")).to_contain_text("已登记 PS")
    expect(leader).to_have_url(re.compile(r"/desk/leader/$"))
    leader.get_by_role("link", name="我的要求").click()
    mine = leader.locator("section", has=leader.get_by_role("heading", name="办理中"))
    expect(mine.locator(".required")).to_contain_text("市城管局")
    expect(mine.locator(".required")).to_contain_text("所据")
    look(leader, "instruction-2-mine")


def carried_out(room: Room, number: str, result: str) -> None:
    """The unit signs for it, does it, its leader signs off, the supervision office reports."""
    at(room, f"handler.{UNIT}", number, "签收")
    again(room, number, result)


def again(room: Room, number: str, result: str) -> None:
    at(room, f"handler.{UNIT}", number, "提交签批", {"办理情况": result})
    at(room, f"leader.{UNIT}", number, "签批反馈", {})
    at(room, "instruction.office", number, "向领导反馈", {"综合反馈": result})


def at(room: Room, username: str, number: str, action: str, said: dict[str, str] | None = None) -> None:
    page = room.seat(username, **DESK)
    page.goto(f"/desk/cases/{number}/")
    act(page, action, said)


def sent_back(leader: Page) -> None:
    """What was reported is not enough: it goes back from the leader's own page."""
    leader.goto("/desk/leader/")
    expect(leader.get_by_role("link", name="我的要求")).to_contain_text("1 件待确认")
    leader.get_by_role("link", name="我的要求").click()
    mine = waiting(leader)
    expect(mine).to_contain_text(FIRST)
    look_twice(leader, "instruction-3-to-confirm")
    leader.set_viewport_size(DESK["viewport"])
    mine.locator("summary", has_text="退回再办").click()
    mine.get_by_label("还要怎样办").fill("配件到了马上装，装好再报。")
    mine.get_by_role("button", name="退回再办").click()
    expect(leader.locator(".notices")).to_contain_text("已办理：退回再办")
    expect(leader.get_by_text("没有等您确认的要求")).to_be_visible()


def confirmed(leader: Page) -> None:
    leader.goto("/desk/leader/mine/")
    expect(waiting(leader)).to_contain_text(SECOND)
    waiting(leader).get_by_role("button", name="确认落实").click()
    expect(leader.locator(".notices")).to_contain_text("已办理：确认落实")
    done = leader.locator("section", has=leader.get_by_role("heading", name="已办结"))
    expect(done.locator(".required")).to_contain_text("已落实")
    look(leader, "instruction-4-confirmed")


def waiting(leader: Page) -> Locator:
    return leader.locator("section", has=leader.get_by_role("heading", name="待我确认"))


def test_it_is_required_from_the_case_itself_on_a_phone(late: str, room: Room) -> None:
    leader = room.seat("county_leader.weidu", **PHONE)
    leader.goto(f"/desk/cases/{late}/")
    leader.get_by_role("link", name=f"提出要求：{LAMP}").click()
    assert leader.evaluate("document.documentElement.scrollWidth") == PHONE["viewport"]["width"]
    look(leader, "instruction-5-phone")
    leader.get_by_role("button", name="提出要求").click()
    expect(leader.locator("#case-title")).to_have_text(LAMP)
    assert Case.objects.get(programme="instruction").asker.isdecimal()
