"""How long somebody has: start, pause, extension, stop, lights and urging."""

import tomllib
from datetime import UTC, date, datetime, time, timedelta

import msgspec
import pytest

from huying.programmes.holidays import load, schedules
from huying.rules.calendar import LOCAL, Calendar, Unit
from huying.rules.clock import (
    Aim,
    Clock,
    ClockSpec,
    Left,
    extend,
    follow,
    left,
    light,
    pause,
    rang,
    recompute,
    resume,
    spec_problems,
    start,
    stop,
)
from huying.rules.lights import LightRow, Rung
from huying.rules.schedule import Holiday, Schedule
from huying.rules.wording import Text

CALENDAR = load()
EARLIER = Calendar(one for one in schedules() if one.year < 2021)
LIGHTS = (LightRow("green", 3), LightRow("amber", 0, 3), LightRow("red", None, 0))
NORMAL, URGENT = {"urgency": "normal"}, {"urgency": "urgent"}
LADDER = (Rung(-3, "handler", "reminder"), Rung(0, "handler", "slip"), Rung(5, "leader", "bulletin"))


def spec_of(unit: Unit, limit: int = 5, *, roll: bool = False) -> ClockSpec:
    return ClockSpec(
        Text("办理", "Handling"),
        unit,
        LIGHTS,
        LADDER,
        limits={"*": limit, "urgent": 1},
        by="urgency",
        code="handle",
        roll_forward=roll,
    )


WORKING, NATURAL, HOURS = spec_of("working_day"), spec_of("natural_day", 60), spec_of("hour", 24)


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LOCAL).astimezone(UTC)  # type: ignore[misc, arg-type]


TUESDAY = local(2021, 9, 28, 11)  # two working days before the National Day holiday


def test_working_days_count_from_the_next_working_day_to_the_close_of_office() -> None:
    clock = start(WORKING, NORMAL, TUESDAY, CALENDAR)
    assert clock.due == local(2021, 10, 11, 18)  # 29, 30 September, 8, 9 (a worked Saturday), 11 October
    assert clock.amber == local(2021, 9, 30, 18)
    assert (clock.name, clock.limit, clock.started) == ("handle", 5, TUESDAY)


def test_urgency_chooses_the_limit() -> None:
    assert start(WORKING, URGENT, TUESDAY, CALENDAR).due == local(2021, 9, 29, 18)


def test_natural_days_end_with_the_last_day_and_may_roll_forward() -> None:
    begin = local(2021, 8, 6, 9)
    assert start(NATURAL, {}, begin, CALENDAR).due == local(2021, 10, 5, 23, 59, 59)
    assert start(spec_of("natural_day", 60, roll=True), {}, begin, CALENDAR).due == local(2021, 10, 8, 23, 59, 59)


def test_hours_run_through_holidays_and_nights() -> None:
    assert start(HOURS, {}, local(2021, 10, 1, 23), CALENDAR).due == local(2021, 10, 2, 23)


def test_a_programme_may_close_its_offices_earlier() -> None:
    spec = msgspec.structs.replace(WORKING, day_end=time(17, 30))
    assert start(spec, {}, TUESDAY, CALENDAR).due == local(2021, 10, 11, 17, 30)


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        start(WORKING, {}, datetime(2021, 9, 28), CALENDAR)  # noqa: DTZ001 - the point


def test_a_clock_that_reaches_an_unloaded_year_is_provisional_until_it_is_loaded() -> None:
    clock = start(WORKING, {}, local(2020, 12, 25, 9), EARLIER)
    assert clock.provisional
    firm = recompute(clock, WORKING, local(2020, 12, 26, 9), CALENDAR)
    assert not firm.provisional
    assert (clock.due, firm.due) == (local(2021, 1, 1, 18), local(2021, 1, 4, 18))


def test_rolling_forward_into_an_unloaded_year_is_provisional_too() -> None:
    begin = local(2020, 12, 25, 9)  # seven days later is New Year's Day, which nobody has told this calendar
    assert start(spec_of("natural_day", 7, roll=True), {}, begin, EARLIER).provisional
    assert not start(spec_of("natural_day", 7), {}, begin, EARLIER).provisional


def test_a_pause_in_an_unloaded_year_makes_the_date_provisional() -> None:
    overdue = start(spec_of("working_day", 1), {}, local(2020, 12, 1, 9), EARLIER)
    standing = pause(overdue, local(2021, 2, 8, 9))
    again = resume(standing, WORKING, local(2021, 2, 18, 9), EARLIER)  # the Spring Festival, counted as weekdays
    assert again.provisional
    assert recompute(again, WORKING, local(2021, 2, 18, 9), CALENDAR).due < again.due


def test_a_holiday_that_is_loaded_later_moves_a_running_clock_and_leaves_a_stopped_one() -> None:
    flood = Holiday(Text("防汛放假", "Flood"), date(2021, 9, 29), date(2021, 9, 30))
    other = load([Schedule(2021, holidays=(flood,))])
    clock = start(spec_of("working_day", 1), NORMAL, TUESDAY, CALENDAR)
    assert recompute(clock, WORKING, TUESDAY, other).due == local(2021, 10, 1, 18)
    stopped = stop(clock, TUESDAY + timedelta(hours=2))
    assert recompute(stopped, WORKING, TUESDAY, other) == stopped


def test_a_pause_moves_the_due_date_by_the_working_days_it_took() -> None:
    clock = start(WORKING, {}, TUESDAY, CALENDAR)
    standing = pause(clock, local(2021, 9, 30, 10))
    assert standing.alarm is None
    again = resume(standing, WORKING, local(2021, 10, 9, 10), CALENDAR)
    assert again.due == local(2021, 10, 13, 18)  # 8 and 9 October were lost, the holiday was none to lose
    assert again.running


def test_a_pause_within_a_day_changes_nothing_but_hours() -> None:
    begin, end = local(2021, 9, 29, 9), local(2021, 9, 29, 11, 30)
    working = start(WORKING, {}, TUESDAY, CALENDAR)
    assert resume(pause(working, begin), WORKING, end, CALENDAR).due == working.due
    hours = start(HOURS, {}, TUESDAY, CALENDAR)
    assert resume(pause(hours, begin), HOURS, end, CALENDAR).due == hours.due + timedelta(hours=2, minutes=30)


def test_pausing_twice_or_resuming_what_runs_changes_nothing() -> None:
    clock = start(WORKING, {}, TUESDAY, CALENDAR)
    standing = pause(clock, TUESDAY + timedelta(days=1))
    assert pause(standing, TUESDAY + timedelta(days=2)) == standing
    assert resume(clock, WORKING, TUESDAY + timedelta(days=2), CALENDAR) == clock


def test_a_standing_clock_keeps_the_light_it_had() -> None:
    clock = start(WORKING, {}, TUESDAY, CALENDAR)
    standing = pause(clock, local(2021, 9, 30, 19))
    assert light(standing, clock.due + timedelta(days=30)) == "amber"


def test_a_stopped_clock_keeps_the_light_it_had() -> None:
    clock = start(WORKING, {}, TUESDAY, CALENDAR)
    in_time, late = stop(clock, clock.due), stop(clock, clock.due + timedelta(seconds=1))
    assert light(in_time, clock.due + timedelta(days=9)) == "amber"
    assert light(late, clock.due + timedelta(days=9)) == "red"
    assert late.alarm is None
    assert stop(late, TUESDAY) == late


def test_a_stopped_clock_is_not_extended() -> None:
    clock = start(WORKING, {}, TUESDAY, CALENDAR)
    with pytest.raises(ValueError, match="not stopped"):
        extend(stop(clock, TUESDAY), WORKING, 1, TUESDAY, CALENDAR)


@pytest.mark.parametrize(
    ("now", "chinese", "english"),
    [
        (local(2021, 9, 28, 12), "还剩 5 个工作日", "5 working days left"),
        (local(2021, 10, 1, 12), "还剩 3 个工作日", "3 working days left"),
        (local(2021, 10, 10, 12), "还剩 1 个工作日", "1 working day left"),
        (local(2021, 10, 11, 12), "今天到期", "due today"),
        (local(2021, 10, 11, 18), "今天到期", "due today"),
        (local(2021, 10, 11, 19), "超期 1 个工作日", "1 working day overdue"),
        (local(2021, 10, 12, 9), "超期 1 个工作日", "1 working day overdue"),
        (local(2021, 10, 18, 9), "超期 5 个工作日", "5 working days overdue"),
    ],
)
def test_time_left_is_said_in_working_days(now: datetime, chinese: str, english: str) -> None:
    remaining = left(start(WORKING, {}, TUESDAY, CALENDAR), now, CALENDAR)
    assert (remaining.say("zh-hans"), remaining.say("en")) == (chinese, english)


def test_time_left_is_said_in_days_and_hours() -> None:
    days = start(spec_of("natural_day"), {}, TUESDAY, CALENDAR)
    assert left(days, local(2021, 10, 1, 8), CALENDAR).say("zh") == "还剩 2 天"
    assert left(days, local(2021, 10, 4, 8), CALENDAR).say("en") == "1 day overdue"
    hours = start(HOURS, {}, TUESDAY, CALENDAR)
    assert left(hours, hours.due - timedelta(minutes=61), CALENDAR).say("en") == "2 hours left"
    assert left(hours, hours.due + timedelta(minutes=1), CALENDAR).say("zh") == "超期 1 小时"


def test_a_provisional_date_is_said_to_be_one() -> None:
    assert Left(2, "working_day", False, True).say("zh") == "还剩 2 个工作日（暂定）"
    assert Left(0, "natural_day", False, True).say("en") == "due today (provisional)"


def next_rung(clock: Clock, spec: ClockSpec) -> Rung | None:
    """The rung that rings at the clock's alarm; None above the last one."""
    return spec.ladder[clock.rung] if clock.rung < len(spec.ladder) else None


def test_the_ladder_is_climbed_rung_by_rung_and_each_rings_once() -> None:
    clock = start(WORKING, {}, TUESDAY, CALENDAR)
    heard = []
    while (rung := next_rung(clock, WORKING)) is not None:
        heard.append((rung.kind, clock.alarm))
        clock = rang(clock, WORKING, CALENDAR)
    assert heard == [
        ("reminder", local(2021, 9, 30, 18)),
        ("slip", local(2021, 10, 11, 18)),
        ("bulletin", local(2021, 10, 18, 18)),
    ]
    assert clock.alarm is None
    assert rang(clock, WORKING, CALENDAR) == clock


def test_a_limit_shorter_than_the_reminder_begins_above_it() -> None:
    clock = start(WORKING, URGENT, TUESDAY, CALENDAR)
    assert next_rung(clock, WORKING) == LADDER[1]
    assert clock.alarm == clock.due


def test_rungs_that_lie_before_the_ledger_learnt_of_the_case_stay_silent() -> None:
    clock = start(WORKING, {}, TUESDAY, CALENDAR)
    late = start(WORKING, {}, TUESDAY, CALENDAR, learnt=clock.alarm)
    assert next_rung(late, WORKING) == LADDER[1]
    assert (late.due, late.alarm) == (clock.due, clock.due)
    assert start(WORKING, {}, TUESDAY, CALENDAR, learnt=local(2022, 9, 30, 18)).alarm is None


def test_after_an_extension_the_ladder_is_climbed_again() -> None:
    clock = rang(rang(start(WORKING, {}, TUESDAY, CALENDAR), WORKING, CALENDAR), WORKING, CALENDAR)
    later = extend(clock, WORKING, 5, local(2021, 10, 12, 9), CALENDAR)
    assert later.due == local(2021, 10, 18, 18)
    assert next_rung(later, WORKING) == LADDER[0]
    soon = extend(clock, WORKING, 2, local(2021, 10, 12, 9), CALENDAR)  # its reminder would have been on the 9th
    assert next_rung(soon, WORKING) == LADDER[1]


def test_every_extension_is_counted() -> None:
    clock = start(WORKING, {}, TUESDAY, CALENDAR)
    again = extend(extend(clock, WORKING, 2, TUESDAY, CALENDAR), WORKING, 3, TUESDAY, CALENDAR)
    assert (clock.extensions, again.extensions, again.extended) == (0, 2, 5)


def test_a_rung_that_has_not_rung_is_never_skipped() -> None:
    clock = start(WORKING, {}, TUESDAY, CALENDAR)
    late_sweep = extend(clock, WORKING, 1, clock.due + timedelta(days=30), CALENDAR)
    assert next_rung(late_sweep, WORKING) == LADDER[0]


def test_an_extension_while_standing_keeps_it_standing() -> None:
    standing = pause(start(WORKING, {}, TUESDAY, CALENDAR), TUESDAY)
    later = extend(standing, WORKING, 2, TUESDAY, CALENDAR)
    assert later.paused == TUESDAY
    assert later.alarm is None


def test_a_clock_is_defined_in_toml() -> None:
    table = tomllib.loads("""
        name = { zh = "办理", en = "Handling" }
        unit = "working_day"
        by = "urgency"
        limits = { "*" = 5, urgent = 1 }
        day_end = 17:30:00
        extension_max = 5
        extension_times = 2
        lights = [{ light = "green", from = 3 }, { light = "amber", from = 0, below = 3 }, { light = "red", below = 0 }]
        [[ladder]]
        after = 0
        to = "leader"
        kind = "slip"
    """)
    spec = msgspec.convert(table, ClockSpec)
    assert (spec.day_end, spec.aim(URGENT), spec.aim({"urgency": "any"})) == (time(17, 30), Aim(1, ""), Aim(5, ""))
    assert spec_problems(spec, ["urgent", "normal"], {"leader"}) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"limits": {"urgent": 1}}, 'no limit for "normal"'),
        ({"limits": {}}, "one of these and only one"),
        ({"by": ""}, "one of these and only one"),
        ({"limit": 3}, "one of these and only one"),
        ({"until": "day"}, "one of these and only one"),
        ({"limits": {}, "by": "", "limit": 0}, "one of these and only one"),
        ({"limits": {}, "by": "", "limit": -1}, "must be 1 to"),
        ({"limits": {}, "by": "", "until": "day", "extension_max": 3, "extension_times": 1}, "change that date"),
        ({"limits": {"*": 0}}, "must be 1 to"),
        ({"limits": {"*": 99999}}, "must be 1 to"),
        ({"extension_max": 5}, "both be positive"),
        ({"extension_max": -1, "extension_times": -1}, "both be positive"),
        ({"lights": ()}, "lights is empty"),
        ({"ladder": ()}, "no ladder"),
    ],
)
def test_a_clock_that_is_not_whole_is_refused(changes: dict[str, object], said: str) -> None:
    spec = msgspec.structs.replace(WORKING, **changes)
    assert any(said in problem.en for problem in spec_problems(spec, ["urgent", "normal"], {"leader"}))


# ---- a clock that runs until a day, and clocks that follow the facts they run by

UNTIL = ClockSpec(Text("到期", "Until"), "natural_day", LIGHTS, LADDER, until="review", code="until")
DAYS = {"review": "2021-11-30"}


def test_a_clock_runs_until_the_end_of_the_day_that_a_fact_names() -> None:
    clock = start(UNTIL, DAYS, TUESDAY, CALENDAR)
    assert (clock.due, clock.limit, clock.until) == (local(2021, 11, 30, 23, 59, 59), 0, "2021-11-30")
    assert clock.amber == local(2021, 11, 27, 23, 59, 59)
    assert clock.alarm == local(2021, 11, 27, 23, 59, 59)
    assert (left(clock, TUESDAY, CALENDAR).amount, clock.provisional) == (63, False)


def test_on_working_days_it_runs_until_the_office_closes_that_day_even_a_day_of_rest() -> None:
    spec = msgspec.structs.replace(UNTIL, unit="working_day")
    sunday = start(spec, {"review": "2021-10-03"}, TUESDAY, CALENDAR)
    assert sunday.due == local(2021, 10, 3, 18)


def test_without_the_day_it_can_not_start_which_the_proof_excludes() -> None:
    with pytest.raises(KeyError):
        start(UNTIL, {}, TUESDAY, CALENDAR)


def test_a_day_already_gone_makes_it_overdue_from_the_start() -> None:
    clock = start(UNTIL, {"review": "2021-09-27"}, TUESDAY, CALENDAR)
    assert light(clock, TUESDAY) == "red"


def test_another_day_moves_it_and_its_urging_and_the_same_day_leaves_it_alone() -> None:
    clock = start(UNTIL, DAYS, TUESDAY, CALENDAR)
    assert follow(clock, UNTIL, DAYS, TUESDAY, CALENDAR) is clock
    later = follow(clock, UNTIL, {"review": "2021-12-31"}, TUESDAY + timedelta(days=1), CALENDAR)
    assert (later.due, later.started) == (local(2021, 12, 31, 23, 59, 59), clock.started)
    assert later.alarm == local(2021, 12, 28, 23, 59, 59)


def test_a_pause_does_not_move_a_day_that_was_named() -> None:
    clock = start(UNTIL, DAYS, TUESDAY, CALENDAR)
    again = resume(pause(clock, TUESDAY), UNTIL, TUESDAY + timedelta(days=9), CALENDAR)
    assert again.due == clock.due


def test_a_choice_that_nobody_has_made_counts_as_the_usual_one() -> None:
    spec = msgspec.structs.replace(WORKING, limits={"normal": 5, "urgent": 1}, usual="normal")
    assert start(spec, {}, TUESDAY, CALENDAR).limit == 5
    assert start(spec, URGENT, TUESDAY, CALENDAR).limit == 1


def test_a_clock_follows_the_choice_it_runs_by_from_its_own_start() -> None:
    clock = start(WORKING, NORMAL, TUESDAY, CALENDAR)
    nearer = follow(clock, WORKING, URGENT, TUESDAY + timedelta(hours=5), CALENDAR)
    assert nearer == msgspec.structs.replace(
        start(WORKING, URGENT, TUESDAY, CALENDAR), rung=nearer.rung, alarm=nearer.alarm
    )
    assert follow(nearer, WORKING, NORMAL, TUESDAY, CALENDAR).due == clock.due


def test_what_was_granted_and_what_stood_still_stays_when_it_follows() -> None:
    clock = extend(start(WORKING, NORMAL, TUESDAY, CALENDAR), WORKING, 3, TUESDAY, CALENDAR)
    standing = resume(pause(clock, local(2021, 10, 8, 9)), WORKING, local(2021, 10, 11, 9), CALENDAR)
    nearer = follow(standing, WORKING, URGENT, local(2021, 10, 11, 9), CALENDAR)
    assert (nearer.limit, nearer.extended, nearer.pauses) == (1, 3, standing.pauses)
    assert nearer.due == local(2021, 10, 12, 18)  # 29, 30 September, 8, 9 October, and two days that it stood


def test_a_clock_that_has_stopped_follows_nothing() -> None:
    stopped = stop(start(WORKING, NORMAL, TUESDAY, CALENDAR), TUESDAY)
    assert follow(stopped, WORKING, URGENT, TUESDAY, CALENDAR) == stopped


def test_one_that_stands_still_follows_and_stays_standing() -> None:
    standing = pause(start(WORKING, NORMAL, TUESDAY, CALENDAR), TUESDAY)
    nearer = follow(standing, WORKING, URGENT, TUESDAY, CALENDAR)
    assert (nearer.due, nearer.paused, nearer.alarm) == (local(2021, 9, 29, 18), TUESDAY, None)
