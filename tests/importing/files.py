"""Files of letters, made up on the spot."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # ships no types

from huying.importing.services.importing import Imported, import_rows
from huying.ledger import models

NOW = datetime(2021, 6, 1, 1, tzinfo=UTC)
PLAIN = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情")
ANSWERED = (*PLAIN, "答复意见", "答复时间")
LABELLED = (*PLAIN, "一级标签")

LAMP = (101, "U001", "东门路灯不亮", "2021/3/1 10:20:30", "小区东门路灯坏了半个月，晚上看不清路。")
WATER = (102, "U002", "自来水发黄", "2021/3/2 9:05", "自来水连续三天发黄，请查一查。")
BUS = (103, "U003", "公交线路调整", "2021/3/3", "建议恢复原来的公交站点。")
ANSWER = ("您好！路灯已于4月2日修复，感谢反映。", "2021/4/2 15:30:00")


def csv_file(rows: Iterable[Sequence[Any]], titles: Sequence[str] = PLAIN, encoding: str = "utf-8-sig") -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(titles)
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def xlsx_file(rows: Iterable[Sequence[Any]], titles: Sequence[str] = PLAIN, above: int = 0) -> bytes:
    """`above`: lines of something else before the header."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet, stamp = book.add_worksheet(), book.add_format({"num_format": "yyyy/m/d hh:mm:ss"})
    for number in range(above):
        sheet.write_string(number, 0, "关于来信的统计表")
    for line, row in enumerate([titles, *rows], above):
        for column, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write_datetime(line, column, value, stamp)
            elif isinstance(value, str):
                sheet.write_string(line, column, value)
            else:
                sheet.write(line, column, value)
    book.close()
    return out.getvalue()


def take(content: bytes, name: str = "letters.csv", **more: Any) -> Imported:
    given: dict[str, Any] = {"programme": "appeal", "name": name, "content": content, "now": NOW}
    return import_rows(**given | more)


def passage(row: models.Case, field: str) -> str:
    return models.Passage.objects.get(case=row, field=field).text
