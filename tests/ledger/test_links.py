"""Named links between cases: what they demand of their target, what they hold back, and that both ends find each other."""

from __future__ import annotations

import pytest

from huying.ledger.services.verify import verify_all
from huying.rules.errors import BadInput
from huying.rules.policy import Actor, Post
from huying.rules.refusals import ChildrenOpen
from tests.ledger.conftest import Publish
from tests.ledger.story import DAY, DISPATCHER, Story, Tale, post

pytestmark = pytest.mark.django_db

PLANNER, BUILDER = post("20", "planner", "gongshui"), post("21", "builder", "gongshui")
INSPECTOR, CHIEF = post("22", "inspector", "gongshui"), post("23", "chief", "gongshui")
HELPER, JUDGE = post("25", "helper", "gongshui"), post("26", "judge", "fagai")
COORDINATOR = Actor("24", (Post("keeper", "fagai"), Post("planner", "gongshui")))  # who links a case must know of it


def work() -> Tale:
    return Tale("build", actor=PLANNER, keeper="gongshui")


def inspected(told: Tale) -> Tale:
    return told.does("begin", BUILDER).does("finish", BUILDER)


def obstacle(number: str, programme: str = "snag") -> Tale:
    return Tale(programme, actor=COORDINATOR, work=number)


def cleared(told: Tale) -> Tale:
    told.does("share_out", COORDINATOR, assignments=[{"unit": "gongshui"}])
    return told.does("clear", HELPER, task=1).does("accept", JUDGE)


def test_a_case_is_not_closed_while_another_one_that_holds_it_is_open(strange: None) -> None:
    parent = inspected(work())
    first, second = obstacle(parent.opened.number), obstacle(parent.opened.number)
    with pytest.raises(ChildrenOpen) as refusal:
        parent.does("pass", INSPECTOR)
    assert refusal.value.message("zh") == (
        f"此件尚有关联事项未办结：{first.opened.number}、{second.opened.number}；请先办结这些事项。"
    )
    assert (parent.case.state, parent.case.closed) == ("inspecting", None)
    cleared(first)
    with pytest.raises(ChildrenOpen, match=second.opened.number):
        parent.does("pass", INSPECTOR)
    cleared(second)
    parent.does("pass", INSPECTOR)
    assert parent.case.closed
    assert not list(verify_all())


def test_what_does_not_close_a_case_asks_for_no_children(strange: None) -> None:
    parent = work()
    obstacle(parent.opened.number)
    inspected(parent).does("fail", INSPECTOR)
    assert parent.case.state == "running"


def test_both_ends_find_each_other(strange: None) -> None:
    parent = work()
    child = obstacle(parent.opened.number)
    assert child.case.links == child.row.links == {"work": parent.id}
    assert [(str(one.case_id), one.name) for one in parent.row.pointed_at.all()] == [(child.id, "work")]


@pytest.mark.parametrize("number", ["GC20260302999999", "", "SQ1"])
def test_a_link_to_nothing_is_refused_and_no_case_is_opened(strange: None, number: str) -> None:
    with pytest.raises(BadInput) as refusal:
        obstacle(number)
    assert refusal.value.field == "work"


def test_a_link_to_a_case_of_another_programme_is_refused(strange: None) -> None:
    letter = Story()
    both = Actor("24", (*COORDINATOR.posts, *DISPATCHER.posts))
    with pytest.raises(BadInput, match="a programme that can't be linked here"):
        Tale("snag", actor=both, work=letter.opened.number)


def test_a_link_that_asks_for_no_open_case_may_name_a_closed_one(strange: None) -> None:
    parent = inspected(work()).does("pass", INSPECTOR)
    assert obstacle(parent.opened.number).case.links == {"work": parent.id}


def test_a_case_that_one_may_not_see_is_not_there_to_be_linked(strange: None) -> None:
    parent = work()
    with pytest.raises(BadInput, match="no case has this number"):
        Tale("snag", actor=post("24", "keeper", "fagai"), work=parent.opened.number)


def test_cases_never_wait_for_each_other_in_a_ring(variant: Publish) -> None:
    relink = '[actions.relink]\nname = { zh = "改关联", en = "Link anew" }\nroles = ["keeper"]\nfrom = ["raised"]\nfields.work = {}\n\n'
    variant(
        "snag",
        "knot",
        ('programmes = ["build"]', 'programmes = ["knot"]'),
        ("fields.work = {}\n", "fields.work = { required = false }\n"),
        ("[clocks.step]", f"{relink}[clocks.step]"),
    )
    first = Tale("knot", actor=COORDINATOR)
    second = obstacle(first.opened.number, "knot")
    third = obstacle(second.opened.number, "knot")
    for number, problem in (
        (third.opened.number, "they would wait for each other"),
        (second.opened.number, "they would wait for each other"),
        (first.opened.number, "linked to itself"),
    ):
        with pytest.raises(BadInput, match=problem):
            first.do("relink", COORDINATOR, work=number)
    third.do("relink", COORDINATOR, work=first.opened.number)
    assert third.case.links == {"work": first.id}
    assert {str(one.case_id) for one in first.row.pointed_at.all()} == {second.id, third.id}
    assert not second.row.pointed_at.exists()
    assert not list(verify_all())


def test_a_merged_letter_waits_for_nobody_who_is_closed() -> None:
    parent = Story().replied()
    parent.do("rate", parent.writer, rating=5)
    parent.now += DAY
    with pytest.raises(BadInput, match="already answered, closed or merged"):
        Story().merged_into(parent)
