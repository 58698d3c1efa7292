"""The life of one case as people read it: who did what when, in the programme's words, with everything that was said."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct, json

from huying.ledger import models
from huying.rules.case import Case
from huying.rules.policy import SYSTEM
from huying.rules.programme import Action, Field, Programme
from huying.rules.wording import Text
from huying.web.desk import names

FORGOTTEN = Text("（内容已依法删除）", "(text removed as the law requires)")
YES, NO = Text("是", "Yes"), Text("否", "No")
ROLES = {"lead": Text("主办", "lead"), "assist": Text("协办", "assist")}
KINDS = {
    "reminder": Text("提醒", "reminder"),
    "slip": Text("催办单", "urging slip"),
    "bulletin": Text("通报（草稿）", "bulletin (draft)"),
    "interview_proposal": Text("约谈建议", "proposal to call in"),
}


class Said(Struct, frozen=True):
    """One thing that an action said: the field's name and its value. `long` text gets a paragraph of its own, `quotable`
    text can be put into the field one is writing in.
    """

    name: Text
    value: Text
    long: bool = False
    quotable: bool = False
    number: str = ""


class Entry(Struct, frozen=True):
    """One event: its action's name, who (person, role, unit), when, about which assignment, what was said, its seal."""

    seq: int
    action: Text
    person: Text
    role: Text
    unit: Text
    at: datetime
    task: Text | None
    said: tuple[Said, ...]
    kind: str
    hash: str


class Told(Struct):
    """What the whole log of a case is told from: its events, its passages, and the names of everybody in it."""

    events: list[models.Event]
    passages: dict[str, models.Passage]
    persons: dict[str, Text]
    units: dict[str, Text]
    places: dict[str, Text]
    parents: dict[str, str]


def gather(row: models.Case, case: Case) -> Told:
    """Everything of the case's log by a fixed number of questions."""
    events = list(models.Event.objects.filter(case=row).order_by("seq"))
    passages = {one.id.hex: one for one in models.Passage.objects.filter(case=row)}
    data = [json.decode(event.data) for event in events]
    units = {task.unit for task in case.tasks.values()} | {task.supervisor for task in case.tasks.values()}
    units |= {event.unit for event in events} | set(case.accused) | _assigned(data) | {case.owner_unit}
    parents = {str(value) for one in data for key, value in one.items() if key == "parent"} | {case.parent} - {""}
    return Told(
        events,
        passages,
        names.persons({event.actor for event in events} | set(case.accused)),
        names.units(units),
        names.places({str(one.get("place", "")) for one in data} | {case.place}),
        _numbers(parents),
    )


def _assigned(data: list[dict[str, Any]]) -> set[str]:
    rows = [row for one in data for value in one.values() if isinstance(value, list) for row in value]
    return {str(row.get("unit", "")) for row in rows if isinstance(row, dict)}


def _numbers(idents: set[str]) -> dict[str, str]:
    wanted = [ident for ident in idents if ident]
    found = models.Case.objects.filter(id__in=wanted).values_list("id", "number") if wanted else ()
    return {str(ident): number for ident, number in found}


def entries(told: Told, case: Case, programme: Programme) -> list[Entry]:
    """The events, the latest first."""
    return [_entry(event, told, case, programme) for event in reversed(told.events)]


def _entry(event: models.Event, told: Told, case: Case, programme: Programme) -> Entry:
    action = programme.actions.get(event.action) or Action(name=Text(event.action, event.action), roles=())
    role = programme.roles.get(event.role)
    task = case.tasks.get(event.task)
    return Entry(
        seq=event.seq,
        action=action.name,
        person=told.persons[event.actor],
        role=role.name if role else Text(event.role, event.role),
        unit=told.units.get(event.unit, Text("", "")),
        at=event.at,
        task=told.units.get(task.unit) if task and task.unit != event.unit else None,
        said=tuple(say(json.decode(event.data), action, told, programme)),
        kind=kind(event, action),
        hash=event.hash,
    )


def kind(event: models.Event, action: Action) -> str:
    """What mark an entry gets: of the system, urging, judging, or work."""
    if event.actor == SYSTEM.id:
        return "system"
    if action.supervises or action.resets:
        return "alarm"
    return "judge" if action.confirms or action.adjudicates else "work"


def say(data: dict[str, Any], action: Action, told: Told, programme: Programme) -> Iterator[Said]:
    """What the event said, field by field, in the programme's order."""
    for name, field in action.fields.items():
        if name in data and data[name] not in ("", None, []):
            yield _said(field, name, data[name], told, programme)


def _said(field: Field, name: str, value: Any, told: Told, programme: Programme) -> Said:
    if field.type == "prose":
        passage = told.passages.get(value["passage"]) if isinstance(value, dict) else None
        text = passage.text if passage and passage.forgotten_at is None else None
        return Said(field.name, Text(text, text) if text is not None else FORGOTTEN, long=True, quotable=True)
    if field.type == "case":
        number = told.parents.get(str(value), "")
        return Said(field.name, Text(number, number), number=number)
    return Said(field.name, _short(field, name, value, told, programme), long=field.type == "assignments")


def _short(field: Field, name: str, value: Any, told: Told, programme: Programme) -> Text:
    match field.type:
        case "choice":
            return programme.choices(field).get(value, Text(str(value), str(value)))
        case "bool":
            return YES if value else NO
        case "assignments":
            return _handed(value, told, programme)
        case "names":
            return _joined([told.units.get(one) or told.persons.get(one) or Text(one, one) for one in value])
        case _:
            return _line(name, str(value), told, programme)


def _line(name: str, value: str, told: Told, programme: Programme) -> Text:
    """A plain line; where it is a code that somebody else names (a place, a clock, a kind of urging, a role), its name."""
    if name == "place":
        return told.places.get(value, Text(value, value))
    clock, _, number = value.partition("/")
    if clock in programme.clocks and name == "clock":
        spec = programme.clocks[clock].name
        return Text(
            spec.zh + (f"（交办单 {number}）" if number else ""),
            spec.en + (f" (assignment {number})" if number else ""),
        )
    role = programme.roles.get(value)
    return KINDS.get(value) or (role.name if role and name == "to" else Text(value, value))


def _handed(rows: list[dict[str, Any]], told: Told, programme: Programme) -> Text:
    parts = []
    for row in rows:
        unit = told.units.get(str(row.get("unit")), Text("", ""))
        role, line = ROLES.get(str(row.get("role")), ROLES["lead"]), programme.lines.get(str(row.get("line", "")))
        extra = (f"·{line.zh}", f", {line.en}") if line else ("", "")
        parts.append(Text(f"{unit.zh}（{role.zh}{extra[0]}）", f"{unit.en} ({role.en}{extra[1]})"))
    return _joined(parts)


def _joined(texts: list[Text]) -> Text:
    return Text("、".join(text.zh for text in texts), "; ".join(text.en for text in texts))
