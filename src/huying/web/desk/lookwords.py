"""The access log in words: which list was exported and how it was narrowed, which file was opened, which token acted, and why somebody
looked. The log keeps an export's address; codes are never shown to people.
"""

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import parse_qsl
from uuid import UUID

from msgspec import Struct

from huying.ledger.models import Access, Attachment
from huying.programmes.registry import newest
from huying.rules.programme import Programme
from huying.rules.wording import Text
from huying.web.desk.choices import LIGHTS, MARKS, NAMES
from huying.web.desk.queues import GROUPS
from huying.web.kit import names
from huying.web.kit.values import YES, label

AUDITED = {
    "looks": Text("审计的访问记录", "the audit's list of looks"),
    "events": Text("审计的办件记录", "the audit's list of actions"),
    "people": Text("审计的人员变更", "the audit's list of changes of people"),
    "seals": Text("审计的每日封存", "the audit's daily seals"),
}
LISTS = {
    "mine": Text("全部待办", "everything that waits"),
    "tasks": Text("全部交办单", "every assignment"),
    "open": Text("全部在办", "all open"),
    "all": Text("全部事项", "all cases"),
    "closed": Text("已办结", "closed"),
    "unit": Text("在办交办单", "open assignments"),
    "done": Text("已反馈、已了结", "fed back and done"),
    "inbox": Text("本处待办", "waiting at the unit"),
    "lines": Text("督办的交办单", "assignments under supervision"),
    "supervised": Text("重点督办", "under supervision"),
    "light": GROUPS["board"],
}
ASKED = {
    "who": Text("人员", "person"),
    "since": Text("起", "from"),
    "until": Text("止", "until"),
    "number": Text("编号", "number"),
    "kind": Text("类型", "kind"),
    **NAMES,
}
KINDS = {
    "view": Text("查看事项", "Viewed a case"),
    "unmask": Text("查看联系方式", "Opened contact data"),
    "export": Text("导出列表", "Exported a list"),
    "file": Text("下载附件", "Opened a file"),
    "token": Text("以接口令牌办理", "Acted by an API token"),
}
NO_FILE = Text("（附件已不在）", "(a file that is gone)")
REJECTS = Text("导入时退回的行（.csv）", "rows that an import sent back (.csv)")


class Export(Struct, frozen=True):
    """What an export's line in the log says: the list, the kind of file, how many rows where they were counted, the address."""

    of: Text
    file: str
    rows: str
    asked: Mapping[str, str]


def details(rows: Iterable[Access]) -> list[Text]:
    """What each row's detail says, by one question for each kind of name."""
    rows = list(rows)
    files = _files([row.detail for row in rows if row.kind == "file"])
    exports = {row.pk: _export(row.detail) for row in rows if row.kind == "export"}
    told = _names([one for one in exports.values() if isinstance(one, Export)])
    return [_detail(row, files, exports.get(row.pk), told) for row in rows]


def kind(code: str) -> Text:
    """What kind of look it was."""
    return KINDS.get(code, Text(code, code))


def _detail(row: Access, files: Mapping[str, Text], export: Export | Text | None, told: names.Names) -> Text:
    if row.kind == "file":
        return files.get(row.detail, NO_FILE)
    if isinstance(export, Export):
        return _told(export, told)
    return export or Text(row.detail, row.detail)


def _export(detail: str) -> Export | Text:
    """An export's line, read; as it stands where it is none of ours."""
    first, _, rest = detail.partition(" ")
    second, _, rest = rest.partition(" ")
    if first == "rejects":
        return REJECTS
    if first == "audit" and second in AUDITED:
        file, _, address = rest.partition(" ")
        return Export(AUDITED[second], file, "", dict(parse_qsl(address)))
    if second.isdecimal():
        asked = dict(parse_qsl(rest))
        return Export(_list(asked.pop("queue", "")), first, second, asked)
    return Text(detail, detail)


def _list(key: str) -> Text:
    """What a list of the desk is called, by the key that stands in its address."""
    over, _, rest = key.partition(".")
    code, _, state = rest.partition(".")
    programme = {one.code: one for one in newest()}.get(code)
    if programme is None or over not in ("s", "t", "open"):
        return LISTS.get(over, Text(key, key))
    if over == "open":
        return _joined(programme.name, LISTS["open"])
    known = (programme.states if over == "s" else programme.tasks).get(state)
    return _joined(programme.name, known.name if known else Text(state, state))


def _told(export: Export, told: names.Names) -> Text:
    parts = [*_narrowed(export.asked, told)]
    many = Text(f"，{export.rows} 行", f", {export.rows} rows") if export.rows else Text("", "")
    zh = "".join(f"；{name.zh}：{value.zh}" for name, value in parts)
    en = "".join(f"; {name.en}: {value.en}" for name, value in parts)
    return Text(
        f"{export.of.zh}（.{export.file}{many.zh}）{zh}",
        f"{export.of.en} (.{export.file}{many.en}){en}",
    )


def _narrowed(asked: Mapping[str, str], told: names.Names) -> Iterator[tuple[Text, Text]]:
    """How the list was narrowed, filter by filter; the order of its rows is none."""
    programmes = [one for one in newest() if asked.get("p", one.code) == one.code]
    tables = _tables(programmes, told)
    for name, value in asked.items():
        if name.startswith("f."):
            yield _fact(name.removeprefix("f."), value, programmes, told)
        elif name != "sort":
            yield ASKED.get(name, Text(name, name)), tables.get(name, {}).get(value, Text(value, value))


def _tables(programmes: list[Programme], told: names.Names) -> dict[str, Mapping[str, Text]]:
    """What the values of the filters stand for."""
    return {
        "p": {one.code: one.name for one in programmes},
        "state": dict(_states(programmes)),
        "light": LIGHTS,
        "kind": KINDS,
        "unit": told.units,
        "county": told.places,
        "link": {code: link.name for one in programmes for code, link in one.links.items()},
        "reopened": {"1": YES},
    }


def _states(programmes: list[Programme]) -> Iterator[tuple[str, Text]]:
    """The states of cases and assignments, by their codes alone, and under their programme's."""
    for one in programmes:
        for code, state in (*one.tasks.items(), *one.states.items()):
            yield code, state.name
            yield f"{one.code}.{code}", _joined(one.name, state.name)


def _fact(name: str, value: str, programmes: list[Programme], told: names.Names) -> tuple[Text, Text]:
    code, _, end = name.partition(".")
    fact = next((one.facts[code] for one in programmes if code in one.facts), None)
    if fact is None:
        return Text(name, name), Text(value, value)
    table: Mapping[str, Text] = MARKS if fact.type == "mark" else fact.choices
    named = {"unit": told.units, "place": told.places}.get(fact.type, table)
    said, before = named.get(value, Text(value, value)), {"from": ("从", "from"), "to": ("到", "to")}.get(end, ("", ""))
    return label(fact), Text(f"{before[0]}{said.zh}", f"{before[1]} {said.en}".strip())


def _names(exports: list[Export]) -> names.Names:
    """Whatever value may be the code of a unit or a place."""
    values = {
        value
        for one in exports
        for name, value in one.asked.items()
        if name in ("unit", "county") or name.startswith("f.")
    }
    if not values:
        return names.Names()
    units, places = names.units(values), names.places(values)
    return names.Names(units=units, places=places)


def _files(idents: list[str]) -> dict[str, Text]:
    wanted = [one for one in idents if _uuid(one)]
    rows = Attachment.objects.filter(pk__in=wanted).values_list("pk", "name") if wanted else ()
    return {str(pk): Text(name, name) for pk, name in rows}


def _uuid(ident: str) -> UUID | None:
    try:
        return UUID(ident)
    except ValueError:
        return None


def _joined(first: Text, second: Text) -> Text:
    return Text(f"{first.zh} · {second.zh}", f"{first.en} · {second.en}")
