"""Every name that a payload brings is looked up before anything is written: units, persons, firms, places, cases, whoever knocks."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from huying.ledger import models
from huying.ledger.services.create import create
from huying.people.models import Firm, Place, Unit, User
from huying.rules.errors import BadInput
from tests.ledger.story import CLERK, DISPATCHER, LETTER, MONDAY, Story, Tale, post

pytestmark = pytest.mark.django_db

PLANNER, COORDINATOR = post("20", "planner", "gongshui"), post("24", "keeper", "fagai")
UNHEARD_OF: list[Any] = [
    "zhujjian",
    "市住建局",
    "",
    " ",
    "gong shui",
    "gongshui\0",
    "\ud800",
    "\u200bgongshui",
    "x" * 61,
    7,
    ["gongshui"],
    {"a": 1},
]


def number() -> int:
    """The next number that a case would get, asked without taking it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value + is_called::int FROM case_number")
        return int(cursor.fetchone()[0])


def refused_whole(field: str, programme: str, payload: dict[str, Any], actor: Any = None) -> BadInput:
    """The refusal: nothing was written, and no number used."""
    before, cases = number(), models.Case.objects.count()
    with pytest.raises(BadInput) as refusal:
        create(programme=programme, payload=payload, actor=actor, now=MONDAY)
    assert refusal.value.field == field
    for language in ("zh", "en"):
        refusal.value.message(language).encode()
    assert (number(), models.Case.objects.count()) == (before, cases)
    return refusal.value


@pytest.fixture
def retired() -> str:
    Unit.objects.filter(code="zhujian").update(active=False)
    return "zhujian"


# ---- units, in a hand-over


@pytest.mark.parametrize("row", ["unit", "supervisor"])
@pytest.mark.parametrize("unit", UNHEARD_OF, ids=repr)
def test_a_hand_over_to_nobody_is_refused_and_changes_nothing(row: str, unit: Any) -> None:
    if row == "supervisor" and unit in ("", " "):
        pytest.skip("nobody need supervise")
    story = Story().accepted()
    with pytest.raises(BadInput) as refusal:
        story.do("dispatch", DISPATCHER, assignments=[{"unit": "gongshui"} | {row: unit}])
    assert refusal.value.field == "assignments"
    assert (story.case.seq, story.case.state) == (2, "pending")
    assert not models.Assignment.objects.exists()


def test_a_retired_unit_gets_no_work_and_a_name_is_no_code(retired: str) -> None:
    story = Story().accepted()
    for unit in (retired, "市住房和城乡建设局"):
        with pytest.raises(BadInput, match=r"no unit .* in use"):
            story.do("dispatch", DISPATCHER, assignments=[{"unit": "gongshui"}, {"unit": unit, "role": "assist"}])
    assert story.case.seq == 2


# ---- units, in facts


@pytest.mark.parametrize("unit", UNHEARD_OF, ids=repr)
def test_a_fact_that_names_no_unit_is_refused_whole(strange: None, unit: Any) -> None:
    refused_whole("keeper", "build", build(keeper=unit), PLANNER)


def test_a_fact_that_names_a_retired_unit_is_refused_whole(strange: None, retired: str) -> None:
    error = refused_whole("keeper", "build", build(keeper=retired), post("20", "planner", retired))
    assert retired in error.message("zh")


def build(**more: Any) -> dict[str, Any]:
    usual = {"label": "工程", "keeper": "gongshui", "investment": "1", "planned_start": "2026-04-01", "site": "411002"}
    return usual | more


# ---- persons


@pytest.mark.parametrize(
    "person", ["4711", "somebody", "-1", "9" * 30, "王小明", "1.5", "٣", "\ud800", "party:1", "system", 7]
)
def test_a_fact_that_names_no_person_is_refused_whole(strange: None, person: Any) -> None:
    refused_whole("engineer", "build", build(engineer=person), PLANNER)


def test_a_person_whose_account_was_closed_is_not_named_and_one_in_use_is(strange: None) -> None:
    gone = User.objects.create(username="gone", is_active=False)
    refused_whole("engineer", "build", build(engineer=str(gone.pk)), PLANNER)
    here = User.objects.create(username="here")
    told = Tale("build", actor=PLANNER, contact=None, keeper="gongshui", engineer=str(here.pk))
    assert told.case.facts["engineer"] == str(here.pk)


# ---- firms


def test_a_firm_that_is_not_there_or_not_in_use_is_refused_whole(strange: None) -> None:
    Firm.objects.create(code="91411000A", name="停用公司", active=False)
    work = Tale("build", actor=PLANNER, contact=None, keeper="gongshui")
    both = type(COORDINATOR)("24", COORDINATOR.posts + PLANNER.posts)
    for firm in ("91411000A", "91411000B", "停用公司", "\ud800"):
        refused_whole("holder", "snag", {"what": "障碍", "work": work.opened.number, "holder": firm}, both)
    Firm.objects.update(active=True)
    snag = Tale("snag", actor=both, contact=None, work=work.opened.number, holder="91411000A")
    assert snag.case.facts["holder"] == "91411000A"


# ---- places


@pytest.mark.parametrize(
    "place", ["411099", "魏都区", "4110021", "x" * 61, "\ud800", "\0", "\u200b411002", "' OR 1=1 --"]
)
def test_a_place_that_the_city_does_not_have_is_refused_whole(place: str) -> None:
    refused_whole("place", "appeal", LETTER | {"place": place})


@pytest.mark.parametrize("place", ["411099", "魏都区"])
def test_nor_is_a_case_moved_there(place: str) -> None:
    story = Story(place="411081")
    with pytest.raises(BadInput) as refusal:
        story.do("accept", CLERK, category="utilities", urgency="normal", place=place)
    assert refusal.value.field == "place"
    assert (story.case.seq, story.case.place) == (1, "411081")


def test_a_place_that_is_no_more_opens_no_case_and_keeps_those_it_had() -> None:
    story = Story(place="411002001001")
    Place.objects.filter(code="411002001001").update(until=MONDAY.date())
    refused_whole("place", "appeal", LETTER | {"place": "411002001001"})
    assert story.case.place == "411002001001"
    story.accepted()


# ---- whoever is accused: units, retired ones too, and persons


@pytest.mark.parametrize("name", ["zhujjian", "市住建局", "4711", "王小明", "\ud800", "gongshui\0", "\u200bgongshui"])
def test_whoever_is_accused_must_be_there(name: str) -> None:
    error = refused_whole("accused", "appeal", LETTER | {"accused": ["gongshui", name]})
    assert "accused" in error.message("en")


def test_a_retired_unit_and_a_person_may_be_accused(retired: str) -> None:
    person = str(User.objects.create(username="somebody").pk)
    assert Story(accused=[retired, person]).case.accused == (retired, person)


# ---- a list of many names is asked for at once


def test_however_many_names_there_are_they_are_looked_up_by_a_few_queries(django_assert_max_num_queries: Any) -> None:
    units = list(Unit.objects.exclude(code="centre").values_list("code", flat=True)[:30])
    with django_assert_max_num_queries(20):
        create(programme="appeal", payload=LETTER | {"accused": units}, now=MONDAY)
