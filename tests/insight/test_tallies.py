"""Tallies and the images beside them answer what the ledger would, at every moment, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.insight import rows, tallies, ticks
from huying.insight.books import book
from huying.insight.figures import Asked, breakdown, compute, compute_many, tallied
from huying.insight.filters import Filters
from huying.insight.models import Counted, Image, Tally
from huying.insight.registry import figure, of_programme
from huying.insight.services.fold import believed, fold, fold_all
from huying.insight.services.locking import LOCK
from huying.insight.services.recount import recount
from huying.programmes.registry import load
from huying.rules.policy import SYSTEM, Actor
from tests.insight.ledger import APRIL, CITY_LEADER, EVERYBODY, TOWN_LEADER, WEIDU, WEIDU_LEADER, YUZHOU
from tests.insight.test_figures import NARROW
from tests.ledger.story import DAY, HOUR, MONDAY, WATER, Story

PARTS = tuple(load("appeal").parts)
CUTS = ("", "county", "unit", "state", "f.category", "f.channel", "f.subject", "f.rating", "f.supervised")
YEARS = Filters(start=date(2025, 1, 1), end=date(2027, 1, 1))


def by_tally(actor: Actor, as_of: datetime, filters: Filters, by: str = "", parts: tuple[str, ...] = PARTS) -> Any:
    """What the tallies say; None where they don't."""
    question = tallied(Asked(load("appeal"), actor, as_of, filters), parts, by)
    answer = tallies.ask(question) if question else None
    return answer and told_of(answer.groups)


def by_row(actor: Actor, as_of: datetime, filters: Filters, by: str = "", parts: tuple[str, ...] = PARTS) -> Any:
    """What the cases say."""
    return told_of(rows.count(load("appeal"), parts, actor, as_of, filters, by))


def told_of(groups: Any) -> Any:
    return {group: counts for group, counts in groups.items() if any(counts.values())}


def compare(actor: Actor, as_of: datetime, every: tuple[Filters, ...] = NARROW) -> int:
    """Every part by every cut, both ways; how many questions the tallies answered."""
    answered = 0
    flows = tuple(code for code in PARTS if not load("appeal").parts[code].standing)
    for filters in every:
        for by in (*CUTS, "month"):
            parts = flows if by == "month" else PARTS
            found = by_tally(actor, as_of, filters, by, parts)
            if found is not None:
                answered += 1
                assert found == by_row(actor, as_of, filters, by, parts), (by, filters)
    return answered


@pytest.mark.parametrize("folded", [False, True], ids=["images alone", "folded"])
@pytest.mark.parametrize("actor", EVERYBODY, ids=lambda actor: actor.posts[0].role if actor.posts else "nobody")
def test_tallies_and_ledger_give_the_same_numbers_to_everybody(
    told: dict[str, Story], actor: Actor, *, folded: bool
) -> None:
    assert recount("appeal", now=APRIL)
    if folded:
        assert fold(book("appeal"), now=APRIL) == len(told)
    answered = compare(actor, APRIL)
    assert (answered > 30) is (tallied(Asked(load("appeal"), actor, APRIL, Filters()), PARTS) is not None)


def test_what_the_clock_turns_is_counted_the_moment_it_turns(told: dict[str, Story]) -> None:
    """Without an event, and without anybody folding: amber, red, promises due and over, each at its instant."""
    recount("appeal", now=APRIL)
    fold(book("appeal"), now=APRIL)
    waiting = Image.objects.filter(turns__isnull=False)
    turns = sorted({turn for one in waiting for turn in one.turns or ()})
    assert len(turns) > 2
    seen = []
    for turn in turns:
        for instant in (turn - timedelta(microseconds=1), turn):
            if instant >= APRIL:
                assert compare(CITY_LEADER, instant, (Filters(),)) == len(CUTS) + 1
                seen.append(by_tally(CITY_LEADER, instant, YEARS)[""])
    assert any(before != after for before, after in pairwise(seen))


def test_what_has_turned_is_folded_and_the_case_waits_for_its_next_turn(db: None) -> None:
    story = Story(at=APRIL)
    recount("appeal", now=APRIL)
    assert fold(book("appeal"), now=APRIL) == 1
    assert fold(book("appeal"), now=APRIL) == 0
    turns = Image.objects.get().turns or []
    assert turns == sorted(turns)
    for turn in turns:
        assert compare(CITY_LEADER, turn, (YEARS,)) == len(CUTS) + 1
        assert fold(book("appeal"), now=turn) == 1
        assert compare(CITY_LEADER, turn, (YEARS,)) == len(CUTS) + 1
    assert not Image.objects.exists()  # nothing will turn any more: all of it is in the tallies
    assert by_tally(CITY_LEADER, turns[-1], YEARS)[""]["overdue"] == 1
    story.now = turns[-1]
    story.accepted()
    assert compare(CITY_LEADER, story.now, (YEARS,)) == len(CUTS) + 1


def test_at_every_step_of_a_life_tallies_and_ledger_agree_whenever_somebody_folds(db: None) -> None:
    recount("appeal", now=MONDAY)
    story = Story(at=MONDAY, place=WEIDU)
    steps: list[Callable[[], object]] = [
        lambda: story.dispatched("gongshui", "jiaotong"),
        lambda: fold(book("appeal"), now=story.now),
        lambda: story.do("sign", WATER, task=1),
        lambda: story.do("submit", WATER, task=1, result="好了", answer="好了"),
        lambda: fold(book("appeal"), now=story.now),
        lambda: fold(book("appeal"), now=story.now + 9 * DAY),
    ]
    for step in steps:
        step()
        assert compare(CITY_LEADER, story.now + 10 * DAY, (Filters(), YEARS)) == 2 * (len(CUTS) + 1)


@pytest.mark.parametrize(("actor", "filters", "asked"), [
    (CITY_LEADER, Filters(), True),
    (CITY_LEADER, Filters(facts=(("channel", "hotline"),), county=YUZHOU), True),
    (CITY_LEADER, Filters(start=date(2026, 3, 1), end=date(2026, 4, 12)), True),  # the month is not over
    (WEIDU_LEADER, Filters(), True),
    (CITY_LEADER, Filters(facts=(("channel", "hotline"), ("category", "utilities"))), False),  # cut two ways at once
    (CITY_LEADER, Filters(start=date(2026, 3, 2), end=date(2026, 4, 1)), False),  # not in whole months
    (TOWN_LEADER, Filters(), False),  # tallies know no towns
    (WATER, Filters(), False),  # nor assignments
])  # fmt: skip
def test_the_ledger_is_not_asked_where_the_tallies_know(
    told: dict[str, Story], actor: Actor, filters: Filters, *, asked: bool
) -> None:
    recount("appeal", now=APRIL)
    compute_many(of_programme("appeal"), actor=actor, as_of=APRIL, filters=filters)
    with CaptureQueriesContext(connection) as queries:
        compute_many(of_programme("appeal"), actor=actor, as_of=APRIL, filters=filters)
    assert any("ledger_case" in query["sql"] for query in queries) is not asked


def test_the_past_is_told_by_the_ledger(told: dict[str, Story]) -> None:
    recount("appeal", now=APRIL)
    before = APRIL - DAY
    assert by_tally(CITY_LEADER, before, YEARS) is None
    assert compute(figure("appeal.handled"), actor=SYSTEM, as_of=before, filters=YEARS).numerator == 8
    assert compute(figure("appeal.handled"), actor=SYSTEM, as_of=APRIL, filters=YEARS).numerator == 9


def test_a_moment_in_which_somebody_was_faster_is_told_as_the_later_one(told: dict[str, Story]) -> None:
    recount("appeal", now=APRIL)
    Story(at=APRIL + timedelta(seconds=2))
    value = compute(figure("appeal.handled"), actor=SYSTEM, as_of=APRIL, filters=YEARS)
    assert (value.numerator, value.as_of) == (10, APRIL + timedelta(seconds=2))


def test_before_anybody_has_counted_the_ledger_answers(told: dict[str, Story]) -> None:
    assert by_tally(CITY_LEADER, APRIL, YEARS) is None
    assert compute(figure("appeal.handled"), actor=SYSTEM, as_of=APRIL, filters=YEARS).numerator == 9


def test_an_old_ledger_is_counted_without_its_images(told: dict[str, Story]) -> None:
    """As after an upgrade whose rules of counting are new."""
    told["silent"].now = APRIL - HOUR
    Image.objects.all().delete()
    told["silent"].do("rate", told["silent"].writer, rating=4)  # and somebody acts before the counting begins
    recount("appeal", now=APRIL)
    assert Image.objects.count() > 1  # those that the clock still turns, and the one that was acted on
    assert compare(CITY_LEADER, APRIL) > 30
    assert compare(CITY_LEADER, APRIL + 30 * DAY, (Filters(),)) == len(CUTS) + 1
    fold(book("appeal"), now=APRIL)
    assert compare(CITY_LEADER, APRIL) > 30
    told["handling"].now = APRIL
    told["handling"].do("sign", WATER, task=1)
    assert compare(CITY_LEADER, APRIL + DAY) > 30


def test_an_image_by_other_rules_is_noticed_and_all_is_counted_anew(told: dict[str, Story]) -> None:
    recount("appeal", now=APRIL)
    fold(book("appeal"), now=APRIL)
    waiting = Image.objects.first()
    assert waiting
    old = {field.attname: getattr(waiting, field.attname) for field in Image._meta.concrete_fields}
    Image.objects.create(**old | {"rules": "0" * 16})  # a process that is not renewed yet
    assert not believed(book("appeal"))
    assert by_tally(CITY_LEADER, APRIL, YEARS) is None
    fold_all(now=APRIL)
    assert believed(book("appeal"))
    assert compare(CITY_LEADER, APRIL) > 30


def test_the_clockwork_counts_what_nobody_has_counted_and_folds_what_waits(told: dict[str, Story]) -> None:
    ticks.fold(now=APRIL)
    assert Counted.objects.get(rules=book("appeal").rules).told == APRIL
    assert Tally.objects.exists()
    ticks.fold(now=APRIL + HOUR)
    assert Counted.objects.filter(programme="appeal").count() == 1
    assert compare(CITY_LEADER, APRIL + HOUR, (Filters(),)) == len(CUTS) + 1


def test_an_empty_ledger_has_empty_tallies(db: None) -> None:
    recount("appeal", now=APRIL)
    assert by_tally(CITY_LEADER, APRIL, Filters()) == {}
    assert compute(figure("appeal.handled"), actor=CITY_LEADER, as_of=APRIL).numerator == 0


def test_whoever_is_accused_finds_no_trace_in_the_tallies(told: dict[str, Story]) -> None:
    recount("appeal", now=APRIL)
    marked = Actor("gongshui", CITY_LEADER.posts)  # accused by their own id
    weidu = Filters(county=WEIDU)
    for _ in range(2):
        assert by_tally(CITY_LEADER, APRIL, weidu)[""]["opened"] == 4
        assert by_tally(marked, APRIL, weidu)[""]["opened"] == 3
        assert "jiaotong" not in by_tally(marked, APRIL, Filters(), "unit")
        fold(book("appeal"), now=APRIL)


def test_somebody_named_later_is_taken_out_of_what_is_already_folded(told: dict[str, Story]) -> None:
    recount("appeal", now=APRIL)
    fold(book("appeal"), now=APRIL)
    from tests.ledger.story import CLERK

    told["handling"].now = APRIL
    told["handling"].do("accuse", CLERK, accused=["jiaotong"])
    marked = Actor("jiaotong", CITY_LEADER.posts)
    for _ in range(2):
        assert compare(marked, APRIL + HOUR, (Filters(),)) == len(CUTS) + 1
        assert by_tally(marked, APRIL + HOUR, Filters())[""]["opened"] == 6
        fold(book("appeal"), now=APRIL + HOUR)


def test_figures_by_unit_add_up_to_the_same_by_either_way(told: dict[str, Story]) -> None:
    wanted = of_programme("appeal")
    live = breakdown(wanted, "unit", actor=SYSTEM, as_of=APRIL)
    recount("appeal", now=APRIL)
    assert breakdown(wanted, "unit", actor=SYSTEM, as_of=APRIL) == live


@pytest.mark.django_db(transaction=True)
def test_two_do_not_fold_at_once() -> None:
    import psycopg

    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        assert not recount("appeal", now=APRIL)
        assert fold(book("appeal"), now=APRIL) == 0
        other.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    assert recount("appeal", now=APRIL)
