"""Who answers for what: the units suggested beside a letter, those of its category first, then its place's."""

import pytest

from huying.people import selectors
from huying.people.errors import Taken
from huying.people.models import Duty, Place, Unit
from huying.people.services.setup import load_city
from huying.people.services.units import add_duty, create_unit, remove_duty, rename_unit, retire_unit
from huying.rules.errors import Forbidden
from huying.rules.policy import Actor
from tests.people.conftest import NOW

pytestmark = pytest.mark.usefixtures("city")


def codes(category: str, place: str = "") -> list[str]:
    return [unit.code for unit in selectors.units_for(category, place)]


def test_a_letter_about_a_bus_in_a_town_of_yanling() -> None:
    assert codes("traffic", "411024111") == ["jiaotong", "gongan", "gongjiao", "yanling"]


def test_a_letter_without_a_place_goes_to_the_departments_alone() -> None:
    assert codes("education") == ["jiaoyu"]


def test_a_letter_of_no_known_category_still_has_its_county() -> None:
    assert codes("", "4110SF") == ["shifan"]
    assert codes("volcanoes", "411071001") == ["jingkai"]


def test_the_town_that_answers_for_itself_stands_before_its_county(sysadmin: Actor) -> None:
    town = Place.objects.get(code="411024111")
    unit = create_unit(
        code="mafang",
        name="马坊镇政府",
        name_en="Mafang Town Government",
        kind=Unit.Kind.TOWN,
        place=town,
        by=sysadmin,
        now=NOW,
    )
    add_duty(unit=unit, category="", place=town, rank=99, by=sysadmin, now=NOW)
    assert codes("rural", "411024111") == ["nongye", "shuili", "mafang", "yanling"]
    assert codes("rural", "411024110") == ["nongye", "shuili", "yanling"]


def test_a_unit_out_of_use_is_suggested_no_more(sysadmin: Actor) -> None:
    retire_unit(unit=Unit.objects.get(code="gongjiao"), by=sysadmin, now=NOW)
    assert "gongjiao" not in codes("traffic")
    assert "gongjiao" not in [unit.code for unit in selectors.units()]
    assert selectors.unit_names()["gongjiao"].zh == "市公交公司"  # old cases still name it


def test_a_duty_stands_once_and_can_be_taken_away_for_good(sysadmin: Actor) -> None:
    unit = Unit.objects.get(code="gongan")
    with pytest.raises(Taken):
        add_duty(unit=unit, category="police", place=None, rank=1, by=sysadmin, now=NOW)
    remove_duty(duty=Duty.objects.get(unit=unit, category="traffic"), by=sysadmin, now=NOW)
    load_city()
    assert codes("traffic") == ["jiaotong", "gongjiao"]


def test_a_renamed_unit_keeps_its_name_when_the_city_is_loaded_again(sysadmin: Actor) -> None:
    rename_unit(unit=Unit.objects.get(code="zhujian"), name="市住房局", name_en="Housing", by=sysadmin, now=NOW)
    load_city()
    assert Unit.objects.get(code="zhujian").name == "市住房局"


def test_a_code_is_taken_once(sysadmin: Actor) -> None:
    with pytest.raises(Taken):
        create_unit(code="zhujian", name="又一个", name_en="Another", kind=Unit.Kind.DEPARTMENT, by=sysadmin, now=NOW)


def test_units_are_the_system_administrators(secadmin: Actor) -> None:
    with pytest.raises(Forbidden):
        retire_unit(unit=Unit.objects.get(code="zhujian"), by=secadmin, now=NOW)


def test_there_are_nine_counties_with_their_towns() -> None:
    assert [place.code for place in selectors.counties()] == [
        "411002",
        "411003",
        "411024",
        "411025",
        "411081",
        "411082",
        "4110SF",
        "411071",
        "4110DC",
    ]
    assert "马坊镇" in [place.name for place in selectors.towns("411024")]
    assert selectors.place_names()["411003"].en == "Jian'an District"
