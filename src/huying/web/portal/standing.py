"""Where a matter stands, who has it and until when: the head of the follow page, in plain words."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from huying.ledger.models import Case as Row
from huying.ledger.projection import waiting
from huying.ledger.store import read
from huying.people.models import Unit
from huying.programmes.registry import load
from huying.rules.calendar import Calendar
from huying.rules.case import Case
from huying.rules.clock import left, light
from huying.rules.lights import Light
from huying.rules.programme import Programme, said
from huying.rules.wording import Text

NOWHERE = Text("", "")


class Standing(Struct, frozen=True):
    """`where` it is, `holders` who have it, the promised instant with its light and what is left, or when it was kept."""

    where: Text
    holders: tuple[Text, ...]
    promised: datetime | None
    light: Light
    left: Text
    answered: datetime | None
    closed: bool
    supervised: bool


def standing(case: Case, programme: Programme, now: datetime, calendar: Calendar) -> Standing:
    """The head of the page."""
    state = programme.states[case.state]
    clock = case.clocks.get(programme.promise_clock)
    remaining = left(clock, now, calendar) if clock else None
    return Standing(
        where=state.plain or state.name,
        holders=() if state.closed else holders(case, programme),
        promised=clock.due if clock else None,
        light=light(clock, now) if clock else "green",
        left=Text(remaining.say("zh"), remaining.say("en")) if remaining else NOWHERE,
        answered=case.milestones.get(programme.answered),
        closed=state.closed,
        supervised=bool(said(programme, case.facts, "supervised", otherwise=False)),
    )


def holders(case: Case, programme: Programme) -> tuple[Text, ...]:
    """The units that have it now: those whose assignments are open, those that work on the case it follows, or the one that owns it."""
    units = [task.unit for task in waiting(case, programme)]
    units = units or _elsewhere(case, programme) or [case.owner_unit or case.home]
    return tuple(names(units).values())


def _elsewhere(case: Case, programme: Programme) -> list[str]:
    """The units that work on the case whose result this one takes over: somebody who was merged waits for them."""
    targets = [case.links[name] for name, link in programme.links.items() if link.follows and case.links.get(name)]
    for row in Row.objects.filter(pk__in=[UUID(one) for one in targets], is_open=True).select_related("document"):
        followed = read(row)
        found = [task.unit for task in waiting(followed, load(followed.programme, followed.version))]
        if found:
            return found
    return []


def names(codes: list[str]) -> dict[str, Text]:
    """What units are called, in the order asked, each once; a code without a unit is left out."""
    rows = {row.code: row.text for row in Unit.objects.filter(code__in=codes)}
    return {code: rows[code] for code in dict.fromkeys(codes) if code in rows}
