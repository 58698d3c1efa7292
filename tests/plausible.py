"""Something plausible for whatever an action of any programme asks: told by rules stories, ledger stories and contracts alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from huying.rules.case import Case
from huying.rules.facts import FactType
from huying.rules.programme import Action, Field, Programme
from huying.rules.workflow import leadless, live

AHEAD = timedelta(days=30)


@dataclass(frozen=True)
class Names:
    """What payloads name: codes that exist where the story is told. Units are taken in their order, each with the supervisor
    that stands at its place; `case` is what a link names (a number at the door, an id for the rules).
    """

    units: tuple[str, ...]
    supervisors: tuple[str, ...]
    place: str
    person: str
    firm: str
    case: str


def payload(
    programme: Programme, code: str, case: Case | None, names: Names, today: date, *, whole: bool = False
) -> dict[str, Any]:
    """What somebody might say for this action on this case (None: it is not opened yet): every required field, and where it is
    to be `whole` every other one that does not contradict them. Files are left out: they come by `attachments.add`.
    """
    action = programme.actions[code]
    if action.rings:
        return _rung(programme, case)
    said = {
        name: _value(programme, name, field, case, names, today)
        for name, field in action.fields.items()
        if (field.required or whole) and field.type != "file"
    }
    return _together(programme, action, said, case, names, today)


def _together(
    programme: Programme, action: Action, said: dict[str, Any], case: Case | None, names: Names, today: date
) -> dict[str, Any]:
    """With what the answers demand of each other, and without what they exclude."""
    for rule in action.given:
        if all(said.get(name) in answers for name, answers in rule.when.items()):
            said = {name: value for name, value in said.items() if name not in rule.forbids}
            demanded = {name: action.fields[name] for name in rule.demands if name not in said}
            said |= {name: _value(programme, name, one, case, names, today) for name, one in demanded.items()}
    return said


def _value(programme: Programme, name: str, field: Field, case: Case | None, names: Names, today: date) -> Any:
    kind = field.type or "prose"
    named: dict[str, Any] = {
        "place": names.place,
        "person": names.person,
        "firm": names.firm,
        "link": names.case,
        "unit": names.units[0],
        "names": [accused(programme, case, names)],
    }
    match kind:
        case _ if kind in named:
            return named[kind]
        case "assignments":
            return assignments(programme, case, names) if case else []
        case "choice":
            return next(iter(field.choices))
        case "date":
            return (today + AHEAD).isoformat()
        case "mark":
            return True
        case "count" | "rating" | "money" | "quantity":
            return number(programme, field, kind)
        case "code":
            return f"C-{name}"
    return text(field)


def text(field: Field) -> str:
    """Words that say which field they stand in, so that each can be found again; as long as the field allows."""
    return f"{field.name.zh}：路灯不亮，已有三天。"[: field.at_most or None]


def number(programme: Programme, field: Field, kind: FactType | str) -> Any:
    """A number that the field allows: money and quantities as text, with all the digits that are kept."""
    least = field.at_least if field.at_least is not None else 1
    if kind in ("count", "rating"):
        return least
    fact = programme.facts.get(field.fact)
    digits = 2 if kind == "money" else fact.digits if fact else 0
    most = Decimal(field.at_most) if field.at_most is not None else Decimal(least + 1000)
    return str(min(least + Decimal("0.25"), most).quantize(Decimal(1).scaleb(-digits)))


def free(programme: Programme, case: Case | None, names: Names) -> Iterator[str]:
    """Units that could be handed the case now."""
    taken = {task.unit for task in live(programme, case.tasks.values())} | set(case.accused) if case else set()
    return (unit for unit in names.units if unit not in taken)


def accused(programme: Programme, case: Case | None, names: Names) -> str:
    """Somebody who has nothing to do with the case: the last unit that is free, or a person where none is."""
    return [names.person, *free(programme, case, names)][-1]


def assignments(programme: Programme, case: Case, names: Names) -> list[dict[str, Any]]:
    """The least hand-over that the programme allows now: a lead for each line that lacks one, supervised where demanded, and
    assists where that is too few.
    """
    rule = programme.handover
    units, over = free(programme, case, names), dict(zip(names.units, names.supervisors, strict=True))
    rows: list[dict[str, Any]] = [
        {"unit": next(units), "role": "lead", "line": line} for line in leadless(programme, case.tasks.values())
    ]
    if rule.supervised:
        rows = [{**row, "supervisor": over[row["unit"]]} for row in rows]
    standing = len(live(programme, case.tasks.values())) + len(rows)
    return rows + [{"unit": next(units), "role": "assist"} for _ in range(standing, rule.at_least)]


def _rung(programme: Programme, case: Case | None) -> dict[str, Any]:
    """The rung that rings next, as the system would tell it."""
    due = [(one.alarm, key) for key, one in case.clocks.items() if one.alarm] if case else []
    if case is None or not due:
        return {"clock": "", "kind": "reminder", "to": ""}
    key = min(due)[1]
    rung = programme.clocks[case.clocks[key].name].ladder[case.clocks[key].rung]
    return {"clock": key, "kind": rung.kind, "to": rung.to}
