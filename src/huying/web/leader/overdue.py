"""The cases that have been red for longest: what, since when, why, who must act, how often they were urged, what was last done."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F
from msgspec import Struct

from huying.insight.figures import cases_behind
from huying.ledger import models, store
from huying.people.calendars import current
from huying.programmes.registry import load
from huying.rules import clock as clocks
from huying.rules.case import Case
from huying.rules.lights import light_of
from huying.rules.programme import Programme
from huying.rules.wording import Text
from huying.web.kit import names
from huying.web.kit.values import shown
from huying.web.leader.lines import NOTHING, left
from huying.web.leader.numbers import plain
from huying.web.leader.panels import Sight

SHOWN = 7


class Done(Struct, frozen=True):
    """What was last done, by a person or by the system, urging and ringing left aside."""

    name: Text
    at: datetime


class Overdue(Struct, frozen=True):
    """One case, ready to be shown. `clock` is the time limit that has run out, or the number that is red; `since` when it ran out (None
    for a number); `urged` how often it was urged.
    """

    number: str
    heading: str
    place: Text
    state: Text
    clock: Text
    since: datetime | None
    left: Text
    role: Text
    unit: Text
    urged: int
    last: Done | None


def longest(sight: Sight) -> list[Overdue]:
    """The longest overdue of the question's cases, as they stand now."""
    figure = plain(sight.question.figures, "red")
    if figure is None:
        return []
    red = cases_behind(figure, actor=sight.actor, as_of=sight.now, filters=sight.filters)
    ordered = red.filter(is_open=True).select_related("document").order_by(F("due_at").asc(nulls_last=True), "id")
    rows = list(ordered[:SHOWN])
    units = names.units(row.owner_unit for row in rows)
    places = names.places(row.within[-1] for row in rows if row.within)
    done = _done(rows)
    return [_one(row, sight.now, units, places, done.get(row.id)) for row in rows]


def _one(
    row: models.Case, now: datetime, units: dict[str, Text], places: dict[str, Text], last: Done | None
) -> Overdue:
    programme, case = load(row.programme, row.version), store.read(row)
    clock, since, late = _why(programme, case, now)
    return Overdue(
        number=row.number,
        heading=row.heading or row.number,
        place=places[row.within[-1]] if row.within else NOTHING,
        state=programme.states[row.state].name,
        clock=clock,
        since=since,
        left=late,
        role=programme.roles[row.owner_role].name if row.owner_role in programme.roles else NOTHING,
        unit=units.get(row.owner_unit, NOTHING),
        urged=sum(row.counts.get(code, 0) for code in urging(programme)),
        last=last,
    )


def _why(programme: Programme, case: Case, now: datetime) -> tuple[Text, datetime | None, Text]:
    """The clock that has run out, since when, and by how much; else the number that is red, and what it is."""
    clock = case.clocks.get(case.clock)
    if clock and now > clock.due:
        return programme.clocks[clock.name].name, clock.due, left(clocks.left(clock, now, current()))
    for signal in programme.signals.values():
        value = case.facts.get(signal.of)
        if value is not None and light_of(signal.lights, float(value)) == "red":
            return signal.name, None, shown(programme.facts[signal.of], value)
    return NOTHING, None, NOTHING


def urging(programme: Programme) -> list[str]:
    """The actions that urge: those that make slips, and the ringing of a clock."""
    return [code for code, action in programme.actions.items() if action.urges or action.rings]


def _done(rows: Sequence[models.Case]) -> dict[UUID, Done]:
    """The last action on each case that was no urging, by one question."""
    found: dict[UUID, Done] = {}
    if not rows:
        return found
    programme = load(rows[0].programme)
    quiet = [*urging(programme), programme.retiming]
    events = models.Event.objects.filter(case_id__in=[row.id for row in rows]).exclude(action__in=quiet)
    for case_id, action, at in (
        events.order_by("case_id", "-seq").distinct("case_id").values_list("case_id", "action", "at")
    ):
        if action in programme.actions:
            found[case_id] = Done(programme.actions[action].name, at)
    return found
