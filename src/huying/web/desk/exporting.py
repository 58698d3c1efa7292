"""A list as a file: for WPS and Excel, never with a cell that they would run, and never without a trace in the log. It holds every
fact of the programme, by name, and is sent while it is read.
"""

import csv
import re
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import IO

import xlsxwriter  # type: ignore[import-untyped]  # ships no types
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from huying.clock import now
from huying.ledger.services import access
from huying.rules.calendar import LOCAL
from huying.web.desk import filters, ledgers, listing
from huying.web.desk.ledgers import Value
from huying.web.desk.queues import queues_for
from huying.web.errors import NoPage
from huying.web.kit.guard import StaffRequest, staff
from huying.web.speaking import language

MOST = 100_000  # rows of one file
RUNS = re.compile(
    r"[=+\-@\t\r\n＝＋－＠]"
)  # what a spreadsheet takes for the beginning of a formula, full-width signs too
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")  # but a number is a number
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NO_SHEET = re.compile(r"[\[\]:*?/\\]")  # signs that the name of a sheet can't have
SHEET = 31  # characters of it
EXACT = 15  # digits of a number that a spreadsheet keeps
CELL = 32_767  # characters of a cell
WIDTHS = {0: 20, 1: 48}


@require_GET
@never_cache
@staff
def export(request: StaffRequest, kind: str) -> HttpResponseBase:
    """The list of this address, at most a hundred thousand rows, as .csv or .xlsx. The export is written down."""
    at, spoken = now(), language()
    queues = queues_for(request.actor, at)
    if not queues:
        raise NoPage
    asked = listing.asked(queues, request.GET, request.actor, at)
    number = listing.found(asked).order_by().values("pk")[:MOST].count()
    told = filters.address({"queue": asked.queue.key, **asked.filters.given()})
    access.note(actor=request.actor, kind="export", now=at, detail=f"{kind} {number} {told}"[:300])
    table = ledgers.table(asked, MOST, spoken)
    name = f"huying-{at.astimezone(LOCAL):%Y%m%d-%H%M}.{kind}"
    if kind == "xlsx":
        return FileResponse(
            _xlsx(table, asked.queue.name.say(spoken)), as_attachment=True, filename=name, content_type=XLSX
        )
    response = StreamingHttpResponse(_csv(table), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def safe(cell: str) -> str:
    """The cell of a .csv as text: whatever a spreadsheet would run gets an apostrophe in front."""
    return f"'{cell}" if RUNS.match(cell) and not NUMBER.fullmatch(cell) else cell


class _Line:
    """What `csv` writes to: it hands back each line instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _csv(table: Iterator[Sequence[Value]]) -> Iterator[bytes]:
    """Line by line, with the mark in front without which Excel reads Chinese as something else."""
    writer = csv.writer(_Line())
    yield "".encode("utf-8-sig")
    for line in table:
        yield writer.writerow([safe(_text(cell)) for cell in line]).encode()


def _xlsx(table: Iterator[Sequence[Value]], title: str) -> IO[bytes]:
    """The whole book in a file of its own, row by row: its parts can be sent only once they are all there."""
    out = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the response that sends it
    with xlsxwriter.Workbook(
        out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet(NO_SHEET.sub(" ", title)[:SHEET].strip("' ") or None)
        bold = book.add_format({"bold": True})
        for column in range(100):
            sheet.set_column(column, column, WIDTHS.get(column, 16))
        sheet.freeze_panes(1, 0)
        for number, line in enumerate(table):
            for column, cell in enumerate(line):
                _write(sheet, number, column, cell, bold if number == 0 else None)
    out.seek(0)
    return out


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: Value, style: object) -> None:
    """A cell that is never a formula: a number that a spreadsheet keeps exactly, or text."""
    if isinstance(cell, Decimal) and len(cell.as_tuple().digits) <= EXACT:
        sheet.write_number(row, column, cell, style)
    elif cell not in ("", None):
        sheet.write_string(row, column, _text(cell)[:CELL], style)


def _text(cell: Value) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, datetime):
        return f"{cell.astimezone(LOCAL):%Y-%m-%d %H:%M}"
    return cell or ""
