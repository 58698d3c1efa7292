"""The shipped cities as data: places, the units that answer for them, and what each unit answers for."""

import csv
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from huying.programmes.places.spots import CodeSystem, Office, Spot, problems
from huying.rules.decoding import readable
from huying.rules.errors import BadInput, NotFound
from huying.rules.wording import Text

CITY = Text("城市数据", "city file")


class Town(Struct, frozen=True, array_like=True):
    """A town or street: code, Chinese name, English name."""

    code: str
    zh: str
    en: str


class Region(Struct, frozen=True, forbid_unknown_fields=True):
    """The city itself, or a county with its towns. `code_system` says whose the code is, `also` what else it is called."""

    code: str
    name: Text
    code_system: CodeSystem
    towns: tuple[Town, ...] = ()
    also: tuple[str, ...] = ()


class Term(Struct, frozen=True, forbid_unknown_fields=True):
    """When a town came or went, and what took its place."""

    code: str
    since: date | None = None
    until: date | None = None
    successor: str = ""


@readable
class Village(Struct, frozen=True):
    """A line of the list of villages. `was` is the name in an earlier edition."""

    code: str
    name: str
    parent: str
    since: date | None = None
    until: date | None = None
    successor: str = ""
    was: str = ""


@readable
class City(Struct, frozen=True, forbid_unknown_fields=True):
    """One city: itself, its counties in the usual order, and its units in the order in which they answer."""

    code: str
    city: Region
    counties: tuple[Region, ...]
    units: tuple[Office, ...]
    terms: tuple[Term, ...] = ()
    villages: tuple[Village, ...] = ()

    def spots(self) -> Iterator[Spot]:
        """All its places, each after what it lies in."""
        terms = {term.code: term for term in self.terms}
        yield _region(self.city, "")
        for county in self.counties:
            yield _region(county, self.city.code)
        for county in self.counties:
            for town in county.towns:
                yield _town(town, county, terms.get(town.code, Term(town.code)))
        for village in self.villages:
            yield _village(village)


@cache
def load(code: str = "xuchang") -> City:
    """A shipped city. Raises NotFound where there is none of that code."""
    file, villages = (files(__name__).joinpath(f"{code}.{kind}") for kind in ("toml", "tsv"))
    if not file.is_file():
        raise NotFound(what=CITY)
    return parse(file.read_text("utf-8"), file.name, villages.read_text("utf-8") if villages.is_file() else "")


def parse(source: str, name: str = "places", villages: str = "") -> City:
    """A city from TOML text, and its villages from text in columns. Raises BadInput naming the file and what is wrong."""
    try:
        city = msgspec.convert(tomllib.loads(source), City)
        city = msgspec.structs.replace(city, villages=(*city.villages, *_villages(villages)))
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadInput(field=name, problem=str(error)) from error
    for problem in problems([*city.spots()], city.units):
        raise BadInput(field=name, problem=problem.text)
    return city


def _villages(source: str) -> Iterator[Village]:
    """From lines of columns parted by tabs, the first naming them; a line that begins with # is a remark."""
    lines = (line for line in source.splitlines() if not line.startswith("#"))
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        yield msgspec.convert({name: value for name, value in row.items() if value}, Village)


def _region(one: Region, parent: str) -> Spot:
    return Spot(one.code, one.name, "county" if parent else "city", parent, one.code_system, also=one.also)


def _town(town: Town, county: Region, term: Term) -> Spot:
    return Spot(
        code=town.code,
        name=Text(town.zh, town.en),
        level="town",
        parent=county.code,
        code_system=county.code_system,
        since=term.since,
        until=term.until,
        successor=term.successor,
    )


def _village(one: Village) -> Spot:
    """Villages have no English name of their own, and a code is nothing to show: the Chinese name stands in both languages,
    as it does on every sign there.
    """
    return Spot(
        code=one.code,
        name=Text(one.name, one.name),
        level="village",
        parent=one.parent,
        code_system="statistics",
        since=one.since,
        until=one.until,
        successor=one.successor,
        also=(one.was,) if one.was else (),
    )
