"""The cases that have been red for longest: what, since when, why, who must act, how often they were urged, what was last done."""

from django.db.models import F
from msgspec import Struct

from huying.insight.figures import cases_behind
from huying.programmes.registry import load
from huying.rules.wording import Text
from huying.web.kit import names
from huying.web.leader.numbers import plain
from huying.web.leader.panels import Sight
from huying.web.leader.standing import NOTHING, Standing, standing

SHOWN = 7


class Overdue(Struct, frozen=True):
    """One case, ready to be shown."""

    number: str
    heading: str
    place: Text
    state: Text
    how: Standing


def longest(sight: Sight) -> list[Overdue]:
    """The longest overdue of the question's cases, as they stand now."""
    figure = plain(sight.question.figures, "red")
    if figure is None:
        return []
    red = cases_behind(figure, actor=sight.actor, as_of=sight.now, filters=sight.filters)
    ordered = red.filter(is_open=True).select_related("document").order_by(F("due_at").asc(nulls_last=True), "id")
    rows = list(ordered[:SHOWN])
    places, how = names.places(row.within[-1] for row in rows if row.within), standing(rows, sight.now)
    return [
        Overdue(
            number=row.number,
            heading=row.heading or row.number,
            place=places[row.within[-1]] if row.within else NOTHING,
            state=load(row.programme, row.version).states[row.state].name,
            how=how[row.id],
        )
        for row in rows
    ]
