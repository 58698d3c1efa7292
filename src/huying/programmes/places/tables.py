"""A city from two tables, one of places and one of units: every fault by line and column, and nothing where there is one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct

from huying.programmes.places.columns import NOTE, Fault, Row, Sheet, words_of
from huying.programmes.places.spots import CodeSystem, Level, Office, Problem, Spot, UnitKind, problems
from huying.rules.wording import Text

Which = Literal["places", "units"]
Rows = Iterable[Sequence[Any]]

PLACES = {
    "code": ("编码", "代码", "区划代码", "行政区划代码", "统计用区划代码", "地区编码", "code"),
    "name": ("名称", "地名", "地点", "区划名称", "行政区划名称", "name"),
    "level": ("级别", "层级", "行政级别", "类型", "level"),
    "parent": ("上级", "上级编码", "上级代码", "上级区划代码", "上级名称", "所属", "隶属", "parent"),
    "name_en": ("英文名称", "英文名", "english"),
    "since": ("启用日期", "设立日期", "since"),
    "until": ("停用日期", "撤销日期", "until"),
    "successor": ("继任", "继任编码", "继任地点", "successor"),
    "also": ("别名", "曾用名", "又名", "also"),
}
UNITS = {
    "code": ("编码", "单位编码", "代码", "单位代码", "code"),
    "name": ("单位名称", "名称", "单位", "机构名称", "name"),
    "kind": ("类型", "单位类型", "类别", "单位类别", "性质", "kind"),
    "name_en": ("英文名称", "英文名", "english"),
    "parent": ("上级单位", "上级", "主管单位", "parent"),
    "place": ("负责地点", "所属地点", "辖区", "负责地区", "地区", "place"),
    "duties": ("职责", "负责类别", "职责类别", "负责领域", "duties"),
}
LEVELS: dict[Level, tuple[str, ...]] = {
    "city": ("市", "地级市", "设区市", "地市", "city"),
    "county": ("县区", "县", "区", "县级", "县级市", "市辖区", "功能区", "开发区", "county"),
    "town": ("乡镇", "乡", "镇", "街道", "乡级", "乡镇街道", "街道办", "民族乡", "town"),
    "village": ("村", "社区", "行政村", "居委会", "村委会", "村级", "村社区", "村居", "village"),
}
KINDS: dict[UnitKind, tuple[str, ...]] = {
    "centre": ("督办中心", "中心", "牵头单位", "centre"),
    "department": ("市直部门", "部门", "市直单位", "委办局", "市直", "department"),
    "company": ("公共服务企业", "企业", "公司", "国企", "company"),
    "county": ("县区政府", "县区", "县政府", "区政府", "市政府", "county"),
    "zone": ("功能区管委会", "管委会", "功能区", "zone"),
    "town": ("乡镇", "街道", "乡镇街道", "乡镇政府", "街道办", "town"),
}
DIGITS: dict[int, CodeSystem] = {4: "gbt2260", 6: "gbt2260", 9: "gbt2260", 12: "statistics"}  # of national codes


class CityTables(Struct, frozen=True):
    """What the two tables hold: places, each after what it lies in, and units in the order in which they answer; or what is
    wrong with them. `ignored` are columns that nobody reads, as the files call them.
    """

    spots: tuple[Spot, ...]
    units: tuple[Office, ...]
    ignored: tuple[str, ...]
    faults: tuple[tuple[Which, Fault], ...]


def read(places: Rows, units: Rows, *, categories: Mapping[str, Text], keeper: str) -> CityTables:
    """A city from the rows of both tables. `categories` are what a unit may answer for, by code; `keeper` is the code of the
    unit that keeps the loop.
    """
    place_sheet = Sheet(places, PLACES, ("code", "name", "level", "parent"))
    unit_sheet = Sheet(units, UNITS, ("name", "kind"))
    spots, place_lines = _spots(place_sheet)
    offices, unit_lines = _offices(unit_sheet, spots, categories, keeper)
    if not place_sheet.faults and not unit_sheet.faults:
        for problem in problems(spots, offices):
            of_unit = problem.code in unit_lines
            _blame(unit_sheet if of_unit else place_sheet, unit_lines if of_unit else place_lines, problem)
    ignored = (*place_sheet.ignored, *unit_sheet.ignored)
    faults = (*(_of("places", place_sheet)), *_of("units", unit_sheet))
    return CityTables((), (), ignored, faults) if faults else CityTables(_downwards(spots), tuple(offices), ignored, ())


def _spots(sheet: Sheet) -> tuple[list[Spot], dict[str, int]]:
    """The places as they are named, and the line of each; what they lie in is looked up among themselves."""
    rows = [*sheet.lines()]
    codes = _codes((row.get("code", ""), row.get("name", "")) for _, row in rows)
    spots = [_spot(sheet, line, row, codes) for line, row in rows]
    return spots, {spot.code: line for spot, (line, _) in zip(spots, rows, strict=True)}


def _spot(sheet: Sheet, line: int, row: Row, codes: Mapping[str, Sequence[str]]) -> Spot:
    code, name = sheet.code(line, row, 20), sheet.word(line, row, "name", 60)
    return Spot(
        code=code,
        name=Text(name, row.get("name_en", "")[:100] or name),
        level=sheet.one_of(line, row, "level", LEVELS, "village"),
        parent=sheet.meant(line, row, "parent", codes),
        code_system=DIGITS.get(len(code), "local") if code.isdigit() else "local",
        since=sheet.day(line, row, "since"),
        until=sheet.day(line, row, "until"),
        successor=sheet.meant(line, row, "successor", codes),
        also=words_of(row.get("also", "")),
    )


def _offices(
    sheet: Sheet, spots: Iterable[Spot], categories: Mapping[str, Text], keeper: str
) -> tuple[list[Office], dict[str, int]]:
    """The units, and the line of each. A unit without a code is called after its line, the centre as the programme calls it."""
    rows = [(line, _coded(line, row, keeper)) for line, row in sheet.lines()]
    units = _codes((row["code"], row.get("name", "")) for _, row in rows)
    places = _codes((spot.code, name) for spot in spots for name in (spot.name.zh, *spot.also))
    matters = {code: (text.zh, text.en, code) for code, text in categories.items()}
    offices = []
    for line, row in rows:
        name = sheet.word(line, row, "name", 100)
        office = Office(
            code=sheet.code(line, row, 40),
            name=Text(name, row.get("name_en", "")[:200] or name),
            kind=sheet.one_of(line, row, "kind", KINDS, "department"),
            parent=sheet.meant(line, row, "parent", units),
            place=sheet.meant(line, row, "place", places),
            duties=tuple(
                sheet.one_of(line, {"duties": duty}, "duties", matters, "") for duty in words_of(row.get("duties", ""))
            ),
        )
        offices.append(office)
    if keeper and not sheet.faults and keeper not in {office.code for office in offices}:
        sheet.fault(0, "code", _no_keeper(keeper))
    return offices, {office.code: line for office, (line, _) in zip(offices, rows, strict=True)}


def _coded(line: int, row: Row, keeper: str) -> dict[str, str]:
    centre = NOTE.sub("", row.get("kind", "")) in KINDS["centre"]
    return {**row, "code": row.get("code", "") or (keeper if centre else f"unit{line}")}


def _no_keeper(keeper: str) -> Text:
    return Text(
        f"缺少归口办理的单位：请把一个单位的类型填为“督办中心”，编码填 {keeper} 或留空。",
        f"the unit that keeps the loop is missing: give one unit the kind 督办中心 and the code {keeper}, or leave its code empty.",
    )


def _codes(named: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Codes by what is called so: by itself, and by name."""
    found: dict[str, list[str]] = defaultdict(list)
    for code, name in named:
        for word in (code, name):
            if word and code not in found[word]:
                found[word].append(code)
    return found


def _blame(sheet: Sheet, lines: Mapping[str, int], problem: Problem) -> None:
    sheet.fault(lines.get(problem.code, 0), problem.field, problem.text)


def _of(which: Which, sheet: Sheet) -> Iterator[tuple[Which, Fault]]:
    return ((which, fault) for fault in sorted(sheet.faults, key=lambda one: one.line))


def _downwards(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    """The same places, each after what it lies in, siblings in their order."""
    parts: dict[str, list[Spot]] = defaultdict(list)
    for spot in spots:
        parts[spot.parent].append(spot)
    order = [*parts[""]]
    for spot in order:  # grows as it is walked
        order.extend(parts[spot.code])
    return tuple(order)
