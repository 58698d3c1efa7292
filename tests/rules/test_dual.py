"""A petition lived through: natural days, two lines, two supervising units, two addressees. No line of code knows it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from huying.rules.calendar import LOCAL
from huying.rules.case import replay
from huying.rules.log import first_break
from huying.rules.parsing import parse
from huying.rules.policy import SYSTEM, visible
from huying.rules.refusals import Accused, NotHere, NotYours, UsedUp, WrongHandover
from tests.rules.stories import (
    CLERK,
    DIRECTOR,
    HOUSING,
    HOUSING_LEADER,
    OVER_HOUSING,
    OVER_ROADS,
    OVER_WATER,
    PETITIONER,
    ROADS,
    ROADS_LEADER,
    VERIFIER,
    WATER,
    WATER_LEADER,
    Story,
)

FILE = Path(__file__).resolve().parent.parent / "programmes" / "strange" / "dual" / "programme.toml"
PETITION = parse(FILE.read_text("utf-8"), FILE.name)
DAY = timedelta(days=1)


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LOCAL).astimezone(UTC)  # type: ignore[misc, arg-type]


def handed_over() -> Story:
    return Story(PETITION).does(CLERK, "accept").does(CLERK, "hand_over").does(ROADS, "sign", 1).does(WATER, "sign", 2)


def fed_back() -> Story:
    return handed_over().does(ROADS_LEADER, "submit", 1).does(WATER_LEADER, "submit", 2)


def accepted() -> Story:
    return fed_back().does(OVER_ROADS, "accept_feedback", 1).does(OVER_WATER, "accept_feedback", 2)


def test_a_petition_goes_round_the_whole_loop() -> None:
    story = accepted().does(VERIFIER, "confirm").does(CLERK, "reply").does(CLERK, "report")
    assert set(story.case.milestones) == {"verified", "replied", "reported"}
    story.does(SYSTEM, "close", after=31 * DAY)
    assert story.case.state == "closed"
    assert replay(story.events) == story.case
    assert first_break(story.events) is None


def test_fifteen_and_sixty_natural_days_the_last_one_rolled_to_a_working_day() -> None:
    story = Story(PETITION)  # Monday, 6 September 2021
    assert story.case.due == local(2021, 9, 22, 23, 59, 59)  # the 21st is Mid-Autumn Day
    story.does(CLERK, "accept").does(CLERK, "hand_over")
    assert story.case.clocks["handle/1"].due == local(2021, 11, 5, 23, 59, 59)  # a Friday


def test_up_to_thirty_days_more_for_one_line_only_by_approval() -> None:
    story = handed_over().does(WATER, "request_extension", 2, days=30).does(DIRECTOR, "grant_extension", 2, days=30)
    assert story.case.clocks["handle/2"].due == local(2021, 12, 6, 23, 59, 59)  # 5 December is a Sunday
    assert story.case.clocks["handle/1"].due == local(2021, 11, 5, 23, 59, 59)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{"unit": "roads", "line": "territorial", "supervisor": "over-roads"}],
        [
            {"unit": "roads", "line": "territorial", "supervisor": "x"},
            {"unit": "water", "line": "territorial", "supervisor": "y"},
        ],
        [{"unit": "roads", "line": "territorial", "supervisor": "x"}, {"unit": "water", "line": "functional"}],
        [
            {"unit": "roads", "line": "territorial", "supervisor": "x"},
            {"unit": "roads", "line": "functional", "supervisor": "y"},
        ],
        [
            {"unit": "roads", "line": "territorial", "supervisor": "roads"},
            {"unit": "water", "line": "functional", "supervisor": "y"},
        ],
    ],
)
def test_it_is_handed_over_on_both_lines_each_with_a_supervising_unit_of_its_own(rows: list[dict[str, str]]) -> None:
    story = Story(PETITION).does(CLERK, "accept")
    if rows:
        with pytest.raises(WrongHandover):
            story.does(CLERK, "hand_over", assignments=rows)
    assert story.case.state == "assigning"


def test_each_supervising_unit_accepts_the_feedback_of_its_own_line_only() -> None:
    story = fed_back()
    assert (story.case.owner_role, story.case.owner_unit) == ("supervisor", "over-roads")
    with pytest.raises(NotYours):
        story.does(OVER_ROADS, "accept_feedback", 2)
    story.does(OVER_ROADS, "accept_feedback", 1)
    assert (story.case.state, story.case.owner_unit) == ("handling", "over-water")
    story.does(OVER_WATER, "accept_feedback", 2)
    assert story.case.state == "verifying"


def test_one_line_returned_is_handed_over_anew_while_the_other_goes_on() -> None:
    story = (
        handed_over()
        .does(WATER_LEADER, "submit", 2)
        .does(ROADS, "request_return", 1)
        .does(DIRECTOR, "uphold_return", 1)
    )
    assert (story.case.state, story.case.owner_role) == ("assigning", "clerk")
    promised = story.case.clocks["promise"].due
    story.does(
        CLERK, "hand_over", assignments=[{"unit": "housing", "line": "territorial", "supervisor": "over-housing"}]
    )
    assert [task.state for task in story.case.tasks.values()] == ["returned", "fed_back", "issued"]
    assert story.case.clocks["promise"].due == promised
    story.does(HOUSING, "sign", 3).does(HOUSING_LEADER, "submit", 3)
    story.does(OVER_WATER, "accept_feedback", 2).does(OVER_HOUSING, "accept_feedback", 3)
    assert story.case.state == "verifying"


def test_feedback_rejected_twice_ends_in_a_ruling() -> None:
    story = fed_back()
    for _ in range(2):
        story.does(OVER_ROADS, "reject_feedback", 1).does(ROADS_LEADER, "submit", 1)
    with pytest.raises(UsedUp, match="Rule that it stands"):
        story.does(OVER_ROADS, "reject_feedback", 1)
    story.does(DIRECTOR, "overrule", 1)
    assert story.task(1).state == "accepted"


def test_it_closes_only_when_both_addressees_have_been_told() -> None:
    story = accepted().does(VERIFIER, "confirm").does(CLERK, "reply")
    with pytest.raises(NotHere):
        story.does(CLERK, "close")
    story.does(CLERK, "report").does(CLERK, "close")
    assert story.case.closed


def test_a_refused_petition_is_verified_answered_and_reported_too() -> None:
    story = (
        Story(PETITION).does(DIRECTOR, "refuse").does(VERIFIER, "confirm").does(CLERK, "reply").does(CLERK, "report")
    )
    story.does(CLERK, "close")
    assert (story.case.facts["outcome"], story.case.state) == ("refused", "closed")


def test_a_re_examination_that_overturns_begins_again_with_every_milestone_to_reach() -> None:
    story = accepted().does(VERIFIER, "confirm").does(CLERK, "reply").does(CLERK, "report")
    story.does(PETITIONER, "request_reexamination").does(DIRECTOR, "overturn")
    assert story.case.milestones == {}
    assert story.case.facts["resolved"] is False
    assert [task.state for task in story.case.tasks.values()] == ["working", "working"]


def test_the_accused_never_meet_the_petition() -> None:
    story = Story(PETITION, accused=["water", "over-roads"]).does(CLERK, "accept")
    for unit, supervisor in (("water", "over-water"), ("housing", "over-roads")):
        rows = [
            {"unit": unit, "line": "territorial", "supervisor": supervisor},
            {"unit": "roads", "line": "functional", "supervisor": "x"},
        ]
        with pytest.raises(Accused, match="concerns that unit"):
            story.does(CLERK, "hand_over", assignments=rows)
    assert not visible(story.case, WATER, PETITION)
