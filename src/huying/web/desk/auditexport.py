"""The auditor's lists as files: read and sent a batch at a time, never with a cell that a spreadsheet would run, and each
written down as an export itself.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.http import StreamingHttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from msgspec import Struct

from huying.clock import now
from huying.ledger.services import access
from huying.people.models import PeopleLog
from huying.rules.calendar import LOCAL
from huying.rules.policy import Actor
from huying.rules.wording import Text
from huying.web import speaking
from huying.web.desk import auditlists, lookwords, peoplewords
from huying.web.desk.audit import AUDITORS
from huying.web.desk.auditlists import Asked, asked
from huying.web.desk.exporting import safe
from huying.web.desk.filters import address
from huying.web.kit import names
from huying.web.kit.guard import StaffRequest

MOST = 200_000  # rows of one file; narrower days bring the rest
BATCH = 1000
CUT = Text(
    "只含前 {most} 行，请缩小日期范围后再导出其余部分。", "Only the first {most} rows; narrow the days for the rest."
)
Cells = Iterable[Any]


class Sheet(Struct, frozen=True):
    """One list: its head line, what it asks the database, and how a batch of rows becomes lines of cells."""

    head: tuple[Text, ...]
    found: Callable[[Asked, Actor], Any]
    lines: Callable[[tuple[Any, ...]], Iterator[Cells]]


@require_GET
@never_cache
@AUDITORS
def export(request: StaffRequest, which: str) -> StreamingHttpResponse:
    """The list of this address as .csv, narrowed as the page is. The export is written down before the first row leaves."""
    at, sheet = now(), SHEETS[which]
    wanted = asked(request.GET, at)
    given = {name: request.GET.get(name, "") for name in ("who", "since", "until", "kind", "number")}
    access.note(actor=request.actor, kind="export", now=at, detail=f"audit {which} csv {address(given)}"[:300])
    found = sheet.found(wanted, request.actor)[: MOST + 1]
    response = StreamingHttpResponse(_text(sheet, found, speaking.language()), content_type="text/csv; charset=utf-8")
    name = f"huying-audit-{which}-{at.astimezone(LOCAL):%Y%m%d-%H%M}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _text(sheet: Sheet, found: Any, language: str) -> Iterator[bytes]:
    """The file, a batch of rows at a time; the language is that of the request, which is over when the last row leaves."""
    yield _csv([sheet.head], language).encode("utf-8-sig")  # with its mark, or Excel reads Chinese as something else
    sent, source = 0, found.iterator(chunk_size=BATCH)
    while batch := tuple(islice(source, BATCH)):
        rows = batch[: MOST - sent]
        yield _csv(sheet.lines(rows), language).encode()
        sent += len(rows)
        if len(rows) < len(batch):
            yield _csv([[Text(CUT.zh.format(most=MOST), CUT.en.format(most=MOST))]], language).encode()


def _csv(lines: Iterable[Cells], language: str) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([[safe(_cell(cell, language)) for cell in line] for line in lines])
    return out.getvalue()


def _cell(cell: Any, language: str) -> str:
    match cell:
        case Text():
            return cell.say(language)
        case datetime():
            return f"{cell.astimezone(LOCAL):%Y-%m-%d %H:%M:%S}"
        case None:
            return ""
        case _:
            return str(cell)


def _looks(rows: tuple[Any, ...]) -> Iterator[Cells]:
    persons = names.persons(row.actor for row in rows)
    for row, words in zip(rows, lookwords.details(rows), strict=True):
        number = row.case.number if row.case else ""
        yield row.at, _account(row.actor), persons[row.actor], lookwords.kind(row.kind), number, words


def _events(rows: tuple[Any, ...]) -> Iterator[Cells]:
    persons, units = names.persons(row.actor for row in rows), names.units(row.unit for row in rows)
    for row in rows:
        unit, action = units.get(row.unit), auditlists.action(row)
        who = (_account(row.actor), persons[row.actor], auditlists.capacity(row), unit)
        yield row.recorded_at, row.at, *who, action, row.case.number, row.seq, row.hash


def _people(rows: tuple[PeopleLog, ...]) -> Iterator[Cells]:
    for row, by, action, subject, words in peoplewords.lines(rows):
        yield row.at, _account(row.by), by, action, row.subject, subject, peoplewords.line(words)


def _account(actor: str) -> str:
    """The number of an account; nothing for who has none, the system or the person who asked."""
    return actor if actor.isdecimal() else ""


def _seals(rows: tuple[Any, ...]) -> Iterator[Cells]:
    for row in rows:
        yield row.day, row.cases, row.events, row.digest, row.prev, row.sealed_at


TIME, ACCOUNT, PERSON = Text("时间", "Time"), Text("账号编号", "Account"), Text("人员", "Person")
NUMBER, ACTION = Text("编号", "Number"), Text("动作", "Action")
SHEETS = {
    "looks": Sheet(
        (TIME, ACCOUNT, PERSON, Text("类型", "Kind"), NUMBER, Text("理由、内容", "Reason, content")),
        auditlists.looks,
        _looks,
    ),
    "events": Sheet(
        (
            Text("记录时间", "Recorded"),
            Text("发生时间", "Happened"),
            ACCOUNT,
            PERSON,
            Text("身份", "As"),
            Text("单位", "Unit"),
            ACTION,
            NUMBER,
            Text("序号", "Seq"),
            Text("封印", "Hash"),
        ),
        auditlists.events,
        _events,
    ),
    "people": Sheet(
        (
            TIME,
            ACCOUNT,
            Text("办理人", "By"),
            ACTION,
            Text("对象编号", "Subject"),
            Text("对象", "Subject's name"),
            Text("内容", "Content"),
        ),
        lambda wanted, _: auditlists.people(wanted),
        _people,
    ),
    "seals": Sheet(
        (
            Text("日期", "Day"),
            Text("有变化的事项", "Cases that moved"),
            Text("记录", "Events"),
            Text("当日摘要", "Digest"),
            Text("前一日摘要", "Digest of the day before"),
            Text("封存时间", "Sealed"),
        ),
        lambda *_: auditlists.seals(),
        _seals,
    ),
}
