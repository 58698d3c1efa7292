"""The cases that have been red for longest: what, where, since when, and who must act."""

from datetime import datetime

from django.db.models import F
from msgspec import Struct

from huying.insight.figures import cases_behind
from huying.ledger import store
from huying.people.calendars import current
from huying.rules import clock as clocks
from huying.rules.wording import Text
from huying.web.desk import names
from huying.web.desk.rows import said
from huying.web.leader.numbers import plain
from huying.web.leader.panels import Sight

SHOWN = 7
NOBODY = Text("", "")


class Overdue(Struct, frozen=True):
    """One case, ready to be shown."""

    number: str
    title: str
    place: Text
    state: Text
    role: Text
    unit: Text
    left: Text
    due: datetime


def longest(sight: Sight) -> list[Overdue]:
    """The longest overdue of the question's cases, as they stand now; none where the programme shows no red light."""
    figure = plain(sight.question.figures, "red")
    if figure is None:
        return []
    red = cases_behind(figure, actor=sight.actor, as_of=sight.now, filters=sight.filters)
    rows = list(red.filter(is_open=True, due_at__isnull=False).order_by(F("due_at"), "id")[:SHOWN])
    units, places = names.units(row.owner_unit for row in rows), names.places(row.place for row in rows)
    rules, calendar = sight.question.rules, current()
    found = []
    for row in rows:
        case = store.read(row)
        left = clocks.left(case.clocks[case.clock], sight.now, calendar)
        role = rules.roles[row.owner_role].name if row.owner_role in rules.roles else NOBODY
        found.append(Overdue(
            row.number, row.title or row.number, places.get(row.place, NOBODY), rules.states[row.state].name, role,
            units.get(row.owner_unit, NOBODY), said(left), row.due_at or sight.now,
        ))  # fmt: skip
    return found
