"""What happened to a matter, as the person who wrote may read it.

An event without plain words is not shown, but for the three that every asker knows of: that it came in, that it was answered, and
what they did themselves. Of what was said in events only the answer, and the person's own words, are shown.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct, json
from msgspec.structs import replace

from huying.ledger.models import Case as Row
from huying.ledger.models import Event, Passage
from huying.rules.case import Case
from huying.rules.programme import Programme
from huying.rules.wording import Text
from huying.web.portal.standing import names

CAME_IN = Text("已收到", "We received it")
ANSWERED = Text("已答复您", "You were answered")


class Step(Struct, frozen=True):
    """One thing that happened: when, in plain words, at which units, and what was written to or by the person. `turn` counts what
    happened to the case as a whole before it: what several units do within one turn is one thing to the reader.
    """

    at: datetime
    plain: Text
    turn: int
    units: tuple[Text, ...] = ()
    words: tuple[str, ...] = ()
    mine: bool = False
    answer: bool = False


def timeline(row: Row, case: Case, programme: Programme) -> list[Step]:
    """The steps, the newest first."""
    return Told(case, programme, list(row.events.order_by("seq"))).steps()[::-1]


def written(row: Row, programme: Programme) -> dict[str, str]:
    """What the person wrote: the free text of the first event, heading and matter by these names, the rest by their fields."""
    first = row.events.order_by("seq").first()
    texts = _texts([first] if first else [])
    fields = programme.actions[programme.start].fields
    meant = {programme.meaning("heading"): "heading", programme.meaning("matter"): "matter"}
    data: dict[str, Any] = json.decode(first.data) if first else {}
    named = {name: meant.get(fields[name].fact, name) for name in data if name in fields}
    return {named[name]: texts[key] for name in named if (key := _passage(data[name])) in texts}


def last_answer(steps: list[Step]) -> Step | None:
    """The newest answer, if there is one."""
    return next((step for step in steps if step.answer and step.words), None)


class Told:
    """A case's events as they are told to whoever asked."""

    def __init__(self, case: Case, programme: Programme, events: list[Event]) -> None:
        self.case, self.programme = case, programme
        self.events = [event for event in events if event.action in programme.actions and self._plain(event)]
        self.texts = _texts(event for event in self.events if self._told(event))
        self.units = names([code for event in self.events for code in self._units(event)])

    def steps(self) -> list[Step]:
        """Each step once: what several units did in one turn is one, at the time when the last of them did it."""
        steps: list[Step] = []
        turn = 0
        for event in self.events:
            turn += not event.task
            step = self._step(event, turn)
            same = [one for one in steps if _same(one, step, neighbours=one is steps[-1])]
            for one in same:
                step = replace(step, units=tuple(dict.fromkeys(one.units + step.units)))
                steps.remove(one)
            steps.append(step)
        return steps

    def _plain(self, event: Event) -> Text | None:
        action = self.programme.actions[event.action]
        if action.plain:
            return action.plain
        if event.action == self.programme.start:
            return CAME_IN
        if event.action in self.programme.answering:
            return ANSWERED
        return action.name if self._mine(event) and action.to else None

    def _mine(self, event: Event) -> bool:
        role = self.programme.roles.get(event.role)
        return role is not None and role.at == "asker"

    def _told(self, event: Event) -> bool:
        """Whether what this event said is for the eyes of the person who wrote. What it was opened with is shown elsewhere."""
        return (self._mine(event) and event.seq > 1) or event.action in self.programme.answering

    def _step(self, event: Event, turn: int) -> Step:
        return Step(
            at=event.at,
            plain=self._plain(event) or CAME_IN,
            turn=turn,
            units=tuple(self.units[code] for code in self._units(event) if code in self.units),
            words=tuple(self._words(event)) if self._told(event) else (),
            mine=self._mine(event),
            answer=event.action in self.programme.answering,
        )

    def _words(self, event: Event) -> Iterator[str]:
        fields = self.programme.actions[event.action].fields
        for name, value in json.decode(event.data).items():
            if (self._mine(event) or self._answers(fields[name].fact)) and (key := _passage(value)) in self.texts:
                yield self.texts[key]

    def _answers(self, fact: str) -> bool:
        """Whether the fact is what the asker is answered: the one that means it; any of the case where none does."""
        meant = self.programme.meaning("answer")
        return fact == meant if meant else bool(fact)

    def _units(self, event: Event) -> list[str]:
        """The units an event is about: those it handed the matter to, or the one whose assignment it moved."""
        if event.task:
            return [self.case.tasks[event.task].unit] if event.task in self.case.tasks else []
        fields = self.programme.actions[event.action].fields.items()
        data: dict[str, Any] = json.decode(event.data)
        handed = [row for name, field in fields if field.type == "assignments" for row in data.get(name, [])]
        return [str(row["unit"]) for row in handed]


def _same(before: Step, after: Step, *, neighbours: bool) -> bool:
    """Whether two steps are one to the reader."""
    return (
        before.plain == after.plain and (neighbours or before.turn == after.turn) and not (before.words or after.words)
    )


def _passage(value: Any) -> str:
    return str(value["passage"]) if isinstance(value, dict) and "passage" in value else ""


def _texts(events: Iterable[Event]) -> dict[str, str]:
    """The passages that these events point to, by the id as the event writes it."""
    keys = [key for event in events for value in json.decode(event.data).values() if (key := _passage(value))]
    rows = Passage.objects.filter(id__in=keys, forgotten_at__isnull=True)
    return {row.id.hex: row.text for row in rows}
