"""The demo city's places and units as data: complete, hanging together, in both languages."""

import csv
import re
from pathlib import Path

import pytest

from huying.programmes.registry import published
from huying.programmes.places import load, parse
from huying.rules.errors import BadInput, NotFound

CITY = load()
COUNTIES = {county.code: county for county in CITY.counties}

TINY = """
code = "tiny"
city = { code = "99", name = { zh = "小城", en = "Tiny" }, code_system = "local" }
counties = [
  { code = "9901", name = { zh = "东区", en = "East" }, code_system = "local", towns = [["990101", "一镇", "One"]] },
]
units = [{ code = "centre", name = { zh = "中心", en = "Centre" }, kind = "centre" }]
"""


def test_there_are_nine_counties_six_of_them_with_a_national_code() -> None:
    assert len(COUNTIES) == 9
    assert [code for code, one in COUNTIES.items() if one.code_system == "gbt2260"] == [
        "411002",
        "411003",
        "411024",
        "411025",
        "411081",
        "411082",
    ]


def test_a_countys_code_is_six_characters_and_begins_its_towns_codes() -> None:
    assert {len(code) for code in COUNTIES} == {6}
    assert all(town.code.startswith(county.code) for county in CITY.counties for town in county.towns)


def test_there_are_about_forty_units_one_of_them_the_centre() -> None:
    assert 38 <= len(CITY.units) <= 45
    assert [office.code for office in CITY.units if office.kind == "centre"] == ["centre"]
    assert {office.place for office in CITY.units if office.place} == set(COUNTIES)


def test_everything_has_an_english_name() -> None:
    names = [place.name.en for place in (CITY.city, *CITY.counties)] + [office.name.en for office in CITY.units]
    names += [town.en for county in CITY.counties for town in county.towns]
    assert not [name for name in names if re.search(r"[一-鿿]", name) or not name.strip()]


def test_every_category_of_a_programme_has_a_unit_and_no_duty_is_for_an_unknown_one() -> None:
    duties = {category for office in CITY.units for category in office.duties}
    for programme in published():
        if programme.code == "appeal":
            assert set(programme.categories) == duties


def test_the_towns_are_those_of_the_published_list(shared_data: Path) -> None:
    with (shared_data / "places" / "xuchang_streets.csv").open(encoding="utf-8-sig") as file:
        listed = {row["code"]: row["name"] for row in csv.DictReader(file)}
    ours = {town.code: town.zh for county in CITY.counties for town in county.towns if county.code != "4110DC"}
    assert ours == {code: name for code, name in listed.items() if name != "东城区"}


def test_an_unknown_city_is_not_found() -> None:
    with pytest.raises(NotFound):
        load("../xuchang")


@pytest.mark.parametrize(
    ("was", "wrong", "named"),
    [
        ("990101", "880101", "880101"),
        ('kind = "centre"', 'kind = "castle"', "castle"),
        ('kind = "centre"', 'kind = "centre", parent = "ghost"', "centre"),
        ('kind = "centre"', 'kind = "centre", place = "77"', "centre"),
        ('"99"', '"9901"', "9901"),
        ("code = ", "code ", "tiny.toml"),
    ],
)
def test_data_that_does_not_hang_together_is_refused_by_name(was: str, wrong: str, named: str) -> None:
    parse(TINY, "tiny.toml")
    with pytest.raises(BadInput) as refused:
        parse(TINY.replace(was, wrong), "tiny.toml")
    assert named in refused.value.message("zh")
