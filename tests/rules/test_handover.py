"""Handing a case over: what a dispatch must look like."""

from typing import Any

import pytest

from huying.programmes.registry import load
from huying.rules.errors import BadInput
from huying.rules.refusals import WrongHandover
from tests.rules.stories import CLERK, DISPATCHER, ROADS, Story

APPEAL = load("appeal")
LEAD, ASSIST = {"unit": "roads"}, {"unit": "water", "role": "assist"}


def accepted() -> Story:
    return Story(APPEAL).does(CLERK, "accept")


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([ASSIST], "exactly one lead"),
        ([LEAD, {"unit": "water"}], "exactly one lead"),
        ([LEAD, {"unit": "roads", "role": "assist"}], "only one assignment"),
        ([{"role": "lead"}], "choose the unit"),
        ([{"unit": ["roads"]}], "assignments"),
        ([{"unit": "roads", "line": "territorial"}], "exactly one lead"),
        ([LEAD] + [{"unit": f"u{number}", "role": "assist"} for number in range(12)], "1 to 12"),
        ([{"unit": f"u{number}", "role": "assist"} for number in range(500)], "give a list"),
        (["roads"], "each row names"),
        ("roads", "give a list"),
        ([], "fill this in"),
        ([{"unit": "r" * 300}], "too long"),
    ],
)
def test_a_wrong_hand_over_is_refused_and_says_why(rows: Any, problem: str) -> None:
    with pytest.raises(BadInput, match=problem):
        accepted().does(DISPATCHER, "dispatch", assignments=rows)


def test_assignments_are_numbered_in_order_and_start_awaiting_sign_for() -> None:
    story = accepted().does(DISPATCHER, "dispatch", assignments=[LEAD, ASSIST])
    assert [(task.no, task.unit, task.role, task.state, task.required) for task in story.case.tasks.values()] == [
        (1, "roads", "lead", "issued", True),
        (2, "water", "assist", "issued", True),
    ]


def test_a_lead_is_always_required_an_assist_where_nothing_else_is_said() -> None:
    story = accepted().does(
        DISPATCHER, "dispatch", assignments=[LEAD | {"required": False}, ASSIST | {"required": False}]
    )
    assert [task.required for task in story.case.tasks.values()] == [True, False]


def test_a_new_hand_over_counts_what_still_stands() -> None:
    story = accepted().does(DISPATCHER, "dispatch", assignments=[LEAD, ASSIST])
    story.does(ROADS, "request_return", 1).does(DISPATCHER, "uphold_return", 1)
    with pytest.raises(WrongHandover, match="only one assignment"):
        story.does(DISPATCHER, "dispatch", assignments=[{"unit": "water"}])
    story.does(DISPATCHER, "dispatch", assignments=[{"unit": "housing"}])
    assert {task.no: task.state for task in story.case.tasks.values()} == {1: "returned", 2: "issued", 3: "issued"}


def test_a_unit_that_returned_a_case_may_be_asked_again() -> None:
    story = accepted().does(DISPATCHER, "dispatch", assignments=[LEAD])
    story.does(ROADS, "request_return", 1).does(DISPATCHER, "uphold_return", 1).does(
        DISPATCHER, "dispatch", assignments=[LEAD]
    )
    assert (story.case.owner_unit, story.case.clock) == ("roads", "sign/2")
