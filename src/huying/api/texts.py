"""What was said in a case: the letter, the replies, and every other free text, for whoever may see the case."""

from typing import Any

from msgspec import json

from huying.api import shapes
from huying.ledger.models import Case, Event, Passage
from huying.programmes.registry import load
from huying.rules.programme import Action


def letter(row: Case) -> shapes.Letter:
    """The letter as it was written: the free texts of the first event, the title apart."""
    said = events(row, first=True)[0].texts
    body = "\n\n".join(text for name, text in said.items() if name != "title" and text)
    return shapes.Letter(title=row.title, body=body)


def events(row: Case, *, first: bool = False) -> list[shapes.EventOut]:
    """The case's events in order (or its first alone), with the free text that each one points to."""
    actions = load(row.programme, row.version).actions
    found = [(one, json.decode(one.data)) for one in row.events.order_by("seq")[: 1 if first else None]]
    pointers = [_pointers(actions[one.action], data) for one, data in found]
    wanted = [ident for one in pointers for ident in one.values()]
    passages = {one.id.hex: one for one in Passage.objects.filter(case=row, id__in=wanted)}
    told = [{name: _text(passages.get(ident)) for name, ident in one.items()} for one in pointers]
    before = ["", *(one.hash for one, _ in found)]
    return [_event(one, prev, data, texts) for (one, data), prev, texts in zip(found, before, told, strict=False)]


def passages(row: Case) -> list[shapes.PassageOut]:
    """Every free text of the case, the letter first, by the programme's own names of actions and fields."""
    actions = load(row.programme, row.version).actions
    return [
        shapes.PassageOut(
            seq=event.seq,
            action=event.action,
            field=name,
            name=actions[event.action].fields[name].name.zh,
            text=text,
            at=event.at,
            role=event.role,
            unit=event.unit,
        )
        for event in events(row)
        for name, text in event.texts.items()
    ]


def _pointers(action: Action, data: dict[str, Any]) -> dict[str, str]:
    """The fields that are free text, in the programme's order, and the passage that holds each."""
    return {name: data[name]["passage"] for name, one in action.fields.items() if one.type == "prose" and name in data}


def _event(one: Event, prev: str, data: dict[str, Any], texts: dict[str, str | None]) -> shapes.EventOut:
    return shapes.EventOut(
        seq=one.seq,
        action=one.action,
        task=one.task,
        actor=one.actor,
        role=one.role,
        unit=one.unit,
        at=one.at,
        recorded=one.recorded_at,
        key=one.key or "",
        data=data,
        patch=json.decode(one.patch),
        prev=prev,
        hash=one.hash,
        texts=texts,
    )


def _text(passage: Passage | None) -> str | None:
    """None where the text was removed as the law requires."""
    return passage.text if passage and passage.forgotten_at is None else None
