"""The walk: guards, advances, and what each guard says of a bag of assignments."""

import pytest
from msgspec.structs import replace

from huying.programmes.registry import load
from huying.rules import workflow
from huying.rules.case import Task
from huying.rules.workflow import START, Position

APPEAL = load("appeal")
LINES = replace(APPEAL, handover=replace(APPEAL.handover, lines=("territorial", "functional")))


def bag(*states: str, role: str = "lead", required: bool = True) -> tuple[Task, ...]:
    return tuple(
        Task(no=no, unit=f"u{no}", state=state, role=role, required=required) for no, state in enumerate(states, 1)
    )


@pytest.mark.parametrize(
    ("guard", "tasks", "holds"),
    [
        ("leads_fed_back", (), False),
        ("leads_fed_back", bag("fed_back"), True),
        ("leads_fed_back", bag("fed_back", "accepted"), True),
        ("leads_fed_back", bag("fed_back", "working"), False),
        ("leads_fed_back", bag("fed_back", "returned"), True),  # what is returned no longer counts
        ("leads_fed_back", bag("fed_back") + bag("working", role="assist", required=False), True),
        ("leads_fed_back", bag("working", role="assist", required=False), False),
        ("no_lead", (), True),
        ("no_lead", bag("returned"), True),
        ("no_lead", bag("issued", role="assist"), True),
        ("no_lead", bag("issued"), False),
        ("required_accepted", (), True),
        ("required_accepted", bag("accepted", "withdrawn"), True),
        ("required_accepted", bag("accepted", "fed_back"), False),
        ("assigned", bag("withdrawn"), False),
        ("assigned", bag("accepted"), True),
        ("unassigned", bag("returned", "withdrawn"), True),
        ("unassigned", bag("issued", role="assist", required=False), False),
    ],
)
def test_a_guard_says_whether_the_assignments_allow_it(guard: str, tasks: tuple[Task, ...], holds: bool) -> None:
    assert workflow.GUARDS[guard](APPEAL, tasks) is holds


def test_with_lines_each_one_needs_its_own_lead() -> None:
    one = bag("working")
    assert workflow.leadless(LINES, [replace(one[0], line="functional")]) == ["territorial"]
    assert workflow.no_lead(LINES, [replace(one[0], line="functional")])


def test_nothing_but_the_start_is_possible_before_a_case_exists() -> None:
    possible = [code for code in APPEAL.actions if workflow.enabled(APPEAL, Position(START), code)]
    assert possible == ["register"]


def test_an_action_after_another_waits_for_it() -> None:
    reviewing = Position("reviewing", bag("fed_back"))
    assert not workflow.enabled(APPEAL, reviewing, "rule")
    assert workflow.enabled(APPEAL, replace(reviewing, done=frozenset({"send_back"})), "rule")


def test_assignments_are_worked_on_only_while_the_units_hold_the_case() -> None:
    tasks = bag("working")
    assert workflow.enabled(APPEAL, Position("handling", tasks), "submit", 1)
    assert not workflow.enabled(APPEAL, Position("pending", tasks), "submit", 1)
    assert not workflow.enabled(APPEAL, Position("handling", tasks), "submit", 2)
    assert not workflow.enabled(APPEAL, Position("handling", tasks), "submit")


def test_the_last_required_feedback_moves_the_case_to_review_by_itself() -> None:
    tasks = bag("awaiting_sign_off", "fed_back")
    after = workflow.move(APPEAL, Position("handling", tasks), "sign_off", 1)
    assert (after.state, {task.state for task in after.tasks}) == ("reviewing", {"fed_back"})


def test_the_last_lead_returned_moves_the_case_back_to_dispatch_by_itself() -> None:
    tasks = (*bag("return_pending"), Task(no=2, unit="u2", state="working", role="assist"))
    after = workflow.move(APPEAL, Position("handling", tasks), "uphold_return", 1)
    assert [after.state, *(task.state for task in after.tasks)] == ["pending", "returned", "working"]


def test_milestones_are_reached_and_undone() -> None:
    answered = Position("replied", bag("accepted"), frozenset({"verified", "replied"}))
    again = workflow.move(APPEAL, answered, "dispute")
    assert (again.milestones, again.state, "dispute" in again.done) == (frozenset(), "handling", True)


def test_open_assignments_come_leads_first() -> None:
    tasks = (
        Task(no=1, unit="a", state="working", role="assist"),
        Task(no=2, unit="b", state="fed_back"),
        Task(no=3, unit="c", state="issued"),
    )
    assert [task.no for task in workflow.open_tasks(APPEAL, tasks)] == [3, 1]
