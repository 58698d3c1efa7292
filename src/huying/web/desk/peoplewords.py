"""The people log in words: what was done, and with which role, unit, place, programme, by name. Codes are never shown to people."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import translation

from huying.people import roles
from huying.people.models import ApiToken, PeopleLog, Unit
from huying.people.selectors import categories
from huying.rules.wording import Text
from huying.web.kit import names

ACTIONS = {
    "create_account": Text("新建账号", "Made an account"),
    "close_account": Text("停用账号", "Closed an account"),
    "open_account": Text("重新启用账号", "Opened an account again"),
    "first_password": Text("发给初始口令", "Gave a first one-time code"),
    "reset_password": Text("重设密码", "Reset a password"),
    "choose_password": Text("设定密码", "Chose a password"),
    "grant_code": Text("由系统发给口令", "Gave a one-time code by command"),
    "show_half": Text("领取前一半口令", "Was shown the first half of a code"),
    "appoint": Text("任命", "Appointed"),
    "end_term": Text("结束任期", "Ended a term"),
    "ask_appoint": Text("申请任命", "Asked for an appointment"),
    "ask_end_term": Text("申请结束任期", "Asked for the end of a term"),
    "ask_first_password": Text("申请初始口令", "Asked for a first code"),
    "ask_reset_password": Text("申请重设密码", "Asked for a reset"),
    "ask_open_account": Text("申请重新启用账号", "Asked for an account to be opened"),
    "refuse_change": Text("不同意申请", "Refused a request"),
    "withdraw_change": Text("撤回申请", "Took a request back"),
    "lift_lockout": Text("解除登录锁定", "Lifted a lock-out"),
    "issue_token": Text("签发令牌", "Issued a token"),
    "revoke_token": Text("吊销令牌", "Revoked a token"),
    "create_unit": Text("新建单位", "Made a unit"),
    "rename_unit": Text("单位改名", "Renamed a unit"),
    "retire_unit": Text("停用单位", "Retired a unit"),
    "add_duty": Text("增加职责", "Gave a unit a duty"),
    "remove_duty": Text("撤去职责", "Took a duty away"),
    "add_place": Text("新增地点", "Added a place"),
    "rename_place": Text("地点改名", "Renamed a place"),
    "move_place": Text("调整地点隶属", "Moved a place"),
    "end_place": Text("撤销地点", "Ended a place"),
    "reopen_place": Text("恢复地点", "Took a place back into force"),
    "begin": Text("建立本市", "Began the city"),
    "load_year": Text("录入节假日", "Loaded a year of holidays"),
}
LABELS = {
    "role": Text("岗位", "Role"),
    "unit": Text("单位", "Unit"),
    "place": Text("地点", "Place"),
    "parent": Text("上级", "Lies in"),
    "start": Text("开始", "From"),
    "end": Text("结束（不含）", "Until (not included)"),
    "on": Text("自此日起不再担任", "No longer held from"),
    "successor": Text("接任", "Successor"),
    "since": Text("启用", "In force from"),
    "until": Text("原撤销日", "Had ended on"),
    "asked_by": Text("申请人", "Asked by"),
    "reason": Text("理由", "Reason"),
    "change": Text("申请编号", "Request"),
    "token": Text("令牌", "Token"),
    "expires": Text("有效期至", "Expires"),
    "category": Text("类别", "Category"),
    "kind": Text("类别", "Kind"),
    "was": Text("原为", "Was"),
    "name": Text("名称", "Name"),
    "digest": Text("摘要", "Digest"),
}
HIDDEN = frozenset({"post", "programme"})  # a number of the table; what the role's own name says
KINDS = {  # of what a detail is the code
    "unit": "unit",
    "place": "place",
    "parent": "place",
    "asked_by": "person",
    "successor": "person",
    "token": "token",
    "category": "category",
    "kind": "kind",
}
OF_PLACES = {"end_place": {"successor": "place"}, "move_place": {"was": "place"}}
Detail = Mapping[str, Any]
Words = list[tuple[Text, Text]]
Known = dict[str, dict[str, Text]]
Line = tuple[PeopleLog, Text, Text, Text, Words]
"""One row: itself, who did it, what it was, to whom or what, and the details by name."""


def lines(rows: Iterable[PeopleLog]) -> list[Line]:
    """The rows in words, by one question for each kind of name."""
    rows = list(rows)
    persons, subjects = names.persons(row.by for row in rows), _subjects(rows)
    told = details((row.action, row.detail) for row in rows)
    return [
        (row, persons[row.by], action(row.action), subject, words)
        for row, subject, words in zip(rows, subjects, told, strict=True)
    ]


def action(code: str) -> Text:
    """What an action of the people log is called; its code where it is a new one."""
    return ACTIONS.get(code, Text(code, code))


def details(rows: Iterable[tuple[str, Detail]]) -> list[Words]:
    """The details of many actions, label by label: of pairs of an action and what the log holds of it."""
    found = list(rows)
    known = _known([(_kind(code, name), str(value)) for code, one in found for name, value in one.items()])
    return [
        [(LABELS.get(name, Text(name, name)), _value(code, name, one, known)) for name in _shown(one)]
        for code, one in found
    ]


def line(words: Words) -> Text:
    """The details of one action in one line."""
    return Text(
        "；".join(f"{name.zh}：{value.zh}" for name, value in words),
        "; ".join(f"{name.en}: {value.en}" for name, value in words),
    )


def _subjects(rows: list[PeopleLog]) -> list[Text]:
    """Whom or what each action was done to, by name."""
    pairs = [(_about(row.action), row.subject) for row in rows]
    known = _known(pairs)
    return [known.get(kind, {}).get(ident, Text(ident, ident)) for kind, ident in pairs]


def _about(code: str) -> str:
    """What kind of thing an action is done to."""
    if code.endswith(("_unit", "_duty")):
        return "unit"
    if code.endswith("_place") or code == "begin":
        return "place"
    return "" if code == "load_year" else "person"


def _kind(code: str, name: str) -> str:
    return OF_PLACES.get(code, {}).get(name, "") or KINDS.get(name, "")


def _known(wanted: Iterable[tuple[str, str]]) -> Known:
    """The names of many codes: of pairs of what kind they are of, and the code."""
    codes: dict[str, set[str]] = {}
    for kind, code in wanted:
        codes.setdefault(kind, set()).add(code)
    return {
        "unit": names.units(codes.get("unit", ())),
        "place": names.places(codes.get("place", ())),
        "person": names.persons(codes.get("person", ())),
        "token": _tokens(codes.get("token", set())),
        "category": categories() if "category" in codes else {},
        "kind": _kinds() if "kind" in codes else {},
    }


def _value(code: str, name: str, detail: Detail, known: Known) -> Text:
    value = str(detail[name])
    if name == "role":
        return roles.full_name(str(detail.get("programme", "")), value)
    return known.get(_kind(code, name), {}).get(value, Text(value, value))


def _shown(detail: Detail) -> list[str]:
    """What is shown of a detail, in the order of the labels: the database keeps none of its own."""
    return [name for name in LABELS if name in detail] + [name for name in detail if name not in {*LABELS, *HIDDEN}]


def _tokens(numbers: set[str]) -> dict[str, Text]:
    rows = ApiToken.objects.filter(pk__in=numbers).values_list("pk", "name") if numbers else ()
    return {str(pk): Text(f"{name} #{pk}", f"{name} #{pk}") for pk, name in rows}


def _kinds() -> dict[str, Text]:
    """What kinds of units are called: a file goes on being written when the request's language is over."""
    said = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            said[language] = {code: str(name) for code, name in Unit.Kind.choices}
    return {code: Text(name, said["en"][code]) for code, name in said["zh-hans"].items()}
