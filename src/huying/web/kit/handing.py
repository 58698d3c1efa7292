"""The dispatch form: any number of assignments in one form, the limits and their dates shown as they will be."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.http import QueryDict
from msgspec import Struct

from huying.people.calendars import current
from huying.rules import clock as clocks
from huying.rules.programme import Programme
from huying.rules.wording import Text
from huying.web.kit import spoken

PARTS = ("unit", "role", "line", "required", "supervisor")
MOST = 50  # lines of a form
UNITS = {
    "working_day": ("个工作日", "working day"),
    "natural_day": ("天", "day"),
    "hour": ("小时", "hour"),
}


class Handed(Struct):
    """One line of the form, as typed: units by their names."""

    unit: str = ""
    role: str = "lead"
    line: str = ""
    required: str = "true"
    supervisor: str = ""


class Limit(Struct, frozen=True):
    """A clock that the hand-over will set going: its name, how long, until when if it began now."""

    name: Text
    length: Text
    due: datetime
    provisional: bool


def typed(name: str, post: QueryDict) -> list[Handed]:
    """The lines as typed, empty ones included; without the one that was taken away, with one more or with the unit that was picked
    where a button of the form asks for that.
    """
    columns = [post.getlist(f"{name}-{part}") for part in PARTS]
    rows = [
        Handed(
            **{part: column[index] if index < len(column) else "" for part, column in zip(PARTS, columns, strict=True)}
        )
        for index in range(min(len(columns[0]), MOST))
    ]
    less = post.get("less", "")
    if less.isdecimal() and int(less) < len(rows) > 1:
        del rows[int(less)]
    if "more" in post:
        rows.append(Handed(role="assist"))
    return picked(rows, str(post["pick"])) if post.get("pick") else rows


def picked(rows: list[Handed], unit: str) -> list[Handed]:
    """The lines with a suggested unit in the first one that names none, or in one more."""
    for row in rows:
        if not row.unit.strip():
            row.unit = unit
            return rows
    return [*rows, Handed(unit=unit, role="assist")]


def payload(name: str, post: QueryDict) -> list[dict[str, Any]]:
    """The lines that name a unit, as the door wants them. Raises BadInput for a unit that nobody has."""
    return [
        {
            "unit": spoken.unit(name, row.unit),
            "role": row.role,
            "line": row.line,
            "required": row.required == "true",
            "supervisor": spoken.unit(name, row.supervisor),
        }
        for row in typed(name, post)
        if row.unit.strip()
    ]


def fresh(programme: Programme, suggested: str) -> list[Handed]:
    """The lines a new form begins with: one for each line of the hand-over, the likeliest unit already in the first."""
    lines = programme.handover.lines or ("",)
    rows = [Handed(line=line) for line in lines]
    rows += [Handed(role="assist") for _ in range(programme.handover.at_least - len(rows))]
    rows[0].unit = suggested
    return rows


def limits(programme: Programme, facts: Mapping[str, Any], now: datetime) -> list[Limit]:
    """The clocks of an assignment on its straight way, as they would run from now with these facts of the case. One whose
    fact is not known yet is left out.
    """
    calendar, found = current(), []
    for code in dict.fromkeys(_clocks(programme)):
        spec = programme.clocks[code]
        try:
            clock = clocks.start(spec, facts, now, calendar)
        except (KeyError, ValueError):
            continue
        found.append(Limit(spec.name, _length(clock), clock.due, clock.provisional))
    return found


def _clocks(programme: Programme) -> Iterator[str]:
    """The clocks from the first state of an assignment along its primary actions, as long as the unit itself holds it."""
    state, seen = programme.first_task, set[str]()
    while state and state not in seen and programme.tasks[state].open:
        seen.add(state)
        if programme.tasks[state].clock:
            yield programme.tasks[state].clock
        state = next(
            (
                action.to
                for action in programme.actions.values()
                if action.on == "task" and action.primary and state in action.from_
            ),
            "",
        )


def _length(clock: clocks.Clock) -> Text:
    if clock.until:
        return Text("到期限之日", "until the day named")
    zh, en = UNITS[clock.unit]
    return Text(f"{clock.limit} {zh}", f"{clock.limit} {en}{'s' if clock.limit > 1 else ''}")
