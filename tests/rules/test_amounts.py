"""Amounts as they are kept and as they are read again: exact, in yuan and in ten thousands of them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.amounts import exact, in_ten_thousands, kept

CENTS = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**14), max_value=10**14)


@pytest.mark.parametrize(
    ("yuan", "shown"),
    [
        ("568047200.00", "56804.72"),
        ("10000.00", "1"),
        ("0.00", "0"),
        ("100000000000.00", "10000000"),
        ("0.01", "0.000001"),
        ("-12345.60", "-1.23456"),
    ],
)
def test_money_is_shown_in_ten_thousands_exactly(yuan: str, shown: str) -> None:
    assert in_ten_thousands(yuan) == shown


@given(CENTS)
def test_what_is_shown_in_ten_thousands_reads_as_what_was_kept(amount: Decimal) -> None:
    again = exact(f"{in_ten_thousands(kept(amount))}万元", 2, money=True)
    assert again == amount
    assert again is not None
    assert kept(again) == kept(amount)


def test_there_is_no_negative_nothing() -> None:
    assert kept(Decimal("-0.00")) == "0.00"
