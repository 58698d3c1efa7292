"""A petition matter of a batch, handed over on two lines: each unit answers to the unit that supervises it; settled is found, not said."""

import pytest
from playwright.sync_api import Page, expect

from huying.ledger.models import Assignment, Case
from huying.ledger.services.verify import verify_all
from tests.journeys.pages import DESK, Room, act, begin, button, look, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE, BATCH = "征地补偿款未足额发放", "2021-03"
LINES = (("weidu", "魏都区政府", "duchaju", "市督查局"), ("zhujian", "市住建局", "xinfang", "市信访局"))


def test_a_matter_from_its_batch_to_settled_under_two_supervisors(staffed: None, room: Room) -> None:
    number = registered(room)
    handed_over(room, number)
    for unit, _, _, _ in LINES:
        worked(room, number, unit)
    supervised(room, number)
    verified_and_answered(room, number)
    settled(room, number)
    on_the_matrix(room)
    assert list(verify_all()) == []


def at(room: Room, username: str, number: str) -> Page:
    """Somebody's own desk, with the matter on it."""
    page = room.desks.get(username) or room.desks.setdefault(username, room.seat(username, **DESK))
    page.goto(f"/desk/cases/{number}/")
    return page


def registered(room: Room) -> str:
    """The petition office writes it down under its batch, accepts it, and names both lines."""
    clerk = room.seat("petition.clerk", **DESK)
    room.desks["petition.clerk"] = clerk
    clerk.goto("/desk/new/?programme=petition")
    for label, words in {
        "标题": TITLE,
        "信访事项": "村组征地补偿款少发两成，多次反映未果。",
        "批次": BATCH,
        "交办机关": "省信访局",
    }.items():
        clerk.get_by_label(label).first.fill(words)
    clerk.get_by_label("信访目的").select_option("request")
    clerk.get_by_label("属地").select_option("411002")
    clerk.get_by_label("姓名").fill("王小明")
    clerk.get_by_label("电话").fill("13800000000")
    look(clerk, "petition-1-new")
    clerk.get_by_role("button", name="登记").click()
    expect(clerk.locator("#case-title")).to_have_text(TITLE)
    return str(Case.objects.get(programme="petition").number)


def handed_over(room: Room, number: str) -> None:
    clerk = at(room, "petition.clerk", number)
    begin(clerk, "受理并告知")
    clerk.locator("#act").get_by_label("内容分类").select_option("land")
    send(clerk, "受理并告知")
    begin(clerk, "双交办")
    for place, (_, unit, _, over) in enumerate(LINES, 1):
        clerk.get_by_label(f"第 {place} 张：承办单位").fill(unit)
        clerk.get_by_label(f"第 {place} 张：督办单位").fill(over)
    look(clerk, "petition-2-hand-over")
    send(clerk, "双交办")
    pairs = [("territorial", *LINES[0][::2]), ("functional", *LINES[1][::2])]
    assert list(Assignment.objects.order_by("no").values_list("line", "unit", "supervisor")) == pairs


def worked(room: Room, number: str, unit: str) -> None:
    handler = at(room, f"handler.{unit}", number)
    act(handler, "签收")
    act(handler, "提交签批", {"化解措施": "已核对发放清册并补发差额。", "处理意见": "补偿款已补发到户。"})
    act(at(room, f"leader.{unit}", number), "签批反馈", {})


def supervised(room: Room, number: str) -> None:
    """The first supervisor is not content and gets more; each judges only the line that is theirs."""
    (first, _, over, _), (_, _, other, _) = LINES
    judge = at(room, f"petition.supervisor.{over}", number)
    expect(judge.locator(".actions").get_by_role("button", name="认可反馈")).to_have_count(1)
    act(judge, "退回反馈", {"理由": "请附补发凭证。"})
    handler = at(room, f"handler.{first}", number)
    act(handler, "提交签批", {"化解措施": "已附补发凭证。", "处理意见": "补偿款已补发到户，凭证附后。"})
    act(at(room, f"leader.{first}", number), "签批反馈", {})
    act(at(room, f"petition.supervisor.{over}", number), "认可反馈", {})
    last = at(room, f"petition.supervisor.{other}", number)
    act(last, "认可反馈", {})
    look(last, "petition-3-accepted")


def verified_and_answered(room: Room, number: str) -> None:
    act(at(room, "petition.verifier", number), "核查属实", {"核查情况": "入户核实，差额已到账。"})
    clerk = at(room, "petition.clerk", number)
    act(clerk, "答复信访人", {"答复意见书": "您反映的补偿款差额已补发。"})
    act(clerk, "反馈交办机关", {"办理情况报告": "差额已补发，信访人已答复。"})


def settled(room: Room, number: str) -> None:
    """Answered is not settled: that is found on looking back, by somebody who did not do the work."""
    assert "settled" not in Case.objects.get(number=number).facts
    verifier = at(room, "petition.verifier", number)
    act(verifier, "回访化解情况", {"回访方式": "上门回访", "回访情况": "信访人认可，签订息诉息访协议。"})
    expect(button(verifier, "回访化解情况")).to_have_count(1)
    case = Case.objects.get(number=number)
    assert (case.facts["settled"], "settled" in case.reached) == (True, True)


def on_the_matrix(room: Room) -> None:
    """A leader finds it in its batch and county, and opens it from the cell."""
    leader = room.seat("city_leader", **DESK)
    leader.goto("/desk/leader/?programme=petition")
    leader.get_by_role("link", name="各批次化解情况").click()
    row = leader.get_by_role("row").filter(has=leader.get_by_role("rowheader", name=BATCH))
    expect(row.get_by_role("link")).to_have_text(["1", "1", "1", "1"])
    look(leader, "petition-4-matrix")
    row.get_by_role("link").nth(1).click()
    expect(leader.get_by_role("heading", level=1)).to_contain_text("化解")
    leader.get_by_role("link", name=TITLE, exact=True).click()
    expect(leader.locator("#case-title")).to_have_text(TITLE)
    leader.get_by_role("link", name="返回列表").click()
    leader.get_by_role("link", name="各批次化解情况").click()
    expect(leader.locator(".crossed")).to_be_visible()
