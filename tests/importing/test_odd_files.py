"""Files as offices keep them: merged cells, headers of two rows, totals, several sheets, web pages under another name, spoilt bytes."""

from __future__ import annotations

import io
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # ships no types

from huying.importing.report import rejects_file
from huying.ledger import models
from tests.importing.files import BUS, LAMP, PLAIN, WATER, csv_file, passage, take, xlsx_file

pytestmark = pytest.mark.django_db


def book(**sheets: list[tuple[Any, ...]]) -> bytes:
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = workbook.add_worksheet(name)
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, tuple):  # (text, rows, columns): a merged cell
                    sheet.merge_range(line, column, line + cell[1] - 1, column + cell[2] - 1, cell[0])
                elif cell is not None:
                    sheet.write(line, column, cell)
    workbook.close()
    return out.getvalue()


# ---- every line is accounted for ----


def test_a_quote_that_is_never_closed_spoils_no_other_row() -> None:
    lines = [f"{number},U,第{number}件,2021/3/1,第{number}件事。" for number in range(1000)]
    lines[500] = '500,U,第500件,2021/3/1,"这里只有开引号'
    report = take("\n".join([",".join(PLAIN), *lines]).encode()).report
    assert (report.new, report.rejects, report.read) == (1000, [], 1001)
    assert passage(models.Case.objects.get(heading="第500件"), "body") == '"这里只有开引号'


def test_a_quote_that_ends_rows_later_spoils_none_between() -> None:
    lines = [f"{number},U,第{number}件,2021/3/1,第{number}件事。" for number in range(40)]
    lines[10] = '10,U,第10件,2021/3/1,"开了引号'
    lines[20] = '20,U,第20件,2021/3/1,"有引号, 有逗号"'
    report = take("\n".join([",".join(PLAIN), *lines]).encode()).report
    assert (report.new, report.rejects) == (40, [])


def test_a_text_over_several_lines_stays_one_row() -> None:
    body = "第一行,有逗号\n第二行\n\n第三行"
    report = take(csv_file([(*LAMP[:4], body), WATER])).report
    assert (report.new, report.rejects) == (2, [])
    assert passage(models.Case.objects.get(heading=LAMP[2]), "body") == "第一行,有逗号\n第二行\n第三行"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_one_bad_byte_costs_one_row(encoding: str) -> None:
    content = csv_file([LAMP, WATER, BUS], encoding=encoding).replace("发黄，请查".encode(encoding), b"\xff\xff\xff")
    report = take(content).report
    assert (report.new, [one.line for one in report.rejects]) == (2, [3])
    assert report.rejects[0].error.message("zh") == "留言详情：含有不能保存的字符"


# ---- what is merged, what adds up ----


def test_merged_cells_reach_every_row_that_they_cover() -> None:
    rows: list[tuple[Any, ...]] = [
        PLAIN,
        (1, ("U1", 2, 1), "甲", ("2021/3/1", 3, 1), "第一件事。"),
        (2, None, "乙", None, "第二件事。"),
        (3, "U2", "丙", None, "第三件事。"),
    ]
    report = take(book(甲=rows), "a.xlsx").report
    assert (report.new, report.rejects) == (3, [])
    assert {str(at.date()) for at in models.Case.objects.values_list("opened_at", flat=True)} == {"2021-02-28"}


def test_a_header_of_two_rows_loses_no_column() -> None:
    rows: list[tuple[Any, ...]] = [
        (("二〇二一年诉求台账", 1, 5),),
        (("编号", 2, 1), ("诉求人", 1, 2), None, ("诉求", 1, 2), None),
        (None, "姓名", "电话", "时间", "内容"),
        (1, "王小明", "13800001234", "2021/3/1", "路灯坏了。"),
    ]
    imported = take(book(甲=rows), "a.xlsx")
    assert (imported.report.new, imported.report.rejects, imported.ignored) == (1, [], ())
    assert models.Party.objects.get().masked_phone == "138****1234"


def test_a_header_of_two_rows_in_a_file_that_knows_no_merging() -> None:
    content = "编号,诉求人,,诉求内容,登记时间\n,姓名,电话,,\n1,王小明,13800001234,路灯坏了。,2021/3/1\n".encode()
    imported = take(content)
    assert (imported.report.new, imported.report.rejects) == (1, [])
    assert models.Party.objects.get().masked_name == "王*"


@pytest.mark.parametrize("name", ["合计", "合 计", "总计：", "Total"])
def test_a_total_is_no_case(name: str) -> None:
    report = take(csv_file([LAMP, WATER, (name, "", "", "", ""), (name, "", "", "", "2")])).report
    assert (report.new, report.totals, report.rejects) == (2, 2, [])


def test_every_sheet_is_read_and_those_without_cases_are_said() -> None:
    imported = take(
        book(
            一月=[PLAIN, LAMP],
            说明=[("填表说明", "每月五日前报送")],
            二月=[PLAIN, WATER, (9, "U", "无内容", "2021/3/1", "")],
        ),
        "a.xlsx",
    )
    report = imported.report
    assert (report.new, len(report.rejects), imported.skipped) == (2, 1, ("说明",))
    assert report.rejects[0].where == "二月!3"
    again = take(
        rejects_file(report.rejects, imported.captions)
        .decode("utf-8-sig")
        .replace("无内容,2021/3/1,", "无内容,2021/3/1,补上了")
        .encode()
    )
    assert again.report.new == 1


def test_sheets_with_other_columns_are_each_read_by_their_own() -> None:
    imported = take(
        book(
            甲=[("内容", "时间"), ("第一件事。", "2021/3/1")],
            乙=[("来电时间", "电话", "诉求内容"), ("2021/3/2", "13800001234", "")],
        ),
        "a.xlsx",
    )
    assert (imported.report.new, len(imported.report.rejects)) == (1, 1)
    content = rejects_file(imported.report.rejects, imported.captions).decode("utf-8-sig").splitlines()
    assert content[0].endswith("内容,时间,来电时间,电话,诉求内容")
    assert content[1].endswith(",,,2021/3/2,13800001234,")


# ---- what only looks like a spreadsheet ----

PAGE = """<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head><body><table border=1>
<tr><th>留言编号</th><th>留言用户</th><th>留言主题</th><th>留言时间</th><th>留言详情</th></tr>
<tr><td>1</td><td rowspan=2>U1<td>路灯不亮</td><td>2021/3/1</td><td>第一行<br>第二行&nbsp;&amp; 完</td></tr>
<tr><td>2</td><td>水黄</td><td>2021/3/2</td><td>自来水发黄。</td></tr>
</table></body></html>"""


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_a_web_page_under_the_name_of_a_spreadsheet_is_read(encoding: str) -> None:
    report = take(PAGE.encode(encoding), "导出.xls").report
    assert (report.new, report.rejects) == (2, [])
    assert passage(models.Case.objects.get(heading="路灯不亮"), "body") == "第一行\n第二行 & 完"


def test_a_workbook_without_anything_is_refused_in_one_sentence() -> None:
    from huying.importing.errors import NothingInIt

    for content, name in ((b"", "a.csv"), (book(甲=[]), "a.xlsx"), (b"\n\n\n", "a.csv"), (xlsx_file([], ()), "a.xlsx")):
        with pytest.raises(NothingInIt):
            take(content, name)
