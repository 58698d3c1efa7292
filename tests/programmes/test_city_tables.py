"""Places and units from tables as offices write them: read, or refused by line and column."""

from typing import Any

import pytest

from huying.programmes.places.columns import Fault
from huying.programmes.places.tables import CityTables, read
from huying.rules.wording import Text

CATEGORIES = {"housing": Text("住房", "Housing"), "traffic": Text("交通", "Traffic")}
PLACES: list[list[Any]] = [
    ["小城市行政区划表"],
    ["编码（必填）", "名 称", "级别", "上级", "英文名称", "备注", "启用日期"],
    ["990101", "一镇", "乡镇", "东区", "", "", "2021/3/5"],
    ["99", "小城市", "市", "", "Tiny City", "", None],
    [9901.0, "东区", "县（市、区）", 99.0, "East", "", ""],
    [],
    ["990101001", "甲村", "村（社区）", "990101", "", "有人", "2021年1月1日"],
    ["990101002", "乙村", "社区", "一镇", "", "", "2021-06-30 00:00:00"],
]
UNITS: list[list[Any]] = [
    ["单位名称", "类型", "负责地点", "职责", "上级单位", "编码", "联系人"],
    ["督办中心", "督办中心", "", "", "督查局", "", "某"],
    ["督查局", "市直部门", "", "", "", "ducha", ""],
    ["住建局", "部门", None, "住房、交通", "", "zhujian", ""],
    ["东区政府", "县（市、区）政府", "东区", "", "", "", ""],
]


def city(places: list[list[Any]] = PLACES, units: list[list[Any]] = UNITS) -> CityTables:
    return read(places, units, categories=CATEGORIES, keeper="centre")


def changed(rows: list[list[Any]], line: int, column: int, value: Any) -> list[list[Any]]:
    """The table with one cell changed; lines and columns from 1 on, as people count."""
    copy = [[*row] for row in rows]
    copy[line - 1][column - 1] = value
    return copy


def test_a_city_is_read_from_the_top_down_whatever_the_order_of_its_lines() -> None:
    found = city()
    assert found.faults == ()
    assert [(spot.code, spot.level, spot.parent, spot.code_system) for spot in found.spots] == [
        ("99", "city", "", "local"),
        ("9901", "county", "99", "gbt2260"),
        ("990101", "town", "9901", "gbt2260"),
        ("990101001", "village", "990101", "gbt2260"),
        ("990101002", "village", "990101", "gbt2260"),
    ]
    assert [str(spot.since) for spot in found.spots[2:]] == ["2021-03-05", "2021-01-01", "2021-06-30"]
    assert found.spots[0].name == Text("小城市", "Tiny City")
    assert found.spots[2].name == Text("一镇", "一镇")  # never an empty name


def test_units_answer_for_categories_and_places_by_their_names() -> None:
    centre, ducha, zhujian, east = city().units
    assert (centre.code, centre.parent, ducha.kind) == ("centre", "ducha", "department")
    assert zhujian.duties == ("housing", "traffic")
    assert (east.code, east.place, east.kind) == ("unit5", "9901", "county")


def test_columns_that_nobody_reads_are_named() -> None:
    assert city().ignored == ("备注", "联系人")


@pytest.mark.parametrize(
    ("line", "column", "value", "title", "said"),
    [
        (3, 1, "", "编码（必填）", "此格须填写"),
        (3, 1, "4.11003E+11", "编码（必填）", "科学计数法"),
        (3, 1, "一号", "编码（必填）", "编码只能用"),
        (3, 1, "9" * 21, "编码（必填）", "太长"),
        (8, 1, "990101001", "编码（必填）", "出现了两次"),
        (3, 2, "", "名 称", "此格须填写"),
        (3, 3, "洲", "级别", "请填其中之一：市、县区、乡镇、村"),
        (3, 3, "市", "级别", "级别高于其上级"),
        (3, 4, "西区", "上级", "没有“西区”"),
        (3, 4, "", "上级", "最上级地点只能有一个"),
        (3, 4, "甲村", "级别", "级别高于其上级"),
        (5, 4, "9901", "上级", "成环"),
        (7, 2, "一镇", "上级", "有几个，请填编码：990101、990101001"),
        (3, 7, "2021-13-01", "启用日期", "2021-12-30"),
        (3, 7, "去年", "启用日期", "2021-12-30"),
    ],
)
def test_a_fault_among_the_places_is_told_by_line_and_column(
    line: int, column: int, value: Any, title: str, said: str
) -> None:
    found = city(places=changed(PLACES, line, column, value))
    assert (found.spots, found.units) == ((), ())
    faults = [fault for which, fault in found.faults if which == "places"]
    assert [fault.column for fault in faults if said in fault.text.zh] == [title]
    assert line in {fault.line for fault in faults} or title == "上级"


@pytest.mark.parametrize(
    ("line", "column", "value", "title", "said"),
    [
        (4, 1, "", "单位名称", "此格须填写"),
        (4, 2, "局", "类型", "请填其中之一：督办中心、市直部门"),
        (5, 3, "西区", "负责地点", "没有“西区”"),
        (4, 4, "住房、航天", "职责", "请填其中之一：住房、交通"),
        (2, 5, "某局", "上级单位", "没有“某局”"),
        (4, 6, "住建", "编码", "编码只能用"),
        (4, 6, "ducha", "编码", "出现了两次"),
        (5, 6, "9901", "编码", "出现了两次"),  # the code of a place
        (2, 6, "db", "编码", "缺少归口办理的单位"),
    ],
)
def test_a_fault_among_the_units_is_told_by_line_and_column(
    line: int, column: int, value: Any, title: str, said: str
) -> None:
    found = city(units=changed(UNITS, line, column, value))
    assert (found.spots, found.units) == ((), ())
    [(which, fault)] = found.faults
    assert (which, fault.column) == ("units", title)
    assert said in fault.text.zh
    assert fault.line in (line, 0)


def test_all_faults_come_at_once_in_order_of_their_lines() -> None:
    rows = changed(changed(PLACES, 8, 3, "洲"), 3, 1, "")
    found = city(places=rows, units=[["单位", "电话"]])
    assert [(which, fault.line) for which, fault in found.faults] == [
        ("places", 3),
        ("places", 7),  # what it lay in has lost its code
        ("places", 8),
        ("units", 0),
    ]
    assert found.faults[-1][1] == Fault(
        0,
        "",
        Text(
            "没有找到表头，须有这些列：单位名称、类型。",
            "no header was found; these columns are needed: 单位名称、类型.",
        ),
    )


def test_a_header_far_below_is_none() -> None:
    assert city(places=[["说明"]] * 10 + PLACES).faults[0][1].text.zh.startswith("没有找到表头")
    assert city(places=[]).faults[0][1].line == 0
