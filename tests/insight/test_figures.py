"""What each figure counts, and that a number is always the length of its list."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from huying.insight.errors import NotKept
from huying.insight.figures import breakdown, cases_behind, compute, compute_many, kept, months
from huying.insight.filters import NONE, Filters, day_ends
from huying.insight.registry import Figure, Side, figure, figures, of_programme
from huying.rules.errors import NotFound
from huying.rules.figures import Period
from huying.rules.policy import SYSTEM, Actor
from tests.insight.ledger import APRIL, CITY_LEADER, EVERYBODY, NOT_APPOINTED, WEIDU, WEIDU_LEADER, YUZHOU
from tests.ledger.story import DAY, HOUR, MONDAY, ROADS, WATER, Story

NARROW = (
    Filters(), Filters(county=WEIDU), Filters(unit="gongshui"), Filters(unit=NONE), Filters(facts=(("channel", "hotline"),)),
    Filters(facts=(("subject", "enterprise"),)), Filters(facts=(("category", "utilities"),)), Filters(state="handling"),
    Filters(county=YUZHOU, facts=(("channel", "hotline"),)), Filters(start=date(2025, 1, 1), end=date(2026, 1, 1)),
    Filters(start=date(2026, 3, 2), end=date(2026, 3, 3)), Filters(county="no'such"),
)  # fmt: skip


def counts(key: str, actor: Actor = SYSTEM, filters: Filters = Filters()) -> tuple[int | Decimal, int | Decimal | None]:  # noqa: B008
    value = compute(figure(key), actor=actor, as_of=APRIL, filters=filters)
    return value.numerator, value.denominator


@pytest.mark.parametrize("actor", EVERYBODY, ids=lambda actor: actor.posts[0].role if actor.posts else "nobody")
def test_a_number_is_the_length_of_its_list(told: dict[str, Story], actor: Actor) -> None:
    for filters in NARROW:
        values = compute_many(of_programme("appeal"), actor=actor, as_of=APRIL, filters=filters)
        for one in of_programme("appeal"):
            sides: tuple[Side, ...] = ("numerator", "denominator") if one.per else ("numerator",)
            behind = [cases_behind(one, side, actor=actor, as_of=APRIL, filters=filters).count() for side in sides]
            value = values[one.key]
            assert behind == [value.numerator, value.denominator][: len(behind)], (one.key, filters)


@pytest.mark.parametrize(
    "by", ["county", "unit", "state", "f.category", "f.channel", "f.subject", "f.rating", "f.supervised", "month"]
)
def test_the_parts_of_a_breakdown_add_up_to_the_whole(told: dict[str, Story], by: str) -> None:
    wanted = of_programme("appeal")
    whole = compute_many(wanted, actor=SYSTEM, as_of=APRIL)
    parts = breakdown(wanted, by, actor=SYSTEM, as_of=APRIL)
    for one in wanted:
        assert sum(values[one.key].numerator for values in parts.values()) == whole[one.key].numerator, one.key


def test_handled_are_the_letters_of_citizens_and_enterprises_opened_in_the_period(told: dict[str, Story]) -> None:
    # Not the one of last December, not the one of April: the usual period ends with the last whole month.
    assert counts("appeal.handled") == (7, None)
    assert counts("appeal.handled", filters=Filters(facts=(("subject", "enterprise"),))) == (1, None)
    assert counts("appeal.handled", filters=Filters(start=date(2025, 12, 1), end=date(2026, 5, 1))) == (9, None)


def test_a_letter_of_the_first_and_of_the_last_minute_belongs_to_its_local_month(db: None) -> None:
    begin = MONDAY.replace(month=3, day=1, hour=0) - 8 * HOUR  # local midnight
    for at in (begin - timedelta(seconds=1), begin, begin + 31 * DAY - timedelta(seconds=1), begin + 31 * DAY):
        Story(at=at)
    march = Filters(start=date(2026, 3, 1), end=date(2026, 4, 1))
    assert counts("appeal.handled", filters=march) == (2, None)
    found = breakdown([figure("appeal.handled")], "month", actor=SYSTEM, as_of=APRIL, filters=march)
    assert list(found) == [date(2026, 3, 1)]


def test_due_for_a_reply_is_what_was_replied_to_or_promised_by_now(told: dict[str, Story]) -> None:
    # Replied in time: solved, unsolved, silent. Overdue: handling, waiting, accusing, and the reopened one's new promise.
    assert counts("appeal.response_rate") == (3, 7)
    assert counts("appeal.on_time_rate") == (3, 3)
    early = compute(
        figure("appeal.response_rate"),
        actor=SYSTEM,
        as_of=MONDAY + 2 * HOUR,
        filters=Filters(start=date(2026, 3, 1), end=date(2026, 4, 1)),
    )
    assert (early.numerator, early.denominator, early.shown) == (0, 0, "—")


def test_closed_is_not_resolved(told: dict[str, Story]) -> None:
    assert counts("appeal.closing_rate") == (2, 7)
    # Solved; unsolved; and the reopened one, whose author said no: it counts although it is open again.
    assert counts("appeal.resolution_rate") == (1, 3)


def test_three_of_five_is_content_and_the_one_who_is_asked_again_still_counts(told: dict[str, Story]) -> None:
    assert counts("appeal.satisfaction_rate") == (1, 3)
    assert counts("appeal.satisfaction_rate", filters=Filters(start=date(2025, 1, 1), end=date(2026, 1, 1))) == (1, 1)


def test_handled_again_are_those_whose_author_was_not_content(told: dict[str, Story]) -> None:
    assert counts("appeal.reopening_rate") == (1, 7)


def test_how_things_stand_does_not_ask_when_a_case_was_opened(told: dict[str, Story]) -> None:
    assert counts("appeal.open") == (6, None)
    assert counts("appeal.open", filters=Filters(start=date(2020, 1, 1), end=date(2020, 2, 1))) == (6, None)
    assert counts("appeal.overdue") == (4, None)
    assert counts("appeal.supervised") == (1, None)


def test_every_open_case_shows_one_light(told: dict[str, Story]) -> None:
    lit = [counts(f"appeal.{light}")[0] for light in ("red", "amber", "green")]
    assert sum(lit) == counts("appeal.open")[0]
    assert lit[0] > 0


def test_nothing_that_happened_later_counts(told: dict[str, Story]) -> None:
    story = told["solved"]
    before, after = story.now - timedelta(minutes=1), story.now
    march = Filters(
        county=WEIDU,
        unit="gongshui",
        start=date(2026, 3, 1),
        end=date(2026, 4, 1),
        facts=(("channel", "web"), ("subject", "citizen")),
    )
    closed = [
        compute(figure("appeal.closing_rate"), actor=SYSTEM, as_of=at, filters=march).numerator
        for at in (before, after)
    ]
    standing = [
        compute(figure("appeal.open"), actor=SYSTEM, as_of=at, filters=march).numerator for at in (before, after)
    ]
    assert (closed, standing) == ([0, 1], [2, 1])
    assert compute(figure("appeal.open"), actor=SYSTEM, as_of=MONDAY - 100 * DAY).numerator == 0


def test_whoever_is_accused_does_not_count_the_case_and_everybody_else_does(told: dict[str, Story]) -> None:
    weidu = Filters(county=WEIDU)
    assert counts("appeal.handled", CITY_LEADER, weidu)[0] == 4
    assert counts("appeal.handled", WATER, weidu)[0] == 3
    assert counts("appeal.handled", ROADS, weidu)[0] == 1
    accused_leader = Actor("50", (*CITY_LEADER.posts, *WATER.posts))
    assert counts("appeal.handled", accused_leader, weidu)[0] == 3
    assert "jiaotong" not in breakdown([figure("appeal.open")], "unit", actor=accused_leader, as_of=APRIL)


def test_a_county_counts_its_own(told: dict[str, Story]) -> None:
    assert (
        counts("appeal.handled", WEIDU_LEADER) == counts("appeal.handled", filters=Filters(county=WEIDU)) == (4, None)
    )
    assert counts("appeal.handled", WEIDU_LEADER, Filters(county=YUZHOU)) == (0, None)
    assert counts("appeal.handled", NOT_APPOINTED) == (0, None)


def test_a_merged_letter_counts_as_a_letter(db: None) -> None:
    parent, child = Story().dispatched(), Story()
    child.merged_into(parent)
    assert counts("appeal.handled") == (2, None)


# ---- the figures themselves


def test_every_figure_says_how_it_is_counted_and_whether_that_is_a_sample() -> None:
    for one in figures().values():
        assert one.definition.zh
        assert one.definition.en
        assert ("示例口径" in one.definition.zh) is one.sample, one.key
    assert {one.key for one in of_programme("appeal") if one.sample} == {
        f"appeal.{rate}_rate" for rate in ("response", "resolution", "satisfaction", "on_time", "closing", "reopening")
    }


def test_the_city_has_its_nine(told: dict[str, Story]) -> None:
    assert counts("place.counties") == (9, None)


def test_a_figure_that_counts_no_cases_has_no_list(told: dict[str, Story]) -> None:
    with pytest.raises(NotFound):
        cases_behind(figure("place.counties"), actor=SYSTEM, as_of=APRIL)
    with pytest.raises(NotFound):
        cases_behind(figure("appeal.handled"), "denominator", actor=SYSTEM, as_of=APRIL)


def test_a_figure_that_nobody_defined_is_not_found() -> None:
    with pytest.raises(NotFound):
        figure("appeal.happiness")


def test_the_lights_of_the_past_are_not_kept() -> None:
    with pytest.raises(NotKept):
        kept(figure("appeal.red"), APRIL - DAY, APRIL)
    kept(figure("appeal.red"), APRIL, APRIL)
    kept(figure("appeal.open"), APRIL - DAY, APRIL)


def test_a_figure_is_made_for_any_programme_that_lists_indicators() -> None:
    assert Figure(
        key="x.y", name=figure("appeal.red").name, note=figure("appeal.red").note, of="closed", per="opened"
    ).parts == ("closed", "opened")


def test_a_day_ends_with_its_last_instant_and_today_with_the_present_one() -> None:
    assert day_ends(date(2026, 3, 1), APRIL) == MONDAY.replace(month=3, day=1, hour=16) - timedelta(microseconds=1)
    assert day_ends(date(2026, 4, 11), APRIL) == APRIL


@pytest.mark.parametrize(("period", "names"), [
    (Period(date(2021, 1, 1), date(2021, 4, 1)), ["2021-01", "2021-02", "2021-03"]),
    (Period(date(2021, 11, 5), date(2022, 1, 2)), ["2021-11", "2021-12", "2022-01"]),
    (Period(date(2021, 12, 1), date(2022, 1, 1)), ["2021-12"]),
])  # fmt: skip
def test_the_months_of_a_period(period: Period, names: list[str]) -> None:
    assert [f"{month:%Y-%m}" for month in months(period)] == names
