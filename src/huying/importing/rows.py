"""One row as a case to come: what it says, when, whose it is, and under which key it is known for ever."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from msgspec import Struct, json
from msgspec import field as default

from huying.importing.cells import Row, text_of, tidy
from huying.importing.columns import ANSWERED, NUMBER, OPENED, PHONE, Column, columns
from huying.importing.dates import Read, read_of
from huying.importing.errors import BadRow
from huying.importing.naming import Names
from huying.importing.sheets import Header
from huying.importing.values import Cell, Unfit, Unread, unreadable, value_of
from huying.ledger.sealing import Contact, phone_form
from huying.programmes import imports as told
from huying.rules.calendar import LOCAL, OFFSET
from huying.rules.headline import headline
from huying.rules.programme import Field, Programme
from huying.rules.wording import Text

FUTURE = Text("晚于现在", "lies in the future.")
BEFORE = Text("早于登记时间", "is earlier than the day it came.")
EMPTY = Text("不能为空", "must not be empty.")
ALONE = Text("有答复内容而没有答复时间", "there is an answer, but not its time.")
UNKNOWN = Text("没有“{name}”，请核对名称", "there is no “{name}” here; check the name.")
EARLIEST = 1990  # year
UNDATED = "（空）"
SHOWN = 40  # characters of a name that somebody made up


class Entry(Struct, frozen=True):
    """A case to come in: what it is opened with, and what the steps after that say, by column. `answered` where it was answered
    there; `unread` are values that name nothing known here: (caption of the column, value).
    """

    key: str
    opened: datetime
    payload: dict[str, Any]
    said: dict[str, Any]
    contact: Contact
    answered: datetime | None = None
    unread: tuple[tuple[str, str], ...] = ()


class Reader(Struct):
    """What the rows of one sheet are read with."""

    programme: Programme
    imports: told.Imports
    header: Header
    names: Names
    now: datetime
    columns: dict[str, Column] = default(default_factory=dict)

    def __post_init__(self) -> None:
        self.columns = columns(self.programme.code)

    def entry(self, row: Row) -> Entry:
        """The row's case. Raises BadRow naming the column as the file calls it."""
        opened = self._opened(row)
        on = opened.astimezone(LOCAL).date()
        said, unread = self._said(row, on)
        if OPENED in self.header.columns and not self._text(row, OPENED):
            unread.append((self.caption(OPENED), UNDATED))
        payload = self._payload(said)
        answered = self._answered(row, said, opened)
        contact = self._contact(row)
        return Entry(
            key=self._key(row, said, payload, contact),
            opened=opened,
            payload=payload,
            said=said,
            contact=contact,
            answered=answered,
            unread=tuple(unread),
        )

    def caption(self, code: str) -> str:
        """What the file calls a column."""
        return self.header.caption(code, self.programme.code)

    def _text(self, row: Row, code: str) -> str:
        return text_of(self.header.cell(row, code))

    def _said(self, row: Row, on: date) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """Every field that a column says, by the column's code; and what could not be read."""
        said: dict[str, Any] = {}
        unread: list[tuple[str, str]] = []
        for code in self.header.columns:
            column = self.columns[code]
            cell = self.header.cell(row, code)
            text = text_of(cell)
            if column.field is None or not text:
                continue
            fact = self.programme.facts.get(column.field.fact)
            verbatim = code not in self.programme.actions[self.programme.start].fields
            asked = Cell(cell, column.field, fact, self.caption(code), self.header.order, self.names, on, verbatim)
            try:
                said[code] = value_of(asked)
            except Unfit as error:
                raise BadRow(field=self.caption(code), problem=error.problem) from error
            except Unread as error:
                if column.required:
                    raise self._unknown(code, text) from error
                unread.append((self.caption(code), text[:SHOWN]))
        return said, unread

    def _unknown(self, code: str, text: str) -> BadRow:
        shown = text[:SHOWN]
        return BadRow(
            field=self.caption(code), problem=Text(UNKNOWN.zh.format(name=shown), UNKNOWN.en.format(name=shown))
        )

    def _payload(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """What the case is opened with; where nobody said it, the usual choice, and a heading out of the matter."""
        programme, payload = self.programme, {}
        matter, heading = programme.meaning("matter"), programme.meaning("heading")
        fields = programme.actions[programme.start].fields
        text = next((said.get(name, "") for name, field in fields.items() if matter and field.fact == matter), "")
        for name, field in fields.items():
            value = said.get(name)
            if value is None and field.fact == heading and text:
                value = headline(text)[: field.at_most or None]
            if value is None and field.required:
                value = _usual(field)
            if value in (None, "") and field.required and name in self.columns:
                raise BadRow(field=self.caption(name), problem=EMPTY)
            if value is not None:
                payload[name] = value
        return payload

    def _contact(self, row: Row) -> Contact:
        phone = self._text(row, PHONE)
        parts = {part: " ".join(self._text(row, f"contact.{part}").split()) for part in ("name", "address", "firm")}
        return Contact(phone=phone_form(phone), **parts)

    def _opened(self, row: Row) -> datetime:
        """When it came. A file without dates comes in now; where most rows have one, every row has."""
        if self._text(row, OPENED):
            return self._instant(row, OPENED)[0]
        if self.header.dated:
            raise BadRow(field=self.caption(OPENED), problem=EMPTY)
        return self.now.replace(microsecond=0)

    def _instant(self, row: Row, code: str) -> tuple[datetime, Read]:
        cell = self.header.cell(row, code)
        read = read_of(cell, self.header.order)
        if read is None or read.at.year < EARLIEST:
            raise BadRow(field=self.caption(code), problem=unreadable(cell))
        at = (read.at - OFFSET).replace(tzinfo=UTC, microsecond=0)
        if at > self.now:
            raise BadRow(field=self.caption(code), problem=FUTURE)
        return at, read

    def _answered(self, row: Row, said: Mapping[str, Any], opened: datetime) -> datetime | None:
        """When it was answered there, None where it was not; on the day it came it was later than that."""
        if not self.imports.answered:
            return None
        if not self._text(row, ANSWERED):
            if said.get(self.imports.answer):
                raise BadRow(field=self.caption(ANSWERED), problem=ALONE)
            return None
        at, read = self._instant(row, ANSWERED)
        same_day = not read.timed and read.at.date() == opened.astimezone(LOCAL).date()
        if at < opened and not same_day:
            raise BadRow(field=self.caption(ANSWERED), problem=BEFORE)
        return max(at, opened + timedelta(seconds=1))

    def _key(self, row: Row, said: Mapping[str, Any], payload: Mapping[str, Any], contact: Contact) -> str:
        """What the row is known by: its number there (or who asked), when it came, and what it says, all as it was understood."""
        matter = next((said[name] for name in payload if self._means(name, "matter") and name in said), None)
        number = " ".join(self._text(row, NUMBER).split()).removesuffix(".0")
        opened = self._instant(row, OPENED)[0] if self._text(row, OPENED) else None
        words = [
            self.programme.code,
            number or [contact.name, contact.phone],
            opened,
            tidy(matter) if matter else {name: said[name] for name in sorted(said) if name in payload},
        ]
        return f"import:{hashlib.sha256(json.encode(words)).hexdigest()}"

    def _means(self, name: str, meaning: str) -> bool:
        column = self.columns.get(name)
        fact = self.programme.facts.get(column.field.fact) if column and column.field else None
        return fact is not None and fact.meaning == meaning


def _usual(field: Field) -> Any:
    """What counts of a required field until somebody says more: the first choice, "no"; nothing of any other."""
    if field.type == "choice":
        return next(iter(field.choices), None)
    return False if field.type == "mark" else None
