"""Which words of a case to look for others by."""

from hypothesis import given
from hypothesis import strategies as st

from huying.language.learnt import NOTHING, Learnt
from huying.language.telling import alternatives, likeness, telling

KNOWN = Learnt(cases=1000, words=["小区", "物业", "问题", "电梯", "芗茌"], df=[400, 300, 300, 20, 2])


def test_rare_words_come_first() -> None:
    assert telling(KNOWN, ["小区", "电梯", "芗茌", "小区"])[:2] == ["芗茌", "电梯"]


def test_a_small_ledger_is_searched_by_any_word() -> None:
    assert alternatives(KNOWN, ["小区", "电梯"], rows=100) == "'电梯' | '小区'"


def test_in_a_large_ledger_common_words_are_only_asked_for_together() -> None:
    asked = alternatives(KNOWN, ["小区", "物业", "问题", "芗茌"], rows=50_000)
    assert asked == "'芗茌' | ('物业' & '问题' & '小区')"


def test_without_words_nothing_is_asked() -> None:
    assert alternatives(KNOWN, [], rows=100) == ""
    assert alternatives(NOTHING, ["水"], rows=0) == ""


def test_likeness_is_one_with_itself_and_nothing_with_a_stranger() -> None:
    assert likeness(KNOWN, {"小区", "电梯"}, {"小区", "电梯"}) > 0.999
    assert likeness(KNOWN, {"小区"}, {"电梯"}) == 0
    assert likeness(KNOWN, set(), set()) == 0


def test_a_rare_word_in_common_counts_more_than_a_common_one() -> None:
    case = {"小区", "芗茌"}
    assert likeness(KNOWN, case, {"芗茌", "电梯"}) > likeness(KNOWN, case, {"小区", "电梯"})


@given(st.lists(st.text("小区物业水电a1", min_size=1, max_size=3), max_size=80), st.integers(0, 10_000_000))
def test_a_query_never_expects_more_rows_than_its_bound(tokens: list[str], rows: int) -> None:
    asked = alternatives(KNOWN, tokens, rows=rows)
    assert asked.count("|") < 30
    single = [word.strip("'") for word in asked.split(" | ") if word and not word.startswith("(")]
    assert sum(KNOWN.share(word) * rows for word in single) <= 150
