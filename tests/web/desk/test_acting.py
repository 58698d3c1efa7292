"""People at their desks act on cases: what they see is what they may do, and nothing typed is lost."""

import pytest

from huying.ledger.models import Assignment, Event
from huying.people.models import User
from tests.web.desk.conftest import Desk
from tests.web.desk.stories import (
    PART,
    UNIT,
    address,
    awaiting_sign_off,
    does,
    form_of,
    handling,
    letter,
    pending,
    send,
)

pytestmark = pytest.mark.django_db


def test_a_dispatcher_hands_a_letter_to_two_units_in_one_form(desk: Desk) -> None:
    case, dispatcher = pending(), desk("dispatcher")
    answer = send(
        dispatcher,
        case,
        "dispatch",
        0,
        **{
            "assignments-unit": ["市城管局", "市教育局"],
            "assignments-role": ["lead", "assist"],
            "assignments-required": ["true", "false"],
            "urgency": "urgent",
            "instruction": "请速办",
        },
    )
    assert answer.status_code == 200
    assert answer.headers["HX-Trigger"] == "desk-changed"
    rows = Assignment.objects.filter(case=case).order_by("no").values_list("unit", "role", "required")
    assert list(rows) == [("chengguan", "lead", True), ("jiaoyu", "assist", False)]
    case.refresh_from_db()
    assert (case.state, case.facts["urgency"]) == ("handling", "urgent")


def test_the_dispatch_form_brings_the_likeliest_unit_and_the_limits(desk: Desk) -> None:
    form = form_of(desk("dispatcher"), pending(), "dispatch")
    assert form.inputs[0].value[0].unit
    assert [limit.name.en for limit in form.limits]
    assert all(limit.due for limit in form.limits)


def test_another_line_is_added_without_losing_what_was_typed(desk: Desk) -> None:
    case, dispatcher = pending(), desk("dispatcher")
    answer = dispatcher.post(
        address(case, "dispatch"), {"more": "1", "assignments-unit": ["市城管局"], "instruction": "请速办"}
    )
    form = answer.context["form"]
    assert [row.unit for row in form.inputs[0].value] == ["市城管局", ""]
    assert next(one.value for one in form.inputs if one.name == "instruction") == "请速办"
    assert not Assignment.objects.exists()


def test_a_unit_that_nobody_has_is_named_and_the_form_keeps_everything(desk: Desk) -> None:
    case, dispatcher = pending(), desk("dispatcher")
    answer = send(dispatcher, case, "dispatch", 0, **{"assignments-unit": ["市飞天局"], "instruction": "请速办"})
    assert answer.status_code == 400
    text = answer.content.decode()
    assert "没有“市飞天局”这个单位" in text
    assert "请速办" in text


def test_the_accused_unit_is_not_offered(desk: Desk) -> None:
    case = letter(accused=[UNIT])
    does(case, "clerk", "accept", category="utilities", urgency="normal")
    form = form_of(desk("dispatcher"), case, "dispatch")
    assert UNIT not in {code for code, _ in form.units}
    assert form.inputs[0].value[0].unit != "市城管局"


def test_a_handler_signs_with_one_button(desk: Desk) -> None:
    case, handler = handling(), desk(f"handler.{UNIT}")
    page = handler.get(address(case)).content.decode()
    assert f'action="/desk/cases/{case.number}/act/sign/1/"' in page
    answer = handler.post(address(case, "sign", 1), {"key": "a" * 32}, headers=PART)
    assert "已办理：签收" in answer.content.decode()
    assert Assignment.objects.get(case=case, no=1).state == "working"


def test_a_leader_signs_off_and_a_clerk_is_not_offered_to(desk: Desk) -> None:
    case = awaiting_sign_off()
    assert [one.code for one in desk("clerk").get(address(case)).context["buttons"]] == ["note", "accuse", "attach"]
    leader = desk(f"leader.{UNIT}")
    assert leader.get(address(case)).context["buttons"][0].code == "sign_off"
    send(leader, case, "sign_off", 1, remark="同意。")
    case.refresh_from_db()
    assert case.state == "reviewing"


def test_the_same_form_sent_twice_acts_once(desk: Desk) -> None:
    case, clerk = letter(), desk("clerk")
    form = form_of(clerk, case, "accept")
    values = {"key": form.key, "seen": form.seen, "category": "utilities", "urgency": "normal"}
    for _ in range(2):
        assert clerk.post(address(case, "accept"), values, headers=PART).status_code == 200
    assert Event.objects.filter(case=case, action="accept").count() == 1


def test_whoever_comes_second_is_shown_what_happened_meanwhile(desk: Desk) -> None:
    case, slow = pending(), desk("dispatcher")
    form = form_of(slow, case, "answer")
    does(case, "dispatcher2", "dispatch", assignments=[{"unit": UNIT, "role": "lead"}])
    answer = slow.post(
        address(case, "answer"),
        {"key": form.key, "seen": form.seen, "answer": "答复草稿"},
        headers={**PART, "hx-target": "case-pane"},
    )
    assert answer.status_code == 409
    assert [entry.action.zh for entry in answer.context["meanwhile"]] == ["派单"]
    assert "答复草稿" in answer.content.decode()


def test_a_missing_field_is_one_sentence_beside_the_field(desk: Desk) -> None:
    case, clerk = letter(), desk("clerk")
    answer = send(clerk, case, "accept", category="utilities")
    assert answer.status_code == 400
    assert answer.context["form"].refusal == "紧急程度：请填写"
    assert "紧急程度：请填写" in answer.content.decode()


def test_what_was_asked_for_stands_in_the_form_that_grants_it(desk: Desk) -> None:
    case = handling()
    does(case, f"handler.{UNIT}", "sign", 1)
    does(case, f"handler.{UNIT}", "request_extension", 1, days=7, reason="等待配件")
    form = form_of(desk("supervisor"), case, "grant_extension", 1)
    assert next(one.value for one in form.inputs if one.name == "days") == 7


def test_an_unknown_action_is_no_page(desk: Desk) -> None:
    assert desk("clerk").get(address(letter(), "fly")).status_code == 404


def test_without_javascript_a_form_is_a_page_and_the_result_too(desk: Desk) -> None:
    case, clerk = letter(), desk("clerk")
    assert 'name="category"' in clerk.get(address(case, "accept")).content.decode()
    answer = clerk.post(address(case, "accept"), {"category": "utilities", "urgency": "normal"}, follow=True)
    assert answer.redirect_chain == [(address(case), 302)]
    assert "已办理：受理" in answer.content.decode()


def test_a_case_is_merged_by_its_number(desk: Desk) -> None:
    parent, child = pending(), pending(title="东门路灯还是不亮")
    answer = send(desk("dispatcher"), child, "merge", parent=parent.number)
    assert answer.status_code == 200
    child.refresh_from_db()
    assert child.links == {"merged": str(parent.id)}
    assert parent.number in desk("dispatcher").get(address(child)).content.decode()


def test_a_number_that_is_no_case_is_named(desk: Desk) -> None:
    answer = send(desk("dispatcher"), pending(), "merge", parent="SQ1")
    assert answer.context["form"].refusal == "母单编号：没有这个编号的事项，请核对"


def test_whoever_accepts_a_letter_says_whom_it_accuses_and_they_never_meet_it(desk: Desk) -> None:
    case = letter()
    named = {"category": "utilities", "urgency": "normal", "accused": "市城管局\nhandler.jiaoyu"}
    send(desk("clerk"), case, "accept", 0, **named)
    case.refresh_from_db()
    accused = User.objects.get(username="handler.jiaoyu")
    assert (case.state, case.accused) == ("pending", [UNIT, str(accused.pk)])
    assert desk(f"handler.{UNIT}").get(address(case)).status_code == 404
    refused = send(desk("dispatcher"), case, "dispatch", 0, **{"assignments-unit": ["市城管局"]})
    assert refused.status_code == 403
    assert "此件涉及市城管局" in refused.content.decode()
    assert not Assignment.objects.filter(case=case).exists()


def test_the_accused_named_before_stand_in_the_form_as_it_takes_them(desk: Desk) -> None:
    accused = User.objects.get(username="handler.jiaoyu")
    case, clerk = letter(accused=[UNIT, str(accused.pk)]), desk("clerk")
    field = next(one for one in form_of(clerk, case, "accept").inputs if one.name == "accused")
    assert field.value == "市城管局\nhandler.jiaoyu"
    send(clerk, case, "accept", category="utilities", urgency="normal", accused=field.value)
    case.refresh_from_db()
    assert (case.state, case.accused) == ("pending", [UNIT, str(accused.pk)])


def test_the_form_names_the_assignment_it_is_about_where_there_are_several(desk: Desk) -> None:
    case = pending()
    send(desk("dispatcher"), case, "dispatch", 0, **{
        "assignments-unit": ["市城管局", "市教育局"], "assignments-role": ["lead", "assist"],
    })  # fmt: skip
    page = desk("dispatcher").get(address(case, "withdraw", 2)).content.decode()
    assert "<h3>收回此单 · 市教育局</h3>" in page
