"""Where a matter stands, who has it and until when: the head of the follow page, in plain words."""

from datetime import datetime

from msgspec import Struct

from huying.ledger.projection import waiting
from huying.people.models import Unit
from huying.rules.calendar import Calendar
from huying.rules.case import Case
from huying.rules.clock import left, light
from huying.rules.lights import Light
from huying.rules.programme import Programme
from huying.rules.wording import Text

NOWHERE = Text("", "")


class Standing(Struct, frozen=True):
    """`where` it is, `holders` who have it, the promised instant with its light and what is left, or when it was kept."""

    where: Text
    holders: tuple[Text, ...]
    promised: datetime | None
    light: Light
    left: Text
    replied: datetime | None
    closed: bool
    supervised: bool


def standing(case: Case, programme: Programme, now: datetime, calendar: Calendar) -> Standing:
    """The head of the page."""
    state = programme.states[case.state]
    clock = case.clocks.get(programme.promise)
    remaining = left(clock, now, calendar) if clock else None
    return Standing(
        where=state.plain or state.name,
        holders=() if state.closed else holders(case, programme),
        promised=clock.due if clock else None,
        light=light(clock, now) if clock else "green",
        left=Text(remaining.say("zh"), remaining.say("en")) if remaining else NOWHERE,
        replied=case.milestones.get(programme.promise_until),
        closed=state.closed,
        supervised=case.supervised,
    )


def holders(case: Case, programme: Programme) -> tuple[Text, ...]:
    """The units that have it now: those whose assignments are open, or the one that owns the case."""
    units = [task.unit for task in waiting(case, programme)] or [case.owner_unit or case.home]
    return tuple(names(units).values())


def names(codes: list[str]) -> dict[str, Text]:
    """What units are called, in the order asked, each once; a code without a unit is left out."""
    rows = {row.code: row.text for row in Unit.objects.filter(code__in=codes)}
    return {code: rows[code] for code in dict.fromkeys(codes) if code in rows}
