"""Two turns that a letter may take: a unit that shows why it is not the right one, and two people who wrote of the same thing."""

import pytest
from playwright.sync_api import expect

from huying.ledger.models import Case
from huying.ledger.sealing import Contact, query_code
from tests.journeys.pages import DESK, PHONE, Room, act, begin, look, open_case, send, shot
from tests.web.desk.stories import UNIT, does, handling, pending

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_return_with_its_legal_basis_is_allowed_and_another_unit_has_it(staffed: None, room: Room) -> None:
    case = handling()
    handler = room.seat(f"handler.{UNIT}", **DESK)
    open_case(handler, case.heading)
    act(handler, "申请退单", {"法规或职责依据": "依据职责清单，该路段路灯由住建部门管理。", "建议承办单位": "市住建局"})
    look(handler, "returned-1-desk-asked")
    dispatcher = room.seat("dispatcher", **DESK)
    dispatcher.goto("/desk/?queue=t.appeal.return_pending")
    dispatcher.locator("#list").get_by_role("link", name=case.heading).click()
    act(dispatcher, "同意退单", {"裁定意见": "依据成立，改派。"})
    begin(dispatcher, "派单")
    dispatcher.get_by_label("第 1 张：承办单位").fill("市住建局")
    send(dispatcher, "派单")
    look(dispatcher, "returned-2-desk-handed-over-anew")
    assert list(case.assignments.order_by("no").values_list("unit", "state")) == [
        (UNIT, "returned"),
        ("zhujian", "issued"),
    ]


def test_two_who_wrote_of_the_same_thing_are_both_answered(staffed: None, room: Room) -> None:
    parent = pending(title="东门路灯不亮")
    child = pending(title="东门路灯又坏了", contact=Contact(name="孙小苗", phone="13803740002"))
    dispatcher = room.seat("dispatcher", **DESK)
    open_case(dispatcher, child.heading)
    act(dispatcher, "并单", {"母单编号": parent.number, "并单理由": "同一路段同一批路灯。"})
    look(dispatcher, "merged-1-desk-joined")
    handled_and_verified(parent)
    clerk = room.seat("clerk", **DESK)
    for case in (parent, child):
        open_case(clerk, case.heading)
        act(clerk, "回复", {"回复内容": f"您好，您反映的“{case.heading}”已处理，路灯已全部修好。"})
    shot(clerk, "merged-2-desk-child-replied")
    for case in (parent, child):
        phone = room.open(**PHONE)
        phone.goto(f"/follow/?number={case.number}#{query_code(str(case.id))}")
        expect(phone.get_by_text(f"您反映的“{case.heading}”已处理")).to_be_visible()
        phone.get_by_label("已解决，评价").check()
        phone.locator("#panel-rate").get_by_label("很满意", exact=True).check()
        phone.locator("#do").get_by_role("button", name="提交").click()
        expect(phone.get_by_role("heading", name="您已评价")).to_be_visible()
        shot(phone, f"merged-3-phone-{'parent' if case == parent else 'child'}")
    assert [(case.state, case.facts["rating"]) for case in Case.objects.all()] == [("closed", 5)] * 2


def handled_and_verified(case: Case) -> None:
    does(case, "dispatcher", "dispatch", assignments=[{"unit": UNIT, "role": "lead"}])
    does(case, f"handler.{UNIT}", "sign", 1)
    does(case, f"handler.{UNIT}", "submit", 1, result="已更换。", answer="已修好。")
    does(case, f"leader.{UNIT}", "sign_off", 1)
    does(case, "supervisor", "approve")
    does(case, "verifier", "confirm", method="phone", finding="属实。")
