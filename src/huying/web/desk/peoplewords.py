"""The people log in words: what was done, and with which role, unit, place, programme, by name. Codes are never shown to people."""

from collections.abc import Iterable
from typing import Any

from huying.people import roles
from huying.people.models import ApiToken, Unit
from huying.rules.wording import Text
from huying.web.desk import names
from huying.web.desk.choices import merged
from huying.web.desk.queues import newest

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
    "load_year": Text("录入节假日", "Loaded a year of holidays"),
}
LABELS = {
    "role": Text("岗位", "Role"),
    "unit": Text("单位", "Unit"),
    "place": Text("地点", "Place"),
    "start": Text("开始", "From"),
    "end": Text("结束（不含）", "Until (not included)"),
    "on": Text("自此日起不再担任", "No longer held from"),
    "successor": Text("接任人", "Successor"),
    "asked_by": Text("申请人", "Asked by"),
    "reason": Text("理由", "Reason"),
    "change": Text("申请编号", "Request"),
    "token": Text("令牌", "Token"),
    "expires": Text("有效期至", "Expires"),
    "category": Text("类别", "Category"),
    "kind": Text("类别", "Kind"),
    "was": Text("原名", "Was"),
    "name": Text("名称", "Name"),
    "digest": Text("摘要", "Digest"),
}
HIDDEN = frozenset({"post", "programme"})  # a number of the table; what the role's own name says
Detail = dict[str, Any]
Words = list[tuple[Text, Text]]


def action(code: str) -> Text:
    """What an action of the people log is called; its code where it is a new one."""
    return ACTIONS.get(code, Text(code, code))


def subjects(rows: Iterable[tuple[str, str]]) -> list[Text]:
    """Whom or what each action was done to, by name: of pairs of an action and its subject."""
    pairs = list(rows)
    known = {
        "unit": names.units(ident for code, ident in pairs if _about(code) == "unit"),
        "place": names.places(ident for code, ident in pairs if _about(code) == "place"),
        "person": names.persons(ident for code, ident in pairs if _about(code) == "person"),
    }
    return [known.get(_about(code), {}).get(ident, Text(ident, ident)) for code, ident in pairs]


def details(rows: Iterable[tuple[str, Detail]]) -> list[Words]:
    """The details of many actions, label by label: of pairs of an action and what the log holds of it."""
    found = [detail for _, detail in rows]
    known = {
        "unit": names.units(_all(found, "unit")),
        "place": names.places(_all(found, "place")),
        "asked_by": names.persons(_all(found, "asked_by")),
        "successor": names.persons(_all(found, "successor")),
        "token": _tokens(_all(found, "token")),
        "category": merged(list(newest()), "categories") if _all(found, "category") else {},
        "kind": {code: Text(str(name), str(name)) for code, name in Unit.Kind.choices},
    }
    return [[(LABELS.get(name, Text(name, name)), _value(name, one, known)) for name in _shown(one)] for one in found]


def line(words: Words) -> Text:
    """The details of one action in one line."""
    return Text(
        "；".join(f"{name.zh}：{value.zh}" for name, value in words),
        "; ".join(f"{name.en}: {value.en}" for name, value in words),
    )


def _about(code: str) -> str:
    """What kind of thing an action is done to."""
    if code.endswith(("_unit", "_duty")):
        return "unit"
    return "place" if code.endswith("_place") else "" if code == "load_year" else "person"


def _value(name: str, detail: Detail, known: dict[str, dict[str, Text]]) -> Text:
    value = str(detail[name])
    if name == "role":
        return roles.full_name(detail.get("programme", ""), value)
    return known.get(name, {}).get(value, Text(value, value))


def _shown(detail: Detail) -> list[str]:
    """What is shown of a detail, in the order of the labels: the database keeps none of its own."""
    return [name for name in LABELS if name in detail] + [name for name in detail if name not in {*LABELS, *HIDDEN}]


def _all(found: list[Detail], name: str) -> list[str]:
    return [str(detail[name]) for detail in found if name in detail]


def _tokens(numbers: list[str]) -> dict[str, Text]:
    rows = ApiToken.objects.filter(pk__in=numbers).values_list("pk", "name") if numbers else ()
    return {str(pk): Text(f"{name} #{pk}", f"{name} #{pk}") for pk, name in rows}
