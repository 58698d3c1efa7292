"""What was said in a case, and what it holds: free text comes out of the passages that events and facts point to."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from msgspec import json

from huying.api import shapes
from huying.ledger.models import Passage
from huying.ledger.selectors.reach import Reach
from huying.ledger.selectors.reach import events as kept
from huying.rules.case import Case, Event
from huying.rules.programme import Action, Programme

Texts = Mapping[str, str | None]


def facts(case: Case, programme: Programme) -> dict[int, dict[str, Any]]:
    """Every fact that the case holds by its code, under 0, and those of each assignment under its number."""
    held = {0: case.facts} | {one.no: one.facts for one in case.tasks.values()}
    prose = {code for code, fact in programme.facts.items() if fact.type == "prose"}
    texts = _texts(value for some in held.values() for code, value in some.items() if code in prose)
    return {
        number: {code: texts[value] if code in prose else value for code, value in some.items()}
        for number, some in held.items()
    }


def events(seen: Reach) -> list[shapes.EventOut]:
    """The case's events in order, with the free text that each one points to."""
    found = kept(seen.row, seen.until)
    pointers = [_pointers(seen.programme.actions[one.action], one.said) for one in found]
    texts = _texts(ident for one in pointers for ident in one.values())
    return [
        _event(one, {name: texts[ident] for name, ident in pointing.items()})
        for one, pointing in zip(found, pointers, strict=True)
    ]


def passages(seen: Reach) -> list[shapes.PassageOut]:
    """Every free text of the case in the order in which it was said, by the programme's own names of actions and fields."""
    actions = seen.programme.actions
    return [
        shapes.PassageOut(
            seq=event.seq,
            action=event.action,
            field=name,
            name=_said(actions[event.action], name),
            text=text,
            at=event.at,
            role=event.role,
            unit=event.unit,
        )
        for event in events(seen)
        for name, text in event.texts.items()
    ]


def _said(action: Action, field: str) -> shapes.Said:
    name = action.fields[field].name
    return shapes.Said(zh=name.zh, en=name.en)


def _pointers(action: Action, data: Mapping[str, Any]) -> dict[str, str]:
    """The fields that are free text (the name of a file is that too), in the programme's order, and the passage that holds each."""
    found = {}
    for name, field in action.fields.items():
        value = data.get(name)
        pointer = value.get("name") if field.type == "file" and isinstance(value, dict) else value
        if field.type in ("prose", "file") and isinstance(pointer, dict):
            found[name] = str(pointer["passage"])
    return found


def _texts(idents: Iterable[str]) -> Texts:
    """Free texts by the ids of their passages; None where one was removed as the law requires."""
    wanted: dict[str, str | None] = dict.fromkeys(idents)
    rows = Passage.objects.filter(id__in=list(map(UUID, wanted)), forgotten_at=None) if wanted else ()
    return wanted | {row.id.hex: row.text for row in rows}


def _event(one: Event, texts: Texts) -> shapes.EventOut:
    return shapes.EventOut(
        seq=one.seq,
        form=one.form,
        action=one.action,
        task=one.task,
        actor=one.actor.id,
        role=one.actor.role,
        unit=one.actor.unit,
        at=one.at,
        recorded=one.recorded,
        key=one.key,
        data=one.said,
        patch=json.decode(one.patch),  # as it was hashed
        prev=one.prev,
        hash=one.hash,
        texts=dict(texts),
    )
