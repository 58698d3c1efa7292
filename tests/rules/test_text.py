"""Words: what a letter is indexed by and what a search asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules import text

HOSTILE = ["\x00", "\ud800", "' & | ! :* ( )", "𠀀𠀁", "ﷺ" * 1000, "<script>", "\\'", "a" * 5000, ""]


def test_words_come_with_the_shorter_words_inside_them_and_without_stop_words() -> None:
    words = text.segment("我们小区的自来水又停了")
    assert "小区" in words
    assert "自来水" in words
    assert not {"我们", "的", "又"} & set(words)


def test_full_width_and_upper_case_are_the_same_word() -> None:
    assert text.segment("ＷｉＦｉ") == text.segment("wifi") == ["wifi"]


def test_an_unknown_name_is_found_whatever_stands_around_it() -> None:
    letter = set(text.segment("我是魏都区芗茌坡巷的业主，芗茌坡巷没人管"))
    asked = text.search_query("芗茌坡")
    assert asked
    assert {word.strip("'") for word in asked.split(" & ")} <= letter


def test_long_numbers_never_enter_the_index() -> None:
    assert not [w for w in text.segment("电话13812345678，尾号88，身份证411002199001011234") if len(w) > 6]


def test_a_lone_character_searches_by_prefix() -> None:
    assert text.search_query("水") == "'水':*"


def test_only_stop_words_ask_for_nothing() -> None:
    assert text.search_query("我们的") == ""


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_cut_like_any_other(hostile: str) -> None:
    assert isinstance(text.search_text(hostile * 4), str)
    assert text.search_query(hostile).replace("'", "").replace(":*", "").replace(" & ", "").isalnum() or not (
        text.search_query(hostile)
    )


def test_a_megabyte_is_cut_down_to_what_a_search_column_holds() -> None:
    words = text.search_text("水" * 100_000 + "".join(chr(0x4E00 + i % 20000) for i in range(1_000_000)))
    assert len(words.encode()) < 2 * text.MAX_BYTES


@given(st.text())
def test_any_text_gives_plain_words(anything: str) -> None:
    for word in text.segment(anything):
        assert word.isalnum()
        assert word not in text.STOP
