"""How a case stands, as whoever leads asks: why it is late and since when, who has it by post and name, how often it was urged, what
was last done.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from huying.ledger import models, store
from huying.people.calendars import current
from huying.programmes.registry import load
from huying.rules import clock as clocks
from huying.rules.calendar import LOCAL
from huying.rules.case import Case
from huying.rules.conditions import light
from huying.rules.lights import Light, light_of
from huying.rules.programme import Programme
from huying.rules.wording import Text
from huying.web.kit import names
from huying.web.kit.values import shown
from huying.web.leader.holding import holders

NOTHING = Text("", "")


class Done(Struct, frozen=True):
    """What was last done, by a person or by the system, urging and ringing left aside."""

    name: Text
    at: datetime


class Standing(Struct, frozen=True):
    """`clock` is the time limit that counts, or the number that is red; `due` until when it runs (None for a number), `left` what is left
    of it; `role`, `unit` and `people` are who must act; `urged` how often the case was urged.
    """

    light: Light | None
    clock: Text
    due: datetime | None
    left: Text
    role: Text
    unit: Text
    people: Text
    urged: int
    last: Done | None


def standing(rows: Sequence[models.Case], now: datetime) -> dict[UUID, Standing]:
    """How each of the cases stands, by four questions to the database however many they are; rows come with their documents."""
    units = names.units(row.owner_unit for row in rows)
    people, done = holders(rows, now.astimezone(LOCAL).date()), _done(rows)
    return {row.id: _one(row, now, units, people[row.id], done.get(row.id)) for row in rows}


def _one(row: models.Case, now: datetime, units: dict[str, Text], people: Text, last: Done | None) -> Standing:
    programme, case = load(row.programme, row.version), store.read(row)
    shows = light(case, programme.clockwork, now)
    clock, due, rest = _why(programme, case, now, shows)
    return Standing(
        light=shows,
        clock=clock,
        due=due,
        left=rest,
        role=programme.roles[row.owner_role].name if row.owner_role in programme.roles else NOTHING,
        unit=units.get(row.owner_unit, NOTHING),
        people=people,
        urged=sum(row.counts.get(code, 0) for code in urging(programme)),
        last=last,
    )


def _why(programme: Programme, case: Case, now: datetime, shows: Light | None) -> tuple[Text, datetime | None, Text]:
    """The clock that counts, until when, and what is left; but the number that is red, and what it is, where it alone is."""
    clock = case.clocks.get(case.clock)
    if clock and (now > clock.due or shows != "red"):
        return programme.clocks[clock.name].name, clock.due, left(clocks.left(clock, now, current()))
    for signal in programme.signals.values():
        value = case.facts.get(signal.of)
        if value is not None and light_of(signal.lights, float(value)) == "red":
            return signal.name, None, shown(programme.facts[signal.of], value)
    return NOTHING, None, NOTHING


def left(one: clocks.Left) -> Text:
    """What is left of a clock, in both languages."""
    return Text(one.say("zh"), one.say("en"))


def urging(programme: Programme) -> list[str]:
    """The actions that urge: those that make slips, and the ringing of a clock."""
    return [code for code, action in programme.actions.items() if action.urges or action.rings]


def _done(rows: Sequence[models.Case]) -> dict[UUID, Done]:
    """The last action on each case that was no urging, by one question."""
    rules = {row.id: load(row.programme, row.version) for row in rows}
    quiet = {code for one in rules.values() for code in (*urging(one), one.retiming)}
    events = models.Event.objects.filter(case_id__in=list(rules)).exclude(action__in=quiet)
    latest = events.order_by("case_id", "-seq").distinct("case_id").values_list("case_id", "action", "at")
    return {
        case_id: Done(rules[case_id].actions[action].name, at)
        for case_id, action, at in (latest if rules else ())
        if action in rules[case_id].actions
    }
