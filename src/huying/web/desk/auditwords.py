"""What the people's log says, in words: which change it was, and what it changed, codes by the names they stand for."""

from collections.abc import Iterable, Mapping
from typing import Any

from huying.people import roles
from huying.people.models import PeopleLog
from huying.rules.wording import Text
from huying.web.kit import names

CHANGES = {
    "create_account": Text("新建账号", "Made an account"),
    "reset_password": Text("重置密码", "Reset a password"),
    "close_account": Text("停用账号", "Closed an account"),
    "open_account": Text("启用账号", "Opened an account"),
    "appoint": Text("任命岗位", "Appointed to a post"),
    "end_term": Text("结束任期", "Ended a term"),
    "load_year": Text("录入节假日", "Loaded a year's holidays"),
    "lift_lockout": Text("解除锁定", "Lifted a lock-out"),
    "add_place": Text("新增地点", "Added a place"),
    "rename_place": Text("地点改名", "Renamed a place"),
    "move_place": Text("调整地点隶属", "Moved a place"),
    "end_place": Text("撤销地点", "Ended a place"),
    "reopen_place": Text("恢复地点", "Reopened a place"),
    "issue_token": Text("发放令牌", "Issued a token"),
    "revoke_token": Text("吊销令牌", "Revoked a token"),
    "create_unit": Text("新建单位", "Made a unit"),
    "rename_unit": Text("单位改名", "Renamed a unit"),
    "retire_unit": Text("停用单位", "Retired a unit"),
    "add_duty": Text("新增职责", "Added a duty"),
    "remove_duty": Text("删除职责", "Removed a duty"),
}
PARTS = {
    "post": Text("岗位编号", "post no."),
    "programme": Text("专项", "programme"),
    "role": Text("岗位", "role"),
    "unit": Text("单位", "unit"),
    "place": Text("地点", "place"),
    "parent": Text("上级", "lies in"),
    "successor": Text("继任", "successor"),
    "start": Text("自", "from"),
    "end": Text("至", "until"),
    "since": Text("启用", "since"),
    "until": Text("撤销", "until"),
    "on": Text("日期", "on"),
    "was": Text("原为", "was"),
    "name": Text("名称", "name"),
    "kind": Text("类别", "kind"),
    "category": Text("职责类别", "category"),
    "reason": Text("理由", "reason"),
    "token": Text("令牌编号", "token no."),
    "digest": Text("摘要", "digest"),
}
UNITS, PLACES = frozenset({"unit"}), frozenset({"place", "parent", "successor"})
Line = tuple[PeopleLog, Text, Text, Text, list[tuple[Text, Text]]]
"""One row: itself, who did it, what it was, to whom or what, and the details by name."""


def lines(rows: Iterable[PeopleLog]) -> list[Line]:
    """The rows in words, by one question for each kind of name."""
    rows = list(rows)
    units, places = (
        _codes(rows, UNITS) | {row.subject for row in rows},
        _codes(rows, PLACES) | {row.subject for row in rows},
    )
    told = names.Names(
        units=names.units(units),
        places=names.places(places),
        persons=names.persons({row.by for row in rows} | {row.subject for row in rows if row.subject.isdecimal()}),
    )
    return [(row, told.persons[row.by], change(row), _subject(row, told), _details(row, told)) for row in rows]


def change(row: PeopleLog) -> Text:
    """What was done."""
    return CHANGES.get(row.action, Text(row.action, row.action))


def _codes(rows: list[PeopleLog], parts: frozenset[str]) -> set[str]:
    return {str(row.detail[part]) for row in rows for part in parts & row.detail.keys()}


def _subject(row: PeopleLog, told: names.Names) -> Text:
    """A person, a unit or a place by name: which it is follows from the change."""
    kind = row.action.rpartition("_")[2]
    if kind in ("unit", "duty"):
        return told.units[row.subject]
    if kind == "place":
        return told.places[row.subject]
    return (
        Text(row.subject, row.subject)
        if kind == "year"
        else told.persons.get(row.subject, Text(row.subject, row.subject))
    )


def _details(row: PeopleLog, told: names.Names) -> list[tuple[Text, Text]]:
    return [
        (PARTS.get(name, Text(name, name)), _value(name, value, row.detail, told)) for name, value in row.detail.items()
    ]


def _value(name: str, value: Any, detail: Mapping[str, Any], told: names.Names) -> Text:
    text = str(value)
    if name in UNITS:
        return told.units[text]
    if name in PLACES:
        return told.places[text]
    if name == "role":
        return roles.name(str(detail.get("programme", "")), text)
    if name == "programme":
        return roles.programme_name(text)
    return Text(text, text)
