"""A place and a unit as data, whichever file they came from, and what can be wrong with a whole city of them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal, get_args

from msgspec import Struct

from huying.rules.wording import Text

Level = Literal["city", "county", "town", "village"]
CodeSystem = Literal["gbt2260", "statistics", "local"]
UnitKind = Literal["centre", "department", "company", "county", "zone", "town"]

LEVELS: tuple[Level, ...] = get_args(Level)  # the higher first


def may_lie(level: str, parent: str) -> bool:
    """Whether a place of one level may lie in a place of the other: nothing stands above what it lies in."""
    order: list[str] = [*LEVELS]
    return order.index(level) >= order.index(parent)


class Spot(Struct, frozen=True):
    """One place: what it lies in (`parent`, "" for the city), when it is in force, and what took its place.

    `also` are names that it is found by as well: former ones, short ones.
    """

    code: str
    name: Text
    level: Level
    parent: str = ""
    code_system: CodeSystem = "local"
    since: date | None = None
    until: date | None = None
    successor: str = ""
    also: tuple[str, ...] = ()


class Office(Struct, frozen=True, forbid_unknown_fields=True):
    """A unit. `duties` are category codes it answers for; a unit with a `place` answers for everything there."""

    code: str
    name: Text
    kind: UnitKind
    parent: str = ""
    place: str = ""
    duties: tuple[str, ...] = ()


class Problem(Struct, frozen=True):
    """What is wrong with one field of the place or unit of that code."""

    code: str
    field: str
    text: Text


def problems(spots: Sequence[Spot], units: Sequence[Office]) -> Iterator[Problem]:
    """What is wrong with a city; nothing where all hangs together."""
    yield from _twice([*(spot.code for spot in spots), *(office.code for office in units)])
    yield from _tops(spots)
    by_code = {spot.code: spot for spot in spots}
    for spot in spots:
        yield from _place(spot, by_code)
    names = {office.code for office in units}
    for office in units:
        if office.parent and office.parent not in names:
            yield _missing(office.code, "parent", Text("上级单位", "The parent"))
        if office.place and office.place not in by_code:
            yield _missing(office.code, "place", Text("地点", "The place"))


def _twice(codes: list[str]) -> Iterator[Problem]:
    for code, times in sorted(Counter(codes).items()):
        if times > 1:
            yield Problem(code, "code", Text(f"编码 {code} 出现了两次。", f"The code {code} stands there twice."))


def _tops(spots: Sequence[Spot]) -> Iterator[Problem]:
    """A city is one tree: it has one place that lies in no other."""
    tops = [spot.code for spot in spots if not spot.parent]
    if not tops:
        yield Problem("", "parent", Text("没有不属于任何地点的最上级地点。", "No place stands above all others."))
    for code in tops[1:]:
        yield Problem(
            code,
            "parent",
            Text(
                f"{code} 没有上级，而最上级地点只能有一个。",
                f"{code} lies in no place; only one place may stand above all.",
            ),
        )


def _place(spot: Spot, by_code: dict[str, Spot]) -> Iterator[Problem]:
    parent = by_code.get(spot.parent)
    if spot.parent and parent is None:
        yield _missing(spot.code, "parent", Text("上级地点", "The place above"))
    if parent and not may_lie(spot.level, parent.level):
        yield Problem(
            spot.code,
            "level",
            Text(
                f"{spot.code} 的级别高于其上级 {parent.code}。",
                f"{spot.code} stands above {parent.code}, which it lies in.",
            ),
        )
    if parent and _circle(spot, by_code):
        yield Problem(spot.code, "parent", Text(f"{spot.code} 的上级关系成环。", f"{spot.code} lies in itself."))
    if spot.successor and (spot.successor not in by_code or spot.until is None):
        yield _missing(spot.code, "successor", Text("停用日期或继任地点", "The end, or the successor,"))
    if spot.since and spot.until and spot.until <= spot.since:
        text = Text(f"{spot.code} 的停用日期不晚于启用日期。", f"{spot.code} ends before it begins.")
        yield Problem(spot.code, "until", text)


def _circle(spot: Spot, by_code: dict[str, Spot]) -> bool:
    above = by_code.get(spot.parent)
    for _ in by_code:
        if above is None or above is spot:
            return above is spot
        above = by_code.get(above.parent)
    return False


def _missing(code: str, field: str, what: Text) -> Problem:
    return Problem(code, field, Text(f"{code} 的{what.zh}不存在。", f"{what.en} of {code} does not exist."))
