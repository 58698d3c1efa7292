"""The shipped cities as data: places, the units that answer for them, and what each unit answers for."""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec
from msgspec import Struct

from huying.rules.decoding import readable
from huying.rules.errors import BadInput, NotFound
from huying.rules.wording import Text

CodeSystem = Literal["gbt2260", "local"]
UnitKind = Literal["centre", "department", "company", "county", "zone", "town"]

CITY = Text("城市数据", "city file")


class Town(Struct, frozen=True, array_like=True):
    """A town or street: code, Chinese name, English name. Its code begins with its county's."""

    code: str
    zh: str
    en: str


class Region(Struct, frozen=True, forbid_unknown_fields=True):
    """The city itself, or a county with its towns. `code_system` says whose the code is."""

    code: str
    name: Text
    code_system: CodeSystem
    towns: tuple[Town, ...] = ()


class Office(Struct, frozen=True, forbid_unknown_fields=True):
    """A unit. `duties` are category codes it answers for; a unit with a `place` answers for everything there."""

    code: str
    name: Text
    kind: UnitKind
    parent: str = ""
    place: str = ""
    duties: tuple[str, ...] = ()


@readable
class City(Struct, frozen=True, forbid_unknown_fields=True):
    """One city: itself, its counties in the usual order, and its units in the order in which they answer."""

    code: str
    city: Region
    counties: tuple[Region, ...]
    units: tuple[Office, ...]


@cache
def load(code: str = "xuchang") -> City:
    """A shipped city. Raises NotFound where there is none of that code."""
    file = files(__name__).joinpath(f"{code}.toml")
    if not file.is_file():
        raise NotFound(what=CITY)
    return parse(file.read_text("utf-8"), file.name)


def parse(source: str, name: str = "places") -> City:
    """A city from TOML text. Raises BadInput naming the file and what is wrong with it."""
    try:
        city = msgspec.convert(tomllib.loads(source), City)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadInput(field=name, problem=str(error)) from error
    for problem in problems(city):
        raise BadInput(field=name, problem=problem)
    return city


def problems(city: City) -> Iterator[Text]:
    """What is wrong with a city's data; nothing where all hangs together."""
    places = [
        city.city.code,
        *(one.code for one in city.counties),
        *(t.code for one in city.counties for t in one.towns),
    ]
    units = [office.code for office in city.units]
    yield from (
        Text(f"编码 {code} 出现了两次。", f"The code {code} stands there twice.") for code in _twice(places + units)
    )
    for county in city.counties:
        strays = [town.code for town in county.towns if not town.code.startswith(county.code)]
        yield from (
            Text(f"{code} 不以 {county.code} 开头。", f"{code} does not begin with {county.code}.") for code in strays
        )
    for office in city.units:
        if office.parent and office.parent not in units:
            yield Text(f"{office.code} 的上级单位不存在。", f"The parent of {office.code} does not exist.")
        if office.place and office.place not in places:
            yield Text(f"{office.code} 的地点不存在。", f"The place of {office.code} does not exist.")


def _twice(codes: list[str]) -> list[str]:
    return sorted({code for code in codes if codes.count(code) > 1})
