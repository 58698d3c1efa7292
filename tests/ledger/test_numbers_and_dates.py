"""Money, quantities, lights over numbers, and clocks that run until a planned day: from what was typed to the row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from huying.ledger.services.verify import verify_all
from huying.rules.calendar import LOCAL
from huying.rules.errors import BadInput
from huying.rules.refusals import NotYours
from tests.ledger.story import DAY, MONDAY, Tale, post

pytestmark = pytest.mark.django_db

PLANNER, BUILDER = post("20", "planner", "gongshui"), post("21", "builder", "gongshui")
INSPECTOR, CHIEF = post("22", "inspector", "gongshui"), post("23", "chief", "gongshui")


def work(**more: Any) -> Tale:
    return Tale("build", actor=PLANNER, contact=None, **{"keeper": "gongshui"} | more)


def end_of(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T23:59:59").replace(tzinfo=LOCAL)


@pytest.fixture(autouse=True)
def programmes(strange: None) -> None:
    """The strange ones."""


def test_amounts_are_kept_exactly_in_document_and_row_and_free_text_is_in_neither() -> None:
    told = work(investment="56804.72万元", area="12.5", floors=3, permit="许建-2026-7")
    wanted = {"investment": "568047200.00", "area": "12.50", "floors": 3, "permit": "许建-2026-7"}
    told.does("begin", BUILDER).does("progress", BUILDER, spent="0.1", behind=0, story="基础已完成。")
    wanted |= {"spent": "0.10", "behind": 0}
    assert {name: told.case.facts[name] for name in wanted} == wanted
    assert {name: told.row.facts[name] for name in wanted} == wanted
    assert "story" in told.case.facts
    assert "story" not in told.row.facts
    assert not list(verify_all())


def test_a_number_shows_its_light_and_the_row_keeps_it() -> None:
    told = work().does("begin", BUILDER)
    shown = []
    for behind in (0, 9, 10, 29, 30):
        told.does("progress", BUILDER, behind=behind)
        shown.append(told.row.signal)
    assert shown == [0, 0, 1, 1, 2]
    told.does("finish", BUILDER).does("pass", INSPECTOR)
    assert told.row.signal is None
    assert not list(verify_all())


def test_the_clock_runs_until_the_planned_day_and_is_moved_by_approval_only_and_logged() -> None:
    told = work(planned_start="2026-04-01")
    assert told.row.due_at == end_of("2026-04-01")
    with pytest.raises(NotYours):
        told.does("replan", PLANNER, planned_start="2026-05-01")
    told.does("replan", CHIEF, planned_start="2026-05-01")
    assert told.row.due_at == end_of("2026-05-01")
    assert told.case.clocks["start"].started == MONDAY
    told.does("replan", CHIEF, planned_start="2026-03-20")
    assert told.row.due_at == end_of("2026-03-20")
    patch = told.row.events.order_by("-seq")[0].patch
    assert '"planned_start":"2026-03-20"' in patch
    assert '"until":"2026-03-20"' in patch
    assert not list(verify_all())


def test_the_day_on_which_the_work_ends_is_said_when_it_begins() -> None:
    told = work().does("begin", BUILDER, planned_end="2026-09-30")
    assert (told.case.clock, told.row.due_at) == ("end", end_of("2026-09-30"))
    assert told.case.clocks["start"].stopped


def test_a_planned_day_that_has_passed_is_rung() -> None:
    from huying.supervision.models import Slip
    from huying.supervision.services.sweep import sweep

    told = work(planned_start="2026-04-01")
    sweep(now=end_of("2026-04-01") + 3 * DAY)
    slips = Slip.objects.filter(case_id=told.id).order_by("seq").values_list("kind", "to_role", "unit")
    assert list(slips) == [("reminder", "builder", "gongshui"), ("slip", "chief", "gongshui")]


@pytest.mark.parametrize(
    ("field", "value"),
    [("investment", "1.234"), ("investment", "-1"), ("area", "1.001"), ("area", "1万"), ("floors", "2.5"),
     ("planned_start", "1.4.2026"), ("engineer", "nobody"), ("site", "nowhere"), ("permit", "a b")],
)  # fmt: skip
def test_what_is_no_such_value_is_refused_by_its_field(field: str, value: str) -> None:
    with pytest.raises(BadInput) as refusal:
        work(**{field: value})
    assert refusal.value.field == field
