"""A year of holidays is loaded while people act: nobody's dates are counted by the calendar before it."""

from datetime import date

import pytest

from huying.people import calendars
from huying.people.services.calendars import load_year
from huying.programmes.holidays import load as shipped
from huying.programmes.registry import load
from huying.rules import clock as clocks
from huying.rules.policy import Actor, Post
from huying.rules.schedule import Holiday, Schedule
from huying.rules.wording import Text
from tests.ledger.story import MONDAY, Story

pytestmark = pytest.mark.django_db

SYSADMIN = Actor("42", (Post("sysadmin"),))
FLOOD = Schedule(
    2026, "示例通知", (Holiday(Text("防汛停工", "Days of the flood"), date(2026, 3, 3), date(2026, 3, 5)),)
)


def test_an_action_decided_by_the_calendar_before_is_decided_again() -> None:
    story = Story()
    spec = load("appeal").clocks["dispatch"]
    assert load_year(schedule=FLOOD, by=SYSADMIN, now=MONDAY)
    story.accepted()
    counted, before = (
        clocks.start(spec, {"urgency": "normal"}, story.now, one) for one in (calendars.current(), shipped())
    )
    assert story.case.clocks["dispatch"].due == counted.due > before.due
    assert story.case.seq == 2


def test_a_letter_registered_by_the_calendar_before_is_registered_once_by_the_new_one() -> None:
    Story()
    assert load_year(schedule=FLOOD, by=SYSADMIN, now=MONDAY)
    story = Story()
    spec = load("appeal").clocks["register"]
    assert story.case.clocks["register"].due == clocks.start(spec, {}, MONDAY, calendars.current()).due
    assert story.case.seq == 1
