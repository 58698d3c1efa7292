"""Clocks: how long somebody has, when the lights change, when the next urging is due.

A clock stores facts (started, limit, extended, pauses) and what follows from them (due, amber, alarm). Every function
here changes the facts and lets the rest follow, so that recomputing after a change of the calendar is the same sum.

Instants are UTC, whole seconds. Red is later than `due`, amber later than `amber`: at the instant itself it is still in time.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property, lru_cache, partial
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from huying.rules.calendar import Calendar, Due, Unit, day_of, instant
from huying.rules.lights import Ladder, Light, LightTable, amber_from, ladder_problems, light_problems
from huying.rules.wording import Text

HOUR = timedelta(hours=1)
REMEMBERED = 1024  # days and amounts whose marks a clock's definition remembers
LONGEST = 3660  # units: ten years of days; what is longer is a slip of the pen

OFFICE_CLOSES = time(18)
DAY_CLOSES = time(23, 59, 59)


class ClockSpec(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """A clock as a programme defines it. It runs for `limit` units, or for one of `limits` by what the choice fact `by` says
    ("*" for any other), or `until` the day that a date fact names.

    `day_end` is the local time at which a last day ends (18:00 on working days, 23:59:59 on natural days if left out).
    `roll_forward` moves a natural last day on a day of rest to the next working day. One extension adds at most
    `extension_max` units and there are at most `extension_times` of them.
    """

    name: Text
    unit: Unit
    lights: LightTable
    ladder: Ladder
    limit: int = 0
    limits: dict[str, int] = {}
    by: str = ""
    until: str = ""
    code: str = ""
    usual: str = ""  # the first choice of `by`: what counts until somebody says more (`programme.parse`)
    day_end: time | None = None
    roll_forward: bool = False
    extension_max: int = 0
    extension_times: int = 0

    def aim(self, facts: Mapping[str, Any]) -> "Aim":
        """Where it runs to with these facts of its case (or assignment). Raises KeyError where a table has a hole, or where
        the date is not known yet: what the proof excludes.
        """
        if self.until:
            return Aim(0, facts[self.until])
        if not self.by:
            return Aim(self.limit, "")
        choice = facts.get(self.by, self.usual)
        return Aim(self.limits[choice] if choice in self.limits else self.limits["*"], "")

    @cached_property
    def depends(self) -> frozenset[str]:
        """The facts that it runs by."""
        return frozenset({self.by, self.until} - {""})

    @cached_property
    def marks(self) -> Callable[[Calendar, Unit, int, int], "Marks"]:
        """The marks of so many days from a day (ordinal), remembered: most clocks of a city start on the same few days."""
        return lru_cache(maxsize=REMEMBERED)(partial(_marks_of_days, self))


class Aim(NamedTuple):
    """How many units a clock has, or until which day ("2021-12-30") it runs."""

    limit: int
    until: str


class Marks(NamedTuple):
    """When a clock is due, whether that is `provisional`, when it turns amber, and when each rung of its ladder rings."""

    due: datetime
    provisional: bool
    amber: datetime
    rungs: tuple[datetime, ...]


class Clock(Struct, frozen=True, omit_defaults=True, gc=False, kw_only=True):
    """One running, standing or stopped clock of a case. `limit` is in units; 0 where it runs `until` a day.

    `extended` is in units, by so many `extensions`; `pauses` are the finished ones (from, to), `paused` the begin of one not finished; `rung` is the
    index of the next rung of urging and `alarm` when it is due, None where nothing is. `provisional` where the due
    date reaches a day whose year has no schedule yet.
    """

    alarm: datetime | None = None  # in the order of their names: canonical JSON (`rules.case`)
    amber: datetime
    due: datetime
    extended: int = 0
    extensions: int = 0
    limit: int
    name: str
    paused: datetime | None = None
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    provisional: bool = False
    rung: int = 0
    started: datetime
    stopped: datetime | None = None
    unit: Unit
    until: str = ""

    @property
    def running(self) -> bool:
        """Whether time passes for it."""
        return self.paused is None and self.stopped is None


class Left(Struct, frozen=True):
    """Time left, or time overdue, in whole units begun: 0 left is the last day, overdue is at least 1."""

    amount: int
    unit: Unit
    overdue: bool
    provisional: bool = False

    def say(self, language: str) -> str:
        """「还剩 2 个工作日」「今天到期」「超期 3 个工作日」, or the same in English."""
        chinese = language.startswith("zh")
        text = _chinese(self) if chinese else _english(self)
        return text + (("（暂定）" if chinese else " (provisional)") if self.provisional else "")


def start(
    spec: ClockSpec, facts: Mapping[str, Any], at: datetime, calendar: Calendar, learnt: datetime | None = None
) -> Clock:
    """A clock that starts at `at`: days count from the day after, hours from the second. Raises ValueError for a naive `at`.

    Rungs that lie before `learnt` (the ledger heard of it later) are passed over: nobody could have been urged then.
    """
    begin, top, aim = _whole(at), len(spec.ladder), spec.aim(facts)
    clock = Clock(
        name=spec.code,
        unit=spec.unit,
        limit=aim.limit,
        until=aim.until,
        started=begin,
        due=begin,
        amber=begin,
        rung=top,
    )
    return _settled(clock, spec, _whole(learnt) if learnt else begin, calendar)


def follow(clock: Clock, spec: ClockSpec, facts: Mapping[str, Any], at: datetime, calendar: Calendar) -> Clock:
    """The clock after the facts that it runs by have changed: still from its own start. A stopped one stays as it was."""
    aim = spec.aim(facts)
    if clock.stopped or (clock.limit, clock.until) == aim:
        return clock
    return _settled(replace(clock, limit=aim.limit, until=aim.until), spec, _whole(at), calendar)


def pause(clock: Clock, at: datetime) -> Clock:
    """The clock standing still, at the light it has. One that stands or has stopped is returned as it is."""
    if not clock.running:
        return clock
    return replace(clock, paused=max(_whole(at), clock.started), alarm=None)


def resume(clock: Clock, spec: ClockSpec, at: datetime, calendar: Calendar) -> Clock:
    """The clock running again, due later by the time it stood, counted in its unit. A running one is returned as it is."""
    if clock.paused is None or clock.stopped:
        return clock
    until = max(_whole(at), clock.paused)
    return _settled(replace(clock, paused=None, pauses=(*clock.pauses, (clock.paused, until))), spec, until, calendar)


def extend(clock: Clock, spec: ClockSpec, amount: int, at: datetime, calendar: Calendar) -> Clock:
    """The clock with `amount` units more, as approved at `at`. Raises ValueError where it has stopped or `amount` < 1."""
    if amount < 1 or clock.stopped:
        raise ValueError("Only a clock that has not stopped is extended, by one unit at least.")
    longer = replace(clock, extended=clock.extended + amount, extensions=clock.extensions + 1)
    return _settled(longer, spec, _whole(at), calendar)


def stop(clock: Clock, at: datetime) -> Clock:
    """The clock stopped for good; it keeps the light it had. A stopped one is returned as it is."""
    return clock if clock.stopped else replace(clock, stopped=max(_whole(at), clock.started), alarm=None)


def recompute(clock: Clock, spec: ClockSpec, at: datetime, calendar: Calendar) -> Clock:
    """The clock by another calendar or table of lights. What has stopped is history and stays as it was."""
    return clock if clock.stopped else _settled(clock, spec, _whole(at), calendar)


def light(clock: Clock, now: datetime) -> Light:
    """The clock's light; one that stands still or has stopped keeps the light of that moment."""
    return between(clock.due, clock.amber, clock.paused or clock.stopped or now)


def between(due: datetime, amber: datetime, now: datetime) -> Light:
    """The light by two instants: red later than `due`, amber later than `amber`. Pages, rows and figures all ask here."""
    if now > due:
        return "red"
    return "amber" if now > amber else "green"


def left(clock: Clock, now: datetime, calendar: Calendar) -> Left:
    """How much time is left, or overdue, for display."""
    moment = clock.paused or clock.stopped or now
    overdue = moment > clock.due
    if clock.unit == "hour":
        amount = -((moment - clock.due) // HOUR)
    elif clock.unit == "natural_day":
        amount = day_of(clock.due) - day_of(moment)
    else:
        amount = calendar.count(day_of(moment), day_of(clock.due))
    if overdue:
        amount = max(1, -((clock.due - moment) // HOUR) if clock.unit == "hour" else -amount)
    return Left(amount, clock.unit, overdue, clock.provisional)


def rang(clock: Clock, spec: ClockSpec, calendar: Calendar) -> Clock:
    """The clock after its rung has rung: one rung up, the alarm set for the next. At the top it is returned as it is."""
    if clock.rung >= len(spec.ladder):
        return clock
    above = clock.rung + 1
    alarm = calendar.shift(clock.due, spec.ladder[above].after, clock.unit) if above < len(spec.ladder) else None
    return replace(clock, rung=above, alarm=alarm if clock.running else None)


def spec_problems(spec: ClockSpec, choices: Collection[str], persons: Collection[str]) -> list[Text]:
    """Why a clock is not fit to run: no limit or several kinds of it, limits that miss a choice of the fact they go by (one of
    `choices`), lights or ladder that are not whole. Empty if it is.
    """
    return [
        *_limit_problems(spec, choices),
        *_extension_problems(spec),
        *light_problems(spec.lights),
        *ladder_problems(spec.ladder, persons),
    ]


def _limit_problems(spec: ClockSpec, choices: Collection[str]) -> list[Text]:
    if sum((spec.limit != 0, bool(spec.by or spec.limits), bool(spec.until))) != 1 or bool(spec.by) != bool(
        spec.limits
    ):
        return [
            Text(
                "须且只能写明一种：limit，by 与 limits，或 until。",
                "Say one of these and only one: `limit`, `by` with `limits`, or `until`.",
            )
        ]
    found = [
        Text(f"“{choice}”没有时限。", f'There is no limit for "{choice}".')
        for choice in choices
        if spec.by and choice not in spec.limits and "*" not in spec.limits
    ]
    wrong = {choice: limit for choice, limit in spec.limits.items() if not 1 <= limit <= LONGEST}
    if spec.limit and not 1 <= spec.limit <= LONGEST:
        wrong["limit"] = spec.limit
    return found + [
        Text(
            f"{choice} 的时限 {limit} 应在 1 到 {LONGEST} 之间。",
            f"The limit {limit} of {choice} must be 1 to {LONGEST}.",
        )
        for choice, limit in wrong.items()
    ]


def _extension_problems(spec: ClockSpec) -> list[Text]:
    if spec.until and spec.extension_max:
        return [
            Text(
                "到某日为止的时限不能延长，请改那个日期。",
                "A clock that runs until a day is not extended: change that date.",
            )
        ]
    if spec.extension_max < 0 or spec.extension_times < 0 or (spec.extension_max == 0) != (spec.extension_times == 0):
        return [
            Text(
                "延期的次数和每次上限应同为正数，或同为 0。",
                "Number and size of extensions must both be positive, or both 0.",
            )
        ]
    return []


def _settled(clock: Clock, spec: ClockSpec, at: datetime, calendar: Calendar) -> Clock:
    """Due, lights and alarm as they follow from the facts. Rungs that lie ahead of `at` again will ring again."""
    due, provisional, amber, rungs = _marks(clock, spec, calendar)
    rung, alarm = _ahead(clock, rungs, at)
    return replace(
        clock, due=due, amber=amber, provisional=provisional, rung=rung, alarm=alarm if clock.running else None
    )


def _ahead(clock: Clock, rungs: tuple[datetime, ...], at: datetime) -> tuple[int, datetime | None]:
    """The next rung and its instant: the first one after `at`, but never past one that has not rung (a sweep may be late)."""
    for index, rung in enumerate(rungs):
        if rung > at or index == clock.rung:
            return index, rung
    return len(rungs), None


def _marks(clock: Clock, spec: ClockSpec, calendar: Calendar) -> Marks:
    if clock.until:
        end = instant(date.fromisoformat(clock.until).toordinal(), _closing(spec.day_end, clock.unit))
        return _around(spec, Due(end, False), clock.unit, calendar)
    amount = clock.limit + clock.extended
    if clock.unit == "hour":
        stood = sum((end - begin for begin, end in clock.pauses), timedelta())
        return _around(spec, Due(clock.started + amount * HOUR + stood, False), "hour", calendar)
    firm = True
    for begin, end in clock.pauses:
        first, last = day_of(begin), day_of(end)
        amount += calendar.count(first, last) if clock.unit == "working_day" else last - first
        firm = firm and (clock.unit != "working_day" or calendar.known(first, last))
    marks = spec.marks(calendar, clock.unit, day_of(clock.started), amount)
    return marks if firm else marks._replace(provisional=True)


def _marks_of_days(spec: ClockSpec, calendar: Calendar, unit: Unit, day: int, amount: int) -> Marks:
    midnight, closing = instant(day, timedelta()), _closing(spec.day_end, unit)
    return _around(spec, calendar.due(midnight, amount, unit, closing, spec.roll_forward), unit, calendar)


def _around(spec: ClockSpec, due: Due, unit: Unit, calendar: Calendar) -> Marks:
    """The marks that are counted from the due date, in the clock's own unit."""
    amber = calendar.shift(due.at, -amber_from(spec.lights), unit)
    return Marks(*due, amber, tuple(calendar.shift(due.at, rung.after, unit) for rung in spec.ladder))


@cache
def _closing(day_end: time | None, unit: Unit) -> timedelta:
    moment = day_end or (OFFICE_CLOSES if unit == "working_day" else DAY_CLOSES)
    return timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)


def _whole(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("An instant needs its time zone.")
    if at.tzinfo is not UTC:
        at = at.astimezone(UTC)
    return at.replace(microsecond=0) if at.microsecond else at


def _chinese(left: Left) -> str:
    if not left.amount:
        return "今天到期"
    unit = {"working_day": "个工作日", "natural_day": "天", "hour": "小时"}[left.unit]
    return f"{'超期' if left.overdue else '还剩'} {left.amount} {unit}"


def _english(left: Left) -> str:
    if not left.amount:
        return "due today"
    unit = {"working_day": "working day", "natural_day": "day", "hour": "hour"}[left.unit]
    return f"{left.amount} {unit}{'s' if left.amount > 1 else ''} {'overdue' if left.overdue else 'left'}"
