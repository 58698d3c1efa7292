"""How texts lie in the database: whatever was said comes out again, and what lies there today is read for ever."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.ledger.packing import NEWEST, UNREADABLE, Kind, legible, pack, unpack

WRITTEN = st.text(st.characters(codec="utf-8"), max_size=2000)
EVER = {
    1: "a1f3d896",
    2: "8ab5c615",
}
LINE = '{"owner_role":"handler","owner_unit":"dongcheng","state":"handling"}'
REPLY = "您好，您反映的问题我们已转交县住建局核实处理，三个工作日内给您答复，感谢您对我们工作的支持。"


@given(text=WRITTEN, kind=st.sampled_from(sorted(NEWEST)))
def test_what_was_packed_comes_out_as_it_went_in(text: str, kind: Kind) -> None:
    packed = pack(text, kind)
    assert unpack(packed) == text
    assert len(packed) <= len(text.encode()) + 1


def test_nothing_lies_as_nothing() -> None:
    assert pack("") == b""
    assert unpack(b"") == ""


def test_what_a_city_says_every_day_lies_small() -> None:
    assert len(pack(LINE)) < len(LINE) / 2
    assert len(pack(REPLY, "text")) < len(REPLY.encode()) * 0.6


@pytest.mark.parametrize("number", EVER)
def test_a_dictionary_never_changes(number: int) -> None:
    """Whoever sees this fail has made a ledger unreadable: a better dictionary gets a new number."""
    content = files("huying.ledger").joinpath("dictionaries", f"{number}.zdict").read_bytes()
    assert hashlib.sha256(content).hexdigest()[:8] == EVER[number]


@pytest.mark.parametrize("garbage", [b"x", b"\x01", b"\x01x", b"\xff\x00", b"\x00\xff"])
def test_what_nobody_packed_is_told(garbage: bytes) -> None:
    with pytest.raises(ValueError, match=r"not packed|decode"):
        unpack(garbage)
    assert legible(garbage) == UNREADABLE


def test_many_threads_pack_at_once() -> None:
    texts = [f"{LINE}{number}" for number in range(2000)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(unpack, pool.map(pack, texts))) == texts
