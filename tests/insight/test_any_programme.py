"""Sums, values told apart, dates of milestones, planned days, lights over numbers: exact for a programme that no code knows."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from huying.insight import rows, tallies
from huying.insight.books import book
from huying.insight.figures import Asked, breakdown, cases_behind, compute, compute_many, tallied
from huying.insight.filters import NONE, Filters, dimensions
from huying.insight.filters import both as both_ways
from huying.insight.models import Image
from huying.insight.registry import figure, figures, of_programme
from huying.insight.services.fold import fold
from huying.insight.services.freeze import freeze, recompute
from huying.insight.services.recount import recount
from huying.ledger.services.verify import verify_all
from huying.programmes.registry import load
from huying.rules.errors import BadInput
from huying.rules.policy import SYSTEM, Actor, Post
from huying.rules.programme import Programme
from tests.insight import grants
from tests.ledger.story import DAY, HOUR, MONDAY

YEAR = Filters(start=date(2026, 1, 1), end=date(2027, 1, 1))
MARCH = Filters(start=date(2026, 3, 1), end=date(2026, 4, 1))
COUNTY = Actor("41", (Post("county_leader", "", "411002"),))


def both(actor: Actor, as_of: datetime, filters: Filters, by: str = "") -> tuple[Any, Any]:
    """What the tallies say and what the rows say, of every part that is counted by this."""
    rules = load("grant")
    parts = tuple(code for code, part in rules.parts.items() if by != "month" or not part.standing)
    question = tallied(Asked(rules, actor, as_of, filters), parts, by)
    assert question, by
    answer = tallies.ask(question)
    assert answer, by
    live = rows.count(rules, parts, actor, as_of, filters, by)
    return told(answer.groups), told(live)


def told(groups: Any) -> Any:
    return {group: counts for group, counts in groups.items() if any(counts.values())}


NARROWED: tuple[dict[str, str], ...] = (
    {}, {"county": "411002"}, {"f.batch": "2026-1"}, {"f.work": "road"}, {"f.priority": "true"}, {"f.batch": NONE}, {"state": "built"},
)  # fmt: skip


def agree(rng: Random, as_of: datetime) -> None:
    """A dozen questions of all that can be asked."""
    for _ in range(12):
        actor, narrow = rng.choice((SYSTEM, COUNTY)), rng.choice(NARROWED)
        period = rng.choice((YEAR, MARCH, Filters(start=date(2026, 4, 1), end=date(2026, 6, 1))))
        own = set(narrow) - {"county"}
        cuts = own or {*dimensions(load("grant"))} - {"county"}
        by = rng.choice(("", "county", "month", *sorted(cuts), *map(both_ways, sorted(cuts))))
        counted, live = both(actor, as_of, Filters.read(narrow, period.start, period.end), by)
        assert counted == live, (by, narrow, period)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_tallies_and_rows_agree(db: None, grant: Programme, seed: int) -> None:
    rng, at = Random(seed), MONDAY
    recount("grant", now=at)
    for turn in range(40):
        grants.step(rng, at)
        at = grants.some_time(rng, at)
        if rng.random() < 0.3:
            fold(book("grant"), now=at, most=rng.choice((1, 5000)))
        if turn % 8 == 7:
            agree(rng, at)
            agree(rng, at + timedelta(days=rng.randrange(60)))
    Image.objects.all().delete()  # as if none of it had been told: the database counts all that is settled by itself
    recount("grant", now=at)
    agree(rng, at)
    agree(rng, at + 40 * DAY)
    assert not list(verify_all())


def test_money_is_exact_and_shown_in_ten_thousands(db: None, grant: Programme) -> None:
    first = grants.propose(amount="568047200")
    second = grants.propose(amount="0.10")
    for one in (first, second):
        grants.do(one, "grant", MONDAY + HOUR)
    value = compute(figure("money.granted"), actor=SYSTEM, as_of=MONDAY + DAY, filters=MARCH)
    assert value.numerator == Decimal("568047200.10")
    assert value.shown == "56,804.72001 万元"
    assert value.say("en") == "568,047,200.1 yuan"
    metres = compute(figure("grant.metres"), actor=SYSTEM, as_of=MONDAY + DAY, filters=MARCH)
    assert (metres.shown, metres.say("en")) == ("0 米", "0 m")


def test_what_is_granted_counts_in_the_month_in_which_it_was_granted(db: None, grant: Programme) -> None:
    one = grants.propose(amount="7.00")
    grants.do(one, "grant", MONDAY + 40 * DAY)
    later = MONDAY + 41 * DAY
    by_month = breakdown(of_programme("grant")[:2], "month", actor=SYSTEM, as_of=later, filters=YEAR)
    assert {month: values["money.granted"].numerator for month, values in by_month.items()} == {date(2026, 4, 1): 7}
    assert compute(figure("grant.granted"), actor=SYSTEM, as_of=later, filters=MARCH).numerator == 0


def test_a_share_of_money_is_rounded_half_up_at_its_own_precision(db: None, grant: Programme) -> None:
    grants.propose(amount="998.75")
    one = grants.propose(amount="7.00")
    grants.do(one, "grant", MONDAY + HOUR, amount="7.00")
    grants.do(one, "finish", MONDAY + 2 * HOUR)
    grants.do(one, "pay", MONDAY + 3 * HOUR, amount="1.25")
    rate = compute(figure("grant.paid_rate"), actor=SYSTEM, as_of=MONDAY + DAY, filters=MARCH)
    assert (rate.numerator, rate.denominator, rate.shown) == (Decimal("1.25"), Decimal("1000.00"), "0.13%")


def test_batches_are_told_apart_and_their_list_has_all_their_cases(db: None, grant: Programme) -> None:
    for batch in ("2026-1", "2026-1", "2026-2"):
        grants.propose(batch=batch)
    grants.propose()
    batches = figure("grant.batches")
    assert compute(batches, actor=SYSTEM, as_of=MONDAY, filters=MARCH).numerator == 2
    assert cases_behind(batches, actor=SYSTEM, as_of=MONDAY, filters=MARCH).count() == 3


def test_the_key_that_is_published_is_the_figures_name(db: None, grant: Programme) -> None:
    assert {one.key for one in of_programme("grant")} == {
        "grant.granted", "money.granted", "grant.paid_rate", "grant.metres", "grant.batches", "grant.late",
        "grant.opened", "grant.open", "grant.red", "grant.amber", "grant.green",  # every programme has these
    }  # fmt: skip
    assert "grant.money" not in figures()


def test_a_filter_of_another_programme_is_refused_by_its_name(db: None, grant: Programme) -> None:
    with pytest.raises(BadInput) as refused:
        compute(figure("grant.late"), actor=SYSTEM, as_of=MONDAY, filters=Filters(facts=(("channel", "web"),)))
    assert refused.value.field == "f.channel"
    with pytest.raises(BadInput):
        compute(
            figure("grant.late"), actor=SYSTEM, as_of=MONDAY, filters=Filters(facts=(("amount", "1"),))
        )  # no filter


def test_several_programmes_are_asked_at_once(db: None, grant: Programme) -> None:
    grants.propose()
    values = compute_many(figures().values(), actor=SYSTEM, as_of=MONDAY, filters=MARCH)
    assert list(values) == list(figures())
    assert values["grant.late"].numerator == 0
    assert values["place.counties"].numerator == 9


def test_a_frozen_sum_notices_that_an_amount_has_changed(db: None, grant: Programme) -> None:
    one = grants.propose(amount="5.00")
    grants.do(one, "grant", MONDAY + HOUR)
    grants.do(one, "finish", MONDAY + 2 * HOUR)
    at = MONDAY + DAY
    kept = freeze(figure=figure("money.granted"), actor=SYSTEM, as_of=at, now=at, filters=MARCH)
    batches = freeze(figure=figure("grant.batches"), actor=SYSTEM, as_of=at, now=at, filters=MARCH)
    assert (kept.numerator, kept.shown) == (Decimal("5.00"), "0.0005 万元")
    assert recompute(kept).matches
    grants.do(one, "pay", MONDAY + 3 * HOUR, amount="6.00")
    again = recompute(kept)
    assert (again.numerator, again.matches) == (Decimal("6.00"), False)
    assert recompute(batches).matches
