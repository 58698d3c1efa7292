"""Ids: told by their time, guessed by nobody."""

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from huying.rules.idents import dashed, timed

INSTANTS = st.integers(min_value=10**8, max_value=7 * 10**9).map(lambda second: datetime.fromtimestamp(second, UTC))


@given(at=INSTANTS, seed=st.integers())
def test_an_id_is_a_uuid_that_tells_its_millisecond(at: datetime, seed: int) -> None:
    ident = timed(at, Random(seed))
    one = UUID(ident)
    assert (one.version, one.variant, one.hex) == (7, RFC_4122, ident)
    assert one.int >> 80 == int(at.timestamp() * 1000)
    assert str(one) == dashed(ident)


@given(at=INSTANTS, seed=st.integers())
def test_ids_sort_as_their_instants_do(at: datetime, seed: int) -> None:
    rng = Random(seed)
    assert timed(at, rng) < timed(at + timedelta(milliseconds=2), rng)


def test_two_ids_of_one_instant_differ() -> None:
    rng, at = Random(7), datetime(2026, 11, 26, tzinfo=UTC)
    assert len({timed(at, rng) for _ in range(1000)}) == 1000
