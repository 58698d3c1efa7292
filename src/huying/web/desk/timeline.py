"""The life of one case as people read it: who did what when, in the programme's words, with everything that was said."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from huying.ledger import models, store
from huying.ledger.selectors.scope import cases_for
from huying.rules.case import Case, Event, replay
from huying.rules.facts import Fact
from huying.rules.policy import SYSTEM, Actor
from huying.rules.programme import Action, Field, Programme
from huying.rules.wording import Text
from huying.web.kit import names
from huying.web.kit.names import Names
from huying.web.kit.values import ROLES, meant, shown

NOTHING = Text("", "")
KINDS = {
    "reminder": Text("提醒", "reminder"),
    "slip": Text("催办单", "urging slip"),
    "bulletin": Text("通报（草稿）", "bulletin (draft)"),
    "interview_proposal": Text("约谈建议", "proposal to call in"),
}
Linked = Mapping[str, tuple[str, str]]
"""The cases behind links that the reader may see, by id: number and heading."""


class Said(Struct, frozen=True):
    """One thing that was said: what it is called and its value. `long` text gets a paragraph of its own, `quotable` text can be
    put into the field one is writing in, `number` is that of a case, `passage` the id of a free text, `file` that of a file.
    """

    name: Text
    value: Text
    long: bool = False
    quotable: bool = False
    number: str = ""
    passage: str = ""
    file: str = ""


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


class Told(Struct, frozen=True):
    """What a case is told from: its events as far as the reader may go, the case after the last of them, the names of
    everything in it. `until` is set where something came after that is not theirs to read.
    """

    case: Case
    events: list[Event]
    names: Names
    linked: Linked
    until: datetime | None = None


def gather(case: Case, programme: Programme, actor: Actor, until: datetime | None = None) -> Told:
    """Everything of the case's log up to an instant, by a fixed number of questions."""
    rows = models.Event.objects.filter(case_id=UUID(case.id)).order_by("seq")
    events = [store.event(row) for row in (rows.filter(at__lte=until) if until else rows)]
    known = replay(events) if until else case
    said = [*chain.from_iterable(_pairs(programme, event) for event in events), *_facts(known, programme)]
    linked = _linked({str(value) for what, value in said if what.type == "link"} | set(known.links.values()), actor)
    found = names.gather(((what, value) for what, value in said if what.type != "link"), actor)
    units = {task.unit for task in known.tasks.values()} | {task.supervisor for task in known.tasks.values()}
    units |= {event.actor.unit for event in events} | {known.owner_unit, known.home} | set(known.accused)
    persons = {event.actor.id for event in events} | set(known.accused)
    found = replace(
        found, units={**found.units, **names.units(units)}, persons={**found.persons, **names.persons(persons)}
    )
    return Told(known, events, found, linked, until)


def _pairs(programme: Programme, event: Event) -> Iterator[tuple[Fact | Field, Any]]:
    """What the event said, each with what it is; free text by the id of its passage, a file by that of its name."""
    action, data = programme.actions.get(event.action), event.said
    for name, field in (action.fields if action else {}).items():
        value = data.get(name)
        if value in ("", None, []):
            continue
        if field.type == "file" and isinstance(value, dict):
            yield Field(name=field.name, type="prose"), _passage(value.get("name"))
        yield meant(programme, field), _passage(value) if field.type == "prose" else value


def _passage(value: Any) -> str:
    return str(value["passage"]) if isinstance(value, dict) and "passage" in value else ""


def _facts(case: Case, programme: Programme) -> Iterator[tuple[Fact, Any]]:
    """Everything that the case and its assignments hold."""
    for facts in (case.facts, *(task.facts for task in case.tasks.values())):
        yield from ((programme.facts[code], value) for code, value in facts.items() if code in programme.facts)


def _linked(idents: set[str], actor: Actor) -> Linked:
    wanted = [ident for ident in idents if ident]
    rows = cases_for(actor).filter(id__in=wanted).values_list("id", "number", "heading") if wanted else ()
    return {str(ident): (number, heading) for ident, number, heading in rows}


def entries(told: Told, programme: Programme) -> list[Entry]:
    """The events, the latest first."""
    return [_entry(event, told, programme) for event in reversed(told.events)]


def _entry(event: Event, told: Told, programme: Programme) -> Entry:
    action = programme.actions.get(event.action) or Action(name=Text(event.action, event.action), roles=())
    role, task = programme.roles.get(event.actor.role), told.case.tasks.get(event.task)
    return Entry(
        seq=event.seq,
        action=action.name,
        person=told.names.persons[event.actor.id],
        role=role.name if role else NOTHING,
        unit=told.names.units.get(event.actor.unit, NOTHING),
        at=event.at,
        task=told.names.units.get(task.unit) if task and task.unit != event.actor.unit else None,
        said=tuple(say(event.said, action, told, programme)),
        kind=kind(event, action),
        hash=event.hash,
    )


def kind(event: Event, action: Action) -> str:
    """What mark an entry gets: of the system, of what goes back or accuses, judging, or work."""
    if event.actor.id == SYSTEM.id:
        return "system"
    if action.urges or action.resets or action.forgets:
        return "alarm"
    return "judge" if action.confirms or action.adjudicates else "work"


def say(data: Mapping[str, Any], action: Action, told: Told, programme: Programme) -> Iterator[Said]:
    """What the event said, field by field, in the programme's order. Of a case that the reader may not see, not even that."""
    for name, field in action.fields.items():
        value = data.get(name)
        if value in ("", None, []) or (field.type == "link" and str(value) not in told.linked):
            continue
        if action.rings:
            yield Said(field.name, rung(name, str(value), programme))
        else:
            yield _said(meant(programme, field), field.name, value, told, programme)


def fact(code: str, value: Any, told: Told, programme: Programme) -> Said:
    """One fact as the case holds it."""
    what = programme.facts[code]
    return _said(what, what.name, {"passage": value} if what.type == "prose" else value, told, programme)


def _said(what: Fact | Field, name: Text, value: Any, told: Told, programme: Programme) -> Said:
    match what.type:
        case "prose":
            ident = _passage(value)
            text = shown(what, ident or "-", told.names)
            return Said(name, text, long=True, quotable=text != names.FORGOTTEN, passage=ident)
        case "link":
            number, heading = told.linked[str(value)]
            return Said(name, Text(f"{number} {heading}", f"{number} {heading}"), number=number)
        case "file":
            return _file(name, value, told)
        case "assignments":
            return Said(name, _joined([handed(row, told.names, programme) for row in value]), long=True)
        case "names":
            known = [told.names.units.get(one) or told.names.persons.get(one) or Text(one, one) for one in value]
            return Said(name, _joined(known))
        case _:
            return Said(name, shown(what, value, told.names))


def _file(name: Text, value: Mapping[str, Any], told: Told) -> Said:
    """A file by its name and the digest of its content; one that was taken away has neither name nor address any more."""
    ident, digest = str(value.get("id", "")), str(value.get("digest", ""))
    known = told.names.texts.get(_passage(value.get("name")), NOTHING)
    mark = f"SHA-256 {digest}" if digest else ident
    return Said(
        name,
        Text(f"{known.zh} {mark}".strip(), f"{known.en} {mark}".strip()),
        file=ident if told.case.files.get(ident) else "",
    )


def rung(name: str, value: str, programme: Programme) -> Text:
    """What the ringing of a clock says, in words: which clock (of which assignment), how, to whom."""
    clock, _, number = value.partition("/")
    if name == "clock" and clock in programme.clocks:
        spec = programme.clocks[clock].name
        return Text(
            spec.zh + (f"（交办单 {number}）" if number else ""),
            spec.en + (f" (assignment {number})" if number else ""),
        )
    role = programme.roles.get(value)
    return KINDS.get(value) or (role.name if role and name == "to" else Text(value, value))


def handed(row: Mapping[str, Any], known: Names, programme: Programme) -> Text:
    """One row of a hand-over: unit, share, line, whether it must, who supervises."""
    unit = known.units.get(str(row.get("unit")), NOTHING)
    lead, line = row.get("role") != "assist", programme.lines.get(str(row.get("line", "")))
    watch = known.units.get(str(row.get("supervisor", "")))
    parts = [ROLES["lead" if lead else "assist"], *([line] if line else [])]
    parts += [] if lead or row.get("required", True) else [Text("不作必办", "not required")]
    parts += [Text(f"督办 {watch.zh}", f"supervised by {watch.en}")] if watch else []
    zh, en = "·".join(one.zh for one in parts), ", ".join(one.en for one in parts)
    return Text(f"{unit.zh}（{zh}）", f"{unit.en} ({en})")


def _joined(texts: list[Text]) -> Text:
    return Text("、".join(text.zh for text in texts), "; ".join(text.en for text in texts))
