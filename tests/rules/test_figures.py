"""Figures as sums: the published percentages come out, fives are rounded up, nothing is divided by nothing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.figures import COMMON, Period, Rate, half_up, latest_months, promised, shown, usual_period

COUNTS = st.integers(0, 10**9)
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("rate", "digits", "text"),
    [
        (Rate(2017, 2105), 2, "95.82%"),  # municipal service items approved without a visit
        (Rate(4110, 4834), 0, "85%"),  # village problems rectified
        (Rate(271, 407), 0, "67%"),  # petition matters settled
    ],
)
def test_the_published_percentages_come_out(rate: Rate, digits: int, text: str) -> None:
    assert shown(rate, digits) == text


@pytest.mark.parametrize(("published", "rest"), [((2017, 2105), 88), ((4110, 4834), 724), ((271, 407), 136)])
def test_what_is_left_of_the_published_counts(published: tuple[int, int], rest: int) -> None:
    assert published[1] - published[0] == rest


@pytest.mark.parametrize(
    ("rate", "digits", "text"),
    [
        (Rate(1, 8), 1, "12.5%"),
        (Rate(1, 8), 0, "13%"),
        (Rate(5, 1000), 0, "1%"),
        (Rate(25, 1000), 0, "3%"),
        (Rate(3, 3), 2, "100.00%"),
    ],
)
def test_a_five_is_rounded_up_and_not_to_the_even_digit(rate: Rate, digits: int, text: str) -> None:
    assert shown(rate, digits) == text


def test_a_share_of_nothing_is_a_dash_and_not_a_hundred_per_cent() -> None:
    assert shown(Rate(0, 0), 2) == "—"
    assert Rate(0, 0).percent is None


@given(COUNTS, COUNTS, st.integers(0, 4))
def test_what_is_shown_is_never_further_from_the_truth_than_half_a_last_digit(
    one: int, other: int, digits: int
) -> None:
    rate = Rate(min(one, other), max(one, other, 1))
    percent = rate.percent
    assert percent is not None
    assert abs(half_up(percent, digits) - percent) <= Decimal(5).scaleb(-digits - 1)


def test_at_the_end_of_december_the_year_is_counted_until_november() -> None:
    assert usual_period(date(2021, 12, 30)) == Period(date(2021, 1, 1), date(2021, 12, 1))


def test_in_january_the_whole_year_before_is_counted() -> None:
    assert usual_period(date(2022, 1, 15)) == Period(date(2021, 1, 1), date(2022, 1, 1))


@given(DAYS)
def test_the_usual_period_is_never_empty_and_never_reaches_into_the_running_month(on: date) -> None:
    period = usual_period(on)
    assert period.start < period.end <= on.replace(day=1)
    assert (period.start.day, period.start.month, period.end.day) == (1, 1, 1)


@given(DAYS, st.integers(1, 36))
def test_the_latest_months_end_with_the_day_itself(on: date, months: int) -> None:
    period = latest_months(on, months)
    begun = (on.year - period.start.year) * 12 + on.month - period.start.month + 1
    assert (begun, period.start.day, period.end) == (months, 1, on + timedelta(days=1))


def test_what_is_known_of_the_present_only_is_a_standing_fact() -> None:
    parts = COMMON | promised("replied")
    present = {code for code, part in parts.items() if part.present}
    standing = {code for code, part in parts.items() if part.standing}
    assert {"red", "amber", "green"} == present
    assert present < standing < set(parts)
