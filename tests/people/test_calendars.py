"""The calendar in force: shipped years, and years that the system administrator loads while everything runs."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from huying.people.calendars import current
from huying.people.models import HolidayYear, PeopleLog
from huying.people.services.calendars import load_year
from huying.rules.errors import BadInput, CalendarMissing, Forbidden
from huying.rules.policy import Actor
from huying.rules.schedule import Holiday, Schedule
from huying.rules.wording import Text
from tests.people.conftest import NOW

pytestmark = pytest.mark.django_db

NEW_YEAR = Holiday(Text("元旦", "New Year's Day"), date(2031, 1, 1), date(2031, 1, 3), (date(2031, 1, 4),))
FAR = Schedule(2031, "示例通知", (NEW_YEAR,))


def test_the_shipped_years_need_no_loading() -> None:
    assert not current().is_working_day(date(2021, 10, 1))
    assert current().is_working_day(date(2021, 10, 9))  # a Saturday worked for National Day


def test_a_loaded_year_is_in_force_at_once(sysadmin: Actor) -> None:
    with pytest.raises(CalendarMissing):
        current().is_working_day(date(2031, 1, 4))
    assert load_year(schedule=FAR, by=sysadmin, now=NOW)
    assert current().is_working_day(date(2031, 1, 4))
    assert HolidayYear.objects.get().source == "示例通知"


def test_the_administrator_has_the_last_word_on_a_shipped_year(sysadmin: Actor) -> None:
    day = Holiday(Text("城市假日", "City holiday"), date(2021, 3, 2), date(2021, 3, 2))
    load_year(schedule=Schedule(2021, "示例通知", (day,)), by=sysadmin, now=NOW)
    assert not current().is_working_day(date(2021, 3, 2))


def test_the_same_year_twice_changes_nothing(sysadmin: Actor) -> None:
    load_year(schedule=FAR, by=sysadmin, now=NOW)
    before = current()
    assert not load_year(schedule=FAR, by=sysadmin, now=NOW)
    assert current() is before
    assert PeopleLog.objects.filter(action="load_year").count() == 1


def test_asking_again_reads_no_year_again(db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    current()
    with django_assert_num_queries(0):
        current()


def test_a_schedule_with_a_mistake_is_refused_and_nothing_is_loaded(sysadmin: Actor) -> None:
    wrong = Schedule(2031, "示例通知", (Holiday(Text("元旦", "New Year's Day"), date(2031, 1, 3), date(2031, 1, 1)),))
    with pytest.raises(BadInput):
        load_year(schedule=wrong, by=sysadmin, now=NOW)
    assert not HolidayYear.objects.exists()


def test_only_the_system_administrator_loads_a_year(secadmin: Actor) -> None:
    with pytest.raises(Forbidden):
        load_year(schedule=FAR, by=secadmin, now=NOW)
