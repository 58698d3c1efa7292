"""The tree of places: what lies in what, what is in force, and what an administrator may change in it."""

import csv
from datetime import date
from pathlib import Path

import pytest

from huying.people import selectors
from huying.people.errors import Taken
from huying.people.models import PeopleLog, Place, Unit
from huying.people.services import tree
from huying.people.services.places import add_place, end_place, move_place, rename_place, reopen_place
from huying.people.services.setup import load_city
from huying.people.services.units import add_duty, create_unit
from huying.rules.errors import BadInput, Forbidden
from huying.rules.policy import Actor
from huying.rules.wording import Text
from tests.people.conftest import NOW, TODAY

pytestmark = pytest.mark.usefixtures("city")

VILLAGE = "411003003204"  # 大罗庄, in 邓庄街道 of 建安区
BEFORE, AFTER = date(2023, 6, 29), date(2023, 6, 30)


def place(code: str) -> Place:
    return Place.objects.get(code=code)


def test_a_path_leads_from_the_city_down_to_the_place_itself() -> None:
    assert selectors.path_of(VILLAGE) == ("4110", "411003", "411003003", VILLAGE)
    assert selectors.path_of("4110") == ("4110",)
    assert selectors.path_of("nowhere") == ()


def test_a_county_comes_from_the_tree_and_not_from_the_code() -> None:
    assert selectors.county_of(VILLAGE) == "411003"
    assert selectors.county_of("411003") == "411003"
    assert selectors.county_of("411002570001") == "4110DC"  # Dongcheng's villages bear the code of another county
    assert selectors.county_of("4110") == ""
    assert selectors.county_of("nowhere") == ""


def test_inside_a_place_is_all_that_lies_in_it_however_deep() -> None:
    inside = set(selectors.inside("411003").values_list("code", flat=True))
    assert {"411003", "411003003", VILLAGE} <= inside
    assert not {"4110", "411002", "411002001"} & inside
    assert selectors.inside("nowhere").count() == 0


def test_every_path_is_what_the_tree_says() -> None:
    assert tree.repath() == 0


def test_a_place_is_in_force_from_one_edition_of_the_list_to_another() -> None:
    old, new = "411003202", "411003005"  # the township of Xiaozhao, a subdistrict since
    assert [selectors.place_in_force(code, BEFORE) for code in (old, new)] == [True, False]
    assert [selectors.place_in_force(code, AFTER) for code in (old, new)] == [False, True]
    assert not selectors.place_in_force("nowhere", AFTER)
    assert [one.code for one in selectors.parts_of("411003", AFTER)].count(new) == 1
    assert old not in [one.code for one in selectors.parts_of("411003", AFTER)]


def test_a_former_place_is_refused_and_its_successor_named() -> None:
    selectors.demand_place("411003202", BEFORE)
    selectors.demand_place("411003005", AFTER)
    selectors.demand_place("")
    selectors.demand_place(None)
    for code, day, said in (
        ("411003202", AFTER, "现为“小召街道”（411003005）"),
        ("411003005", BEFORE, "自2023-06-30起才启用"),
        ("411082003003", AFTER, "已于2023-06-30撤销，请填写现有的地点"),  # nothing took its place
        ("9999", AFTER, "没有这个地点"),
    ):
        with pytest.raises(BadInput) as refused:
            selectors.demand_place(code, day)
        assert said in refused.value.message("zh")
        assert refused.value.field == "place"
    with pytest.raises(BadInput):
        selectors.demand_place("9999")


def test_places_below_a_village_are_places_too(sysadmin: Actor) -> None:
    group = add_place(
        code="G1", name="第一村民组", name_en="Group 1", level="village", parent=place(VILLAGE), by=sysadmin, now=NOW
    )
    assert selectors.path_of("G1") == ("4110", "411003", "411003003", VILLAGE, "G1")
    assert group.code_system == "local"
    assert selectors.county_of("G1") == "411003"


def test_a_new_village_says_whose_its_code_is_and_is_logged(sysadmin: Actor) -> None:
    new = add_place(
        code="411003003299",
        name="新村委会",
        name_en="新村委会",
        level="village",
        parent=place("411003003"),
        since=TODAY,
        by=sysadmin,
        now=NOW,
    )
    assert (new.code_system, new.since, new.order) == ("statistics", TODAY, place("411003003").order)
    log = PeopleLog.objects.latest("id")
    assert (log.action, log.subject, log.by) == ("add_place", new.code, sysadmin.id)
    assert log.detail == {"name": "新村委会", "parent": "411003003", "since": TODAY.isoformat()}


@pytest.mark.parametrize(
    ("parent", "code", "level", "field"),
    [
        ("411003", "411002099", "town", "code"),  # the code of another county: one of the two was mistyped
        ("411003003", "411003004999", "village", "code"),
        ("411003", "411003", "town", "code"),
        ("411003", "no-code", "town", "code"),
        ("411003", "一二三", "town", "code"),
        ("411003", "4" * 21, "town", "code"),
        ("411003003", "X1", "county", "level"),
        ("411003202", "X1", "village", "parent"),  # it ended
    ],
)
def test_a_place_that_can_not_be_is_refused(sysadmin: Actor, parent: str, code: str, level: str, field: str) -> None:
    Place.objects.filter(code="411003202").update(until=date(2021, 1, 1))
    with pytest.raises(BadInput) as refused:
        add_place(code=code, name="某", name_en="X", level=level, parent=place(parent), by=sysadmin, now=NOW)  # type: ignore[arg-type]  # what a form may bring
    assert refused.value.field == field


def test_a_code_is_taken_once(sysadmin: Actor) -> None:
    with pytest.raises(Taken):
        add_place(
            code=VILLAGE, name="某村", name_en="X", level="village", parent=place("411003003"), by=sysadmin, now=NOW
        )


def test_a_town_moved_to_another_county_takes_its_villages_along(sysadmin: Actor) -> None:
    move_place(place=place("411003003"), parent=place("4110SF"), by=sysadmin, now=NOW)
    assert selectors.path_of(VILLAGE) == ("4110", "4110SF", "411003003", VILLAGE)
    assert selectors.county_of(VILLAGE) == "4110SF"
    assert "411003003" in [town.code for town in selectors.towns("4110SF")]
    assert tree.repath() == 0
    load_city()  # the shipped tables do not move it back
    assert selectors.county_of(VILLAGE) == "4110SF"
    assert PeopleLog.objects.latest("id").detail == {"was": "411003", "parent": "4110SF"}


@pytest.mark.parametrize(("code", "parent"), [("411003", "411003003"), ("411003", "411003"), ("411003", "411002001")])
def test_nothing_lies_in_itself_or_below_its_level(sysadmin: Actor, code: str, parent: str) -> None:
    with pytest.raises(BadInput):
        move_place(place=place(code), parent=place(parent), by=sysadmin, now=NOW)
    assert tree.repath() == 0


def test_a_renamed_village_is_found_by_both_names(sysadmin: Actor) -> None:
    rename_place(place=place(VILLAGE), name="幸福村委会", name_en="幸福村委会", by=sysadmin, now=NOW)
    for name in ("建安区幸福村", "大罗庄村委会", "罗庄村"):
        assert [one.code for one in selectors.places_named(name, TODAY, "411003")] == [VILLAGE], name
    rename_place(place=place(VILLAGE), name="大罗庄村委会", name_en="大罗庄村委会", by=sysadmin, now=NOW)
    assert place(VILLAGE).also == ["罗庄村委会", "幸福村委会"]


def test_a_town_that_ends_hands_its_villages_to_its_successor(sysadmin: Actor) -> None:
    end_place(place=place("411003003"), on=TODAY, successor=place("411003004"), by=sysadmin, now=NOW)
    assert selectors.path_of(VILLAGE) == ("4110", "411003", "411003004", VILLAGE)
    with pytest.raises(BadInput) as refused:
        selectors.demand_place("411003003", TODAY)
    assert "昌盛街道" in refused.value.message("zh")
    assert [one.code for one in selectors.places_named("邓庄街道", TODAY)] == ["411003004"]
    assert PeopleLog.objects.filter(action="end_place").get().detail == {
        "on": TODAY.isoformat(),
        "successor": "411003004",
    }
    reopen_place(place=place("411003003"), by=sysadmin, now=NOW)
    selectors.demand_place("411003003", TODAY)


def test_a_place_ends_once_with_a_successor_that_is_there(sysadmin: Actor) -> None:
    town, village = place("411003003"), place(VILLAGE)
    for ended, on, heir, field in (
        (town, TODAY, None, "successor"),  # villages lie in it
        (town, date(2021, 3, 2), place("411003004"), "successor"),  # tomorrow: they would move too early
        (town, TODAY, village, "successor"),  # within itself
        (town, TODAY, town, "successor"),
        (village, TODAY, place("411003005"), "successor"),  # not there yet
        (place("411003005"), date(2023, 6, 30), None, "on"),  # before it begins
    ):
        with pytest.raises(BadInput) as refused:
            end_place(place=ended, on=on, successor=heir, by=sysadmin, now=NOW)
        assert refused.value.field == field
    end_place(place=village, on=TODAY, by=sysadmin, now=NOW)
    with pytest.raises(BadInput):
        end_place(place=village, on=TODAY, by=sysadmin, now=NOW)
    with pytest.raises(BadInput):
        reopen_place(place=town, by=sysadmin, now=NOW)


def test_a_place_that_a_unit_answers_for_does_not_end_under_its_hands(sysadmin: Actor) -> None:
    town = place("411003003")
    unit = create_unit(code="dengzhuang", name="邓庄街道办", name_en="X", kind=Unit.Kind.TOWN, by=sysadmin, now=NOW)
    add_duty(unit=unit, category="", place=town, rank=1, by=sysadmin, now=NOW)
    with pytest.raises(BadInput) as refused:
        end_place(place=town, on=TODAY, successor=place("411003004"), by=sysadmin, now=NOW)
    assert "邓庄街道办" in refused.value.message("zh")
    assert place(VILLAGE).parent_id == "411003003"


def test_a_unit_that_answers_for_a_town_answers_for_its_villages(sysadmin: Actor) -> None:
    unit = create_unit(code="dengzhuang", name="邓庄街道办", name_en="X", kind=Unit.Kind.TOWN, by=sysadmin, now=NOW)
    add_duty(unit=unit, category="", place=place("411003003"), rank=99, by=sysadmin, now=NOW)
    assert [one.code for one in selectors.units_for("", VILLAGE)] == ["dengzhuang", "jianan"]
    assert [one.code for one in selectors.units_for("", "411002570001")] == ["dongcheng"]
    assert selectors.units_for("", "nowhere") == []


def test_places_are_the_system_administrators(secadmin: Actor) -> None:
    village = place(VILLAGE)
    with pytest.raises(Forbidden):
        rename_place(place=village, name="某", name_en="X", by=secadmin, now=NOW)
    with pytest.raises(Forbidden):
        move_place(place=village, parent=place("411003004"), by=secadmin, now=NOW)
    with pytest.raises(Forbidden):
        end_place(place=village, on=TODAY, by=secadmin, now=NOW)
    with pytest.raises(Forbidden):
        reopen_place(place=place("411003202"), by=secadmin, now=NOW)


def test_forms_offer_the_counties_with_the_towns_that_lie_in_them() -> None:
    counties = {one.code: one for one in selectors.counties_with_towns(AFTER)}
    assert [*counties] == [one.code for one in selectors.counties()]
    towns = dict(counties["411003"].towns)
    assert towns["411003005"] == Text("小召街道", "Xiaozhao Subdistrict")
    assert "411003202" not in towns
    assert "411003202" in dict({one.code: one for one in selectors.counties_with_towns(BEFORE)}["411003"].towns)


def test_every_village_of_the_published_lists_is_there_on_its_day(shared_data: Path) -> None:
    for edition, day in (("2020", date(2020, 6, 30)), ("2023", date(2023, 6, 30))):
        with (shared_data / "villages" / f"xuchang_villages_{edition}.csv").open(encoding="utf-8-sig") as file:
            listed = {row["code"]: row["name"] for row in csv.DictReader(file)}
        rows = selectors.on_day(Place.objects.filter(level=Place.Level.VILLAGE), day)
        ours = {row.code: row for row in rows}
        assert set(ours) == set(listed)
        if edition == "2023":
            assert {code: row.name for code, row in ours.items()} == listed
        else:
            assert all(listed[code] in (row.name, *row.also) for code, row in ours.items())
