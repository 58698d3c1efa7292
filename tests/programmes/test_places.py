"""The demo city's places and units as data: complete, hanging together, in both languages."""

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from huying.programmes.catalogue import published
from huying.programmes.places import load, parse
from huying.rules.errors import BadInput, NotFound

CITY = load()
SPOTS = [*CITY.spots()]
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


def test_the_shipped_towns_bear_their_countys_code() -> None:
    assert {len(code) for code in COUNTIES} == {6}
    assert all(town.code.startswith(county.code) for county in CITY.counties for town in county.towns)


def test_everything_lies_in_what_stands_before_it() -> None:
    seen: set[str] = {""}
    for spot in SPOTS:
        assert spot.parent in seen
        seen.add(spot.code)
    assert Counter(spot.level for spot in SPOTS) == {"city": 1, "county": 9, "town": 110, "village": 2688}


def test_what_came_and_went_between_the_two_editions() -> None:
    villages = [spot for spot in SPOTS if spot.level == "village"]
    assert sum(one.until is None for one in villages) == 2505
    assert sum(one.since is None for one in villages) == 2463
    assert sum(bool(one.also) for one in villages) == 65
    assert {one.since for one in villages} | {one.until for one in villages} == {None, date(2023, 6, 30)}
    by_code = {spot.code: spot for spot in SPOTS}
    kept = [(one, by_code[one.successor]) for one in SPOTS if one.successor]
    assert all(heir.until is None for _, heir in kept)
    assert sum(one.name == heir.name for one, heir in kept) == 97  # 96 names, one of them in two counties


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
    ours = {
        one.code: one.name.zh for one in SPOTS if one.level == "town" and one.until is None and one.parent != "4110DC"
    }
    assert ours == {code: name for code, name in listed.items() if name != "东城区"}


def test_an_unknown_city_is_not_found() -> None:
    with pytest.raises(NotFound):
        load("../xuchang")


@pytest.mark.parametrize(
    ("was", "wrong", "named"),
    [
        ('["990101", "一镇", "One"]', '["990101", "一镇", "One"], ["990101", "二镇", "Two"]', "990101"),
        ('code = "tiny"', 'code = "tiny"\nterms = [{ code = "990101", successor = "9901" }]', "990101"),
        (
            'code = "tiny"',
            'code = "tiny"\nterms = [{ code = "990101", since = 2021-01-01, until = 2021-01-01 }]',
            "990101",
        ),
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


VILLAGES = "# remarks\ncode\tname\tparent\tsince\tuntil\tsuccessor\twas\n"


def test_villages_are_lines_of_columns() -> None:
    source = VILLAGES + "990101001\t甲村\t990101\n990101002\t乙村\t990101\t\t2022-01-01\t990101001\t旧乙村\n"
    first, second = parse(TINY, "tiny.toml", source).villages
    assert (first.name, first.until, first.successor) == ("甲村", None, "")
    assert (second.until, second.successor, second.was) == (date(2022, 1, 1), "990101001", "旧乙村")


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("990101001\t甲村\t990109", "990101001"),  # no such town
        ("990101001\t甲村\t990101001", "990101001"),  # in itself
        ("990101001\t甲村\t990101\tyesterday", "since"),
        ("990101001\t甲村\t990101\t\t2022-01-01\t990101009", "990101001"),
        ("990101001", "name"),
    ],
)
def test_a_village_that_lies_nowhere_is_refused(line: str, named: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse(TINY, "tiny.toml", VILLAGES + line)
    assert named in refused.value.message("zh")
