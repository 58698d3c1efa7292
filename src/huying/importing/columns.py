"""Which columns a programme's files may have, and which column of a file is which, by its header."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from huying.importing.headers import forms, plain
from huying.programmes import imports as told
from huying.programmes.registry import derived, load
from huying.rules.facts import Meaning
from huying.rules.programme import Field, Programme
from huying.rules.wording import Text

Kind = Literal["field", "contact", "instant", "number"]
OPENED, ANSWERED, NUMBER, NAME, PHONE = "when.opened", "when.answered", "number", "contact.name", "contact.phone"
IGNORED = ""  # what a mapping says of a column that nobody reads
DEFAULTED = ("choice", "mark")  # types that need no column: the usual choice stands for what nobody said

CONTACT = {
    "name": Text("姓名", "name"),
    "phone": Text("电话", "telephone"),
    "address": Text("地址", "address"),
    "firm": Text("企业名称", "firm"),
}
WHEN = {"opened": Text("登记时间", "when it came"), "answered": Text("办结时间", "when it was answered there")}
ITS_NUMBER = Text("在原系统的编号", "its number there")


class Column(Struct, frozen=True):
    """One thing that a column of a file may be: its code, what it is called here, and what others call it, the usual name first.

    `field` is the field of the form that it says; `required`: without it there is no case.
    """

    code: str
    kind: Kind
    name: Text
    headers: tuple[str, ...]
    field: Field | None = None
    required: bool = False


@derived
def columns(code: str) -> dict[str, Column]:
    """The columns that files of the newest version of a programme may have, by code."""
    programme, imports = load(code), told.load(code)
    found = {one.code: one for one in _of_fields(programme, imports)}
    return found | {one.code: one for one in _others(programme, imports)}


def _of_fields(programme: Programme, imports: told.Imports) -> Iterator[Column]:
    known, opening = told.headers(), programme.actions[programme.start]
    heading = _derived_heading(programme)
    for name, field in told.fields(programme, imports).items():
        fact = programme.facts.get(field.fact)
        meant = _meaning(imports, name, fact.meaning if fact else None)
        yield Column(
            code=name,
            kind="field",
            name=field.name,
            headers=(
                *imports.columns.get(name, ()),
                field.name.zh,
                field.name.en,
                *((fact.name.zh, fact.name.en) if fact else ()),
                *(known.meanings.get(meant, ()) if meant else ()),
                name,
            ),
            field=field,
            required=name in opening.fields and field.required and name != heading and field.type not in DEFAULTED,
        )


def _meaning(imports: told.Imports, name: str, meaning: Meaning | None) -> Meaning | None:
    """What a column means; the answer does so by being the answer."""
    return "answer" if name == imports.answer else meaning


def _derived_heading(programme: Programme) -> str:
    """The field of the heading where the matter can give one."""
    fields = programme.actions[programme.start].fields
    matter, heading = programme.meaning("matter"), programme.meaning("heading")
    if not any(field.fact == matter != "" for field in fields.values()):
        return ""
    return next((name for name, field in fields.items() if field.fact == heading), "")


def _others(programme: Programme, imports: told.Imports) -> Iterator[Column]:
    """Whoever asked, when, and under which number."""
    known = told.headers()
    for part, name in CONTACT.items() if programme.asker.kind == "party" else ():
        yield Column(
            f"contact.{part}", "contact", name, (*imports.contact.get(part, ()), name.zh, *known.contact[part])
        )
    for part, name in WHEN.items():
        if part == "opened" or imports.answered:
            headers = (*imports.instants.get(part, ()), name.zh, *known.instants[part])
            yield Column(f"when.{part}", "instant", name, headers)
    yield Column(NUMBER, "number", ITS_NUMBER, (*imports.number, ITS_NUMBER.zh, *known.source.number))


@derived
def _index(code: str) -> dict[str, list[tuple[int, str]]]:
    """Columns by every form of their headers: (rank among the column's own, code), the likeliest first."""
    found: dict[str, list[tuple[int, str]]] = {}
    for column in columns(code).values():
        for rank, header in enumerate(dict.fromkeys(plain(one) for one in column.headers)):
            found.setdefault(header, []).append((rank, column.code))
    return {header: sorted(ways) for header, ways in found.items()}


@derived
def unread() -> frozenset[str]:
    """Headers that are known and say nothing of a case: running numbers, our own remarks on refused rows."""
    source = told.headers().source
    return frozenset(plain(one) for one in (*source.running, *source.ours))


def recognised(code: str, captions: Sequence[str]) -> dict[str, int]:
    """Which column of a file each column of the programme is, by its header: the best name wins, one column for each."""
    ways = sorted(
        (rank, form_rank, at, column)
        for at, caption in enumerate(captions)
        for form_rank, form in enumerate(forms(caption))
        for rank, column in _index(code).get(form, ())
    )
    found: dict[str, int] = {}
    for _, _, at, column in sorted(ways, key=lambda way: (way[1], way[0], way[2])):
        if column not in found and at not in found.values():
            found[column] = at
    return found


def chosen(code: str, captions: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    """The same as a person has said it: codes by header (`IGNORED` for what nobody reads); what is not said stays recognised."""
    known = columns(code)
    said = {caption: mapping[caption] for caption in captions if caption in mapping}
    taken = set(said.values())
    found = {
        column: at
        for column, at in recognised(code, captions).items()
        if captions[at] not in said and column not in taken
    }
    return found | {column: captions.index(caption) for caption, column in said.items() if column in known}


def missing(code: str, found: Mapping[str, int]) -> list[Column]:
    """The columns without which there is no case, and that the file does not have."""
    return [column for column in columns(code).values() if column.required and column.code not in found]
