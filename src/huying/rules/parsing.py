"""From the text of a programme file to the programme: read, its short forms written out, its lines known."""

import tomllib
from typing import Any

import msgspec
from msgspec.structs import replace

from huying.rules.errors import ProgrammeError
from huying.rules.facts import Fact
from huying.rules.figures import COMMON, promised
from huying.rules.programme import NAMELESS, Action, Field, Programme, Role
from huying.rules.wording import Text

SYSTEM = "system"
RING = Action(
    name=Text("到期催办", "A clock rang"),
    roles=(),
    rings=True,
    fields={
        "clock": Field(name=Text("时限", "Clock"), type="line"),
        "kind": Field(name=Text("催办方式", "Kind"), type="line"),
        "to": Field(name=Text("催办对象", "To whom"), type="line"),
    },
)
RETIME = Action(
    name=Text("时限重算", "Recompute the clocks"),
    roles=(),
    retimes=True,
    fields={"reason": Field(name=Text("原因", "Reason"), type="line")},
)
UNNAMED = Text("须写明 name", "give it a name.")


def parse(source: str, name: str = "programme") -> Programme:
    """A programme from TOML text. Raises ProgrammeError naming the line; proves nothing yet (`verification.demand`)."""
    try:
        table: dict[str, Any] = tomllib.loads(source)
        programme = msgspec.convert(table, Programme)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ProgrammeError(file=located(name, source, str(error)), problem=str(error)) from error
    return written_out(programme, name, source)


def written_out(programme: Programme, name: str = "programme", source: str = "") -> Programme:
    """The programme with nothing left unsaid: fields that name a fact or a link are whole, clocks know their codes, and the parts
    that every programme has stand among its own. Raises ProgrammeError for a field without a name.
    """
    programme = _with_system(programme)
    actions = {}
    for code, action in programme.actions.items():
        fields = {key: _field(programme, key, one) for key, one in action.fields.items()}
        for key, one in fields.items():
            if one.name == NAMELESS:
                where = f"actions.{code}.fields.{key}"
                raise ProgrammeError(
                    file=located(name, source, where), problem=Text(f"{where}：{UNNAMED.zh}", f"{where}: {UNNAMED.en}")
                )
        actions[code] = replace(action, fields=fields)
    clocks = {
        code: replace(
            spec,
            code=code,
            usual=next(iter(programme.facts[spec.by].choices), "") if spec.by in programme.facts else "",
        )
        for code, spec in programme.clocks.items()
    }
    common = COMMON | (promised(programme.promise.until) if programme.promise else {})
    return replace(programme, actions=actions, clocks=clocks, parts=common | programme.parts)


def _with_system(programme: Programme) -> Programme:
    """What every programme has and none need say: the system itself, which rings clocks and counts them anew."""
    roles, actions = dict(programme.roles), dict(programme.actions)
    if not any(role.at == "system" for role in roles.values()):
        roles[SYSTEM] = Role(name=Text("系统", "System"), at="system", sees="all", person=False)
    system = next(code for code, role in roles.items() if role.at == "system")
    opened = tuple(code for code, state in programme.states.items() if not state.closed)
    for code, one in (("ring", RING), ("retime", RETIME)):
        if not any(getattr(action, f"{code}s") for action in actions.values()):
            actions[code] = replace(one, roles=(system,), from_=opened)
    return replace(programme, roles=roles, actions=actions)


def _field(programme: Programme, key: str, one: Field) -> Field:
    """The field as what it stands for."""
    fact, link = programme.facts.get(one.fact or key), programme.links.get(one.link or key)
    if one.type is None and fact is not None:
        return _of_fact(one.fact or key, fact, one)
    if one.type is None and link is not None:
        name = link.name if one.name == NAMELESS else one.name
        return replace(one, name=name, type="link", link=one.link or key)
    return replace(one, type=one.type or "prose")


def _of_fact(code: str, fact: Fact, one: Field) -> Field:
    return replace(
        one,
        fact=code,
        type=fact.type,
        name=fact.name if one.name == NAMELESS else one.name,
        choices=one.choices or fact.choices,
        at_least=fact.at_least if one.at_least is None else one.at_least,
        at_most=fact.at_most if one.at_most is None else one.at_most,
        one_line=fact.one_line,
        help=one.help or fact.help,
    )


def located(name: str, source: str, where: str) -> str:
    """The file's name with the line that a message or a dotted path is about, as far as it can be told: "appeal.toml:37"."""
    path = (
        where.rsplit("`$.", 1)[-1].split("`", maxsplit=1)[0]
        if "`$." in where
        else where.split("：", 1)[0].split(": ", 1)[0]
    )
    line = _line(source.splitlines(), [part for part in path.replace("[...]", "").split(".") if part])
    return f"{name}:{line}" if line else name


def _line(lines: list[str], path: list[str]) -> int:
    """The line of the table or key that a path leads to, or of the nearest thing above it; 0 for none."""
    for length in range(len(path), 0, -1):
        head, last = path[:length], path[length - 1]
        table = "[" + ".".join(head) + "]"
        for number, text in enumerate(lines, 1):
            if text.strip().startswith(table):
                return number
        found = _key(lines, head[:-1], last)
        if found:
            return found
    return 0


def _key(lines: list[str], table: list[str], key: str) -> int:
    """The line of `key` inside a table, written plainly or dotted."""
    for split in range(len(table), -1, -1):
        head, dotted = ".".join(table[:split]), ".".join([*table[split:], key])
        inside = not head
        for number, text in enumerate(lines, 1):
            plain = text.strip()
            if plain.startswith("["):
                inside = plain.startswith(f"[{head}]") if head else False
            elif inside and plain.partition("=")[0].strip() == dotted:
                return number
    return 0
