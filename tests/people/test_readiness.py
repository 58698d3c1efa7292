"""What a city still lacks before it can answer."""

from datetime import date

import pytest

from huying.people.models import Duty, Post, Unit, User
from huying.people.readiness import can_answer, lacks, owners
from huying.programmes import holidays
from huying.programmes.registry import load
from huying.rules.calendar import Calendar
from tests.people.staff import somebody_answers

pytestmark = pytest.mark.usefixtures("city")
PROGRAMME = load("appeal")
DAY = date(2025, 3, 3)  # a year and the next one are shipped
CALENDAR = holidays.load()


def said(day: date = DAY, calendar: Calendar = CALENDAR) -> list[tuple[bool, str]]:
    return [(lack.must, lack.text.zh) for lack in lacks(PROGRAMME, day, calendar)]


def test_a_city_of_tables_alone_lacks_everybody() -> None:
    found = said()
    must = [text for must, text in found if must]
    assert [text.partition("：")[0] for text in must[:8]] == [
        "没有系统管理员",
        "没有安全管理员",
        "没有审计员",
        "网民诉求督办中心没有受理员",
        "网民诉求督办中心没有分办员",
        "网民诉求督办中心没有督办员",
        "网民诉求督办中心没有核查员",
        "网民诉求督办中心没有中心主任",
    ]
    assert must[8].startswith("38 个承办单位还缺人（承办经办人、单位领导须齐备）：")
    assert len(must) == 9
    assert not can_answer(PROGRAMME, DAY, CALENDAR)


def test_one_unit_that_handles_is_enough_to_begin_with_and_the_others_are_named() -> None:
    somebody_answers()
    assert can_answer(PROGRAMME, DAY, CALENDAR)
    [(must, text)] = said()
    assert not must
    assert "市住建局" in text
    assert "市城管局" not in text


def test_the_owners_are_those_whom_a_letter_may_wait_for() -> None:
    assert set(owners(PROGRAMME, ("home",))) == {"clerk", "dispatcher", "supervisor", "verifier", "director"}
    assert set(owners(PROGRAMME, ("unit",))) == {"handler", "leader"}


@pytest.mark.parametrize("role", ["sysadmin", "secadmin", "auditor", "clerk", "director"])
def test_a_role_whose_only_holder_has_left_is_missing(role: str) -> None:
    somebody_answers()
    Post.objects.filter(role=role).update(end=DAY)
    assert [must for must, _ in said()] == [True, False]


def test_an_account_that_is_closed_holds_nothing() -> None:
    somebody_answers()
    User.objects.filter(username="somebody.leader").update(is_active=False)
    assert not can_answer(PROGRAMME, DAY, CALENDAR)


def test_the_unit_that_keeps_the_loop_must_be_in_use() -> None:
    somebody_answers()
    Unit.objects.filter(code="centre").update(active=False)
    assert any("归口办理“网民诉求督办”的单位" in text for must, text in said() if must)


def test_units_that_answer_for_nothing_handle_nothing() -> None:
    somebody_answers()
    Duty.objects.all().delete()
    assert any("没有一个单位负责任何类别" in text for must, text in said() if must)


def test_years_without_holidays_are_told_but_close_nothing() -> None:
    somebody_answers()
    years = [text[:5] for must, text in said(date(2040, 1, 1)) if not must]
    assert years[-2:] == ["2040年", "2041年"]
    assert can_answer(PROGRAMME, date(2040, 1, 1), CALENDAR)
    assert [text[:5] for must, text in said(date(2026, 1, 1))][-1] == "2027年"
