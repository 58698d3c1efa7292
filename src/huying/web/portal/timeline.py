"""What happened to a matter, as the person who wrote may read it.

An event without plain words is not shown. Of what was said in events only the reply, and the person's own words, are.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec import Struct, json

from huying.ledger.models import Case as Row
from huying.ledger.models import Event, Passage
from huying.rules.case import Case
from huying.rules.programme import Action, Programme
from huying.rules.wording import Text
from huying.web.portal.standing import names


class Step(Struct, frozen=True):
    """One thing that happened: when, in plain words, at which units, and what was written to or by the person."""

    at: datetime
    plain: Text
    units: tuple[Text, ...] = ()
    words: tuple[str, ...] = ()
    mine: bool = False
    reply: bool = False


def timeline(row: Row, case: Case, programme: Programme) -> list[Step]:
    """The steps, the newest first; neighbours that say the same are one."""
    events = [event for event in row.events.order_by("seq") if _plain(programme, event)]
    texts = _texts(event for event in events if _told(programme, event))
    units = names([code for event in events for code in _units(event, case)])
    steps: list[Step] = []
    for event in events:
        step = _step(event, case, programme, texts, units)
        if steps and _same(steps[-1], step):
            step = Step(step.at, step.plain, tuple(dict.fromkeys(steps[-1].units + step.units)))
            steps.pop()
        steps.append(step)
    return steps[::-1]


def letter(row: Row) -> dict[str, str]:
    """The person's own letter: the passages of the first event, by field."""
    first = row.events.order_by("seq").first()
    texts = _texts([first] if first else [])
    data: dict[str, Any] = json.decode(first.data) if first else {}
    return {name: texts[key] for name, value in data.items() if (key := _passage(value)) in texts}


def last_reply(steps: list[Step]) -> Step | None:
    """The newest reply, if there is one."""
    return next((step for step in steps if step.reply), None)


def _plain(programme: Programme, event: Event) -> Text | None:
    action = programme.actions.get(event.action)
    return action.plain if action else None


def _is_mine(programme: Programme, event: Event) -> bool:
    role = programme.roles.get(event.role)
    return role is not None and role.at == "party"


def _is_reply(programme: Programme, action: Action) -> bool:
    return programme.promise_until in action.milestones


def _told(programme: Programme, event: Event) -> bool:
    """Whether what this event said is for the eyes of the person who wrote. The letter itself is shown elsewhere."""
    mine = _is_mine(programme, event) and event.seq > 1
    return mine or _is_reply(programme, programme.actions[event.action])


def _step(event: Event, case: Case, programme: Programme, texts: dict[str, str], units: dict[str, Text]) -> Step:
    keys = [_passage(value) for value in json.decode(event.data).values()] if _told(programme, event) else []
    return Step(
        at=event.at,
        plain=_plain(programme, event) or Text("", ""),
        units=tuple(units[code] for code in _units(event, case) if code in units),
        words=tuple(texts[key] for key in keys if key in texts),
        mine=_is_mine(programme, event),
        reply=_is_reply(programme, programme.actions[event.action]),
    )


def _units(event: Event, case: Case) -> list[str]:
    """The units an event is about: those it handed the matter to, or the one whose assignment it moved."""
    if event.task:
        return [case.tasks[event.task].unit] if event.task in case.tasks else []
    handed = json.decode(event.data).get("assignments", [])
    return [str(one["unit"]) for one in handed if isinstance(one, dict) and "unit" in one]


def _same(before: Step, after: Step) -> bool:
    return before.plain == after.plain and not (before.words or after.words)


def _passage(value: Any) -> str:
    return str(value["passage"]) if isinstance(value, dict) and "passage" in value else ""


def _texts(events: Iterable[Event]) -> dict[str, str]:
    """The passages that these events point to, by the id as the event writes it."""
    keys = [key for event in events for value in json.decode(event.data).values() if (key := _passage(value))]
    rows = Passage.objects.filter(id__in=keys, forgotten_at__isnull=True)
    return {row.id.hex: row.text for row in rows}
