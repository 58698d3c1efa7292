"""A list as a file: for WPS and Excel, never with a cell that they would run, and never without a trace in the log."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime

import xlsxwriter  # type: ignore[import-untyped]  # ships no types
from django.db.models import Model
from django.http import HttpResponse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from huying.clock import now
from huying.ledger.services import access
from huying.rules.calendar import LOCAL
from huying.web.desk import filters, listing, rows
from huying.web.desk.guard import StaffRequest, staff
from huying.web.desk.index import pick
from huying.web.desk.queues import queues_for
from huying.web.errors import NoPage

MOST = 10_000  # rows of one file
BATCH = 500
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a spreadsheet takes for the beginning of a formula
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@never_cache
@staff
def export(request: StaffRequest, kind: str) -> HttpResponse:
    """The list of this address, at most ten thousand rows, as .csv or .xlsx. The export is written down."""
    at = now()
    queues = queues_for(request.actor, at)
    if not queues:
        raise NoPage
    queue, wanted = pick(queues, request.GET.get("queue", "")), filters.read(request.GET)
    table = [_header(), *_lines(listing.found(queue, wanted, request.actor, at)[:MOST], at)]
    detail = f"{kind} {len(table) - 1} {filters.address({'queue': queue.key, **wanted.given()})}"
    access.note(actor=request.actor, kind="export", now=at, detail=detail[:300])
    body, media = (_xlsx(table), XLSX) if kind == "xlsx" else (_csv(table), "text/csv; charset=utf-8")
    response = HttpResponse(body, content_type=media)
    response.headers["Content-Disposition"] = f'attachment; filename="huying-{at.astimezone(LOCAL):%Y%m%d-%H%M}.{kind}"'
    return response


def _header() -> list[str]:
    return [
        gettext("编号"),
        gettext("标题"),
        gettext("状态"),
        gettext("灯"),
        gettext("期限"),
        gettext("剩余"),
        gettext("地点"),
        gettext("单位"),
        gettext("类别"),
        gettext("渠道"),
        gettext("登记时间"),
    ]


def _lines(found: Iterable[Model], at: datetime) -> Iterator[list[str]]:
    language = get_language() or "zh-hans"
    lights = {"red": gettext("超期"), "amber": gettext("临期"), "green": gettext("正常"), None: ""}
    batch = list(found)
    for start in range(0, len(batch), BATCH):
        for row in rows.rows(batch[start : start + BATCH], at, language):
            yield [
                row.number,
                safe(row.title),
                row.state,
                lights[row.light],
                _time(row.due),
                row.left,
                row.place,
                safe(row.unit),
                row.category,
                row.channel,
                _time(row.opened),
            ]


def safe(cell: str) -> str:
    """The cell as text: whatever a spreadsheet would run gets an apostrophe in front."""
    return f"'{cell}" if cell.startswith(RUNS) else cell


def _time(at: datetime | None) -> str:
    return f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M}" if at else ""


def _csv(table: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(table)
    return out.getvalue().encode("utf-8-sig")  # with its mark, or Excel reads Chinese as something else


def _xlsx(table: list[list[str]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        for number, line in enumerate(table):
            for column, cell in enumerate(line):
                sheet.write_string(number, column, cell, bold if number == 0 else None)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 0, 20)
        sheet.set_column(1, 1, 48)
        sheet.set_column(2, 10, 16)
    return out.getvalue()
