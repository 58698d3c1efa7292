"""The names people write, and the places they mean."""

from datetime import date

import pytest

from huying.people import selectors
from huying.people.gazetteer import Gazetteer
from huying.people.models import Place

DAY = date(2026, 3, 1)


@pytest.fixture
def gazetteer(city: None) -> Gazetteer:
    return selectors.gazetteer()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("魏都区", ["411002"]),
        ("魏都", ["411002"]),
        ("许昌市魏都区", ["411002"]),
        ("河南省许昌市 魏都区", ["411002"]),
        ("许昌", ["4110"]),
        ("西大街道办事处", ["411002001"]),
        ("魏都西大", ["411002001"]),
        ("艾庄乡", ["411003208"]),  # its full name says 回族乡
        ("经开区", ["411071"]),
        ("长村张", ["411071001"]),
        ("长村张乡", ["411071001"]),  # what was a township is a subdistrict
        ("建安区长村张乡", ["411071001"]),  # and lies in a zone that was cut from a county
        ("小召乡", ["411003005"]),
        ("建安区小召乡双楼马居委会", ["411003102012"]),  # moved to another town when its own ended
        ("位村", ["411003101214"]),
        ("位村委会", ["411003101214"]),
        ("豫园", ["411002001002"]),
        ("许昌市魏都区西大街道豫园社区", ["411002001002"]),
        ("建安区袁庄", ["411003200230", "411003208208"]),  # two of that name in one county
        ("陈曹乡袁庄村", ["411003200230"]),
        ("罗庄村委会", ["411024107209", "411025205231", "411081119212", "411082106234"]),
        ("建安区罗庄村委会", ["411003003204"]),  # its former name
        ("禹州市西大街道", []),
        ("村委会", []),
        ("街道", []),
        ("", []),
        ("不是地名", []),
        ("魏都" * 60, []),
    ],
)
def test_a_name_is_understood(gazetteer: Gazetteer, text: str, codes: list[str]) -> None:
    assert gazetteer.named(text, DAY) == codes


def test_the_nearest_to_the_top_is_meant(gazetteer: Gazetteer) -> None:
    assert gazetteer.named("丁庄", DAY) == ["411002008"]  # a subdistrict, and villages in other counties
    assert gazetteer.named("丁庄", DAY, "411025") == ["411025200013"]
    assert len(gazetteer.named("丁庄村", DAY)) == 3


def test_within_a_town_a_village_needs_no_more_than_its_name(gazetteer: Gazetteer) -> None:
    assert gazetteer.named("袁庄", DAY, "411003208") == ["411003208208"]
    assert gazetteer.named("建安区艾庄回族乡袁庄村", DAY, "411003208") == ["411003208208"]
    assert gazetteer.named("袁庄", DAY, "411002001") == []


def test_what_was_in_force_on_the_day_is_meant(gazetteer: Gazetteer) -> None:
    assert gazetteer.named("小召乡", date(2020, 7, 1)) == ["411003202"]
    assert gazetteer.named("小召街道", date(2020, 7, 1)) == ["411003202"]  # by the name without its suffix


@pytest.mark.usefixtures("city")
def test_places_named_are_places() -> None:
    assert selectors.places_named("孟庄", DAY, "411003") == [
        *Place.objects.filter(code__in=("411003104216", "411003105206"))
    ]
    assert [one.name for one in selectors.places_named("小召街道段桥", DAY, "411003005")] == ["段桥居委会"]


def test_every_village_is_found_by_the_whole_way_to_it(gazetteer: Gazetteer) -> None:
    names = selectors.place_names()
    for village in selectors.on_day(Place.objects.filter(level="village"), DAY):
        whole = "".join(names[code].zh for code in village.path)
        assert gazetteer.named(whole, DAY) == [village.code], whole
