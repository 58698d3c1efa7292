"""What people send is checked field by field, and refused by name."""

import unicodedata
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from huying.programmes.registry import load
from huying.rules.errors import BadInput
from huying.rules.facts import Choice, Fact, FactType
from huying.rules.forms import LARGEST, LINE, PROSE, READERS, UNKEPT, File, check
from huying.rules.programme import Action, Field, FieldType, Given
from huying.rules.wording import Text

NAME = Text("栏", "field")
TODAY = date(2021, 9, 6)
APPEAL = replace(
    load("appeal"),
    facts={
        "invested": Fact(NAME, "money", ten_thousands=True),
        "land": Fact(NAME, "quantity", unit=Text("亩", "mu"), digits=2),
        "people": Fact(NAME, "quantity", unit=Text("人", "people")),
        "ahead": Fact(NAME, "date", ahead=True),
        "past": Fact(NAME, "date"),
    },
)
ONE = {"a": Choice("甲", "A"), "b": Choice("乙", "B")}
KINDS = (*get_args(FactType), "link", "assignments", "names", "file")
STORED = File("f-1", "照片.jpg", "0" * 64, "image/jpeg", 1000)


def asking(**of: Any) -> Action:
    return Action(NAME, ("clerk",), fields={"it": Field(NAME, **of)})


def kept(value: Any, today: date = TODAY, **of: Any) -> Any:
    return check(APPEAL, asking(**of), {"it": value}, today)["it"]


def test_there_is_a_reader_for_every_type_a_field_can_have() -> None:
    wanted = {kind for part in get_args(FieldType) for kind in (get_args(part) or (part,))}
    assert set(READERS) == set(KINDS) == wanted


@pytest.mark.parametrize(
    ("of", "given_", "wanted"),
    [
        ({}, " 两行\r\n文字 ", "两行\n文字"),
        ({}, "e\u0301", "\u00e9"),
        ({"one_line": True}, " 两行\r\n文字\u2028又一行 ", "两行 文字 又一行"),
        ({"type": "line"}, "一行", "一行"),
        ({"type": "line"}, "一\t行\n又", "一 行 又"),
        ({"type": "choice", "choices": ONE}, "a", "a"),
        ({"type": "code"}, " 9141-1000 ", "9141-1000"),
        ({"type": "count", "at_least": 1, "at_most": 5}, "5", 5),
        ({"type": "count"}, 0, 0),
        ({"type": "rating"}, "1", 1),
        ({"type": "rating"}, 5, 5),
        ({"type": "rating", "at_most": 10}, 10, 10),
        ({"type": "money"}, "56804.72万元", "568047200.00"),
        ({"type": "money"}, "56,804.72 万元", "568047200.00"),
        ({"type": "money"}, "568，047，200", "568047200.00"),
        ({"type": "money"}, 568047200, "568047200.00"),
        ({"type": "money"}, "0.1", "0.10"),
        ({"type": "money"}, "1.5亿元", "150000000.00"),
        ({"type": "money"}, Decimal("12.30"), "12.30"),
        ({"type": "money"}, 0, "0.00"),
        ({"type": "money", "at_least": -100}, "-0.00", "0.00"),
        ({"type": "money", "at_least": -100}, "-99.99", "-99.99"),
        ({"type": "quantity", "fact": "land"}, "12.5", "12.50"),
        ({"type": "quantity", "fact": "land"}, "1,234.50", "1234.50"),
        ({"type": "quantity", "fact": "people"}, "5.0", "5"),
        ({"type": "date"}, "2021-12-30", "2021-12-30"),
        ({"type": "date", "fact": "past"}, "1999-12-31", "1999-12-31"),
        ({"type": "date", "fact": "ahead"}, "2021-09-07", "2021-09-07"),
        ({"type": "mark"}, "on", True),
        ({"type": "mark"}, False, False),
        ({"type": "place"}, "411002", "411002"),
        ({"type": "unit"}, "gongshui", "gongshui"),
        ({"type": "person"}, "17", "17"),
        ({"type": "firm"}, "91411000X", "91411000X"),
        ({"type": "link"}, "SQ20211230000001", "SQ20211230000001"),
        ({"type": "names"}, ["某单位"], ["某单位"]),
        ({"type": "file"}, {"id": "f-1"}, {"id": "f-1"}),
        (
            {"type": "file"},
            STORED,
            {"id": "f-1", "name": "照片.jpg", "digest": "0" * 64, "media_type": "image/jpeg", "size": 1000},
        ),
        (
            {"type": "assignments"},
            [{"unit": "roads", "required": False, "line": ""}],
            [{"unit": "roads", "required": False}],
        ),
    ],
)
def test_a_value_is_kept_in_the_type_of_its_field(of: dict[str, Any], given_: Any, wanted: Any) -> None:
    assert kept(given_, **of) == wanted
    assert type(kept(given_, **of)) is type(wanted)


@pytest.mark.parametrize(
    ("of", "given_", "problem"),
    [
        ({}, None, "fill this in"),
        ({}, "", "fill this in"),
        ({}, " \n ", "fill this in"),
        ({}, 3, "fill this in"),
        ({}, "字" * (PROSE + 1), "too long"),
        ({"at_most": 3}, "四个字了", "too long"),
        ({"at_most": 3}, "\u0958\u0959", "too long"),  # each of these two is composed of two
        ({}, "a\x00b", "can't be kept"),
        ({}, "a\ud800b", "can't be kept"),
        ({}, "a\x1bb", "can't be kept"),
        ({"type": "line"}, "字" * (LINE + 1), "too long"),
        ({"type": "choice", "choices": ONE}, "c", "choose one"),
        ({"type": "choice", "choices": ONE}, ["a"], "choose one"),
        ({"type": "choice", "choices": ONE}, {"a": 1}, "choose one"),
        ({"type": "code"}, "has blank", "no blanks"),
        ({"type": "code"}, "x" * 61, "too long"),
        ({"type": "place"}, 411002, "fill this in"),
        ({"type": "unit"}, ["gongshui"], "fill this in"),
        ({"type": "person"}, {"id": 7}, "fill this in"),
        ({"type": "link"}, 7, "fill this in"),
        ({"type": "count"}, "many", "whole number"),
        ({"type": "count"}, "9" * 5000, "whole number"),
        ({"type": "count", "at_least": 1}, 0, "whole number"),
        ({"type": "count", "at_most": 5}, 6, "whole number"),
        ({"type": "count"}, True, "whole number"),
        ({"type": "count"}, 1.0, "whole number"),
        ({"type": "rating"}, 0, "whole number"),
        ({"type": "rating"}, 6, "whole number"),
        ({"type": "money"}, "0.001", "within the range"),
        ({"type": "money"}, "56804.7200001万元", "within the range"),
        ({"type": "money"}, "1,5", "within the range"),  # elsewhere this is one and a half
        ({"type": "money"}, "12,34,567", "within the range"),
        ({"type": "money"}, "1e3", "within the range"),
        ({"type": "money"}, "NaN", "within the range"),
        ({"type": "money"}, "Infinity", "within the range"),
        ({"type": "money"}, Decimal("NaN"), "within the range"),
        ({"type": "money"}, Decimal("1e999999"), "within the range"),
        ({"type": "money"}, Decimal("1e-999999"), "within the range"),
        ({"type": "money"}, LARGEST + 1, "within the range"),
        ({"type": "money"}, "-1", "within the range"),
        ({"type": "money"}, 1.1, "within the range"),  # a float has lost what was typed
        ({"type": "money"}, True, "within the range"),
        ({"type": "money", "at_most": 0}, "0.01", "within the range"),
        ({"type": "quantity", "fact": "people"}, "5.5", "within the range"),
        ({"type": "quantity", "fact": "land"}, "5万", "within the range"),
        ({"type": "quantity", "fact": "land"}, "0.125", "within the range"),
        ({"type": "date"}, "2021-02-30", "2021-12-30"),
        ({"type": "date"}, "30/12/2021", "2021-12-30"),
        ({"type": "date"}, 20211230, "fill this in"),
        ({"type": "date"}, "1821-12-30", "2021-12-30"),
        ({"type": "date"}, "9999-12-30", "2021-12-30"),
        ({"type": "date", "fact": "ahead"}, "2021-09-06", "after today"),
        ({"type": "date", "fact": "ahead"}, "2020-09-07", "after today"),
        ({"type": "date", "fact": "ahead"}, "2032-09-07", "after today"),
        ({"type": "mark"}, "maybe", "yes or no"),
        ({"type": "mark"}, ["on"], "yes or no"),
        ({"type": "names"}, "某单位", "give a list"),
        ({"type": "names"}, [{}], "fill this in"),
        ({"type": "assignments"}, [["roads"]], "each row names"),
        ({"type": "assignments"}, [{"unit": {"deep": 1}}], "fill this in"),
        ({"type": "file"}, "f-1", "choose a file"),
        ({"type": "file"}, {}, "choose a file"),
        ({"type": "file"}, {"id": "f-1", "digest": "0" * 64}, "choose a file"),  # only what was stored is attached
        ({"type": "file"}, {"id": ["f-1"]}, "fill this in"),
    ],
)
def test_a_bad_value_is_refused_by_the_name_of_its_field(of: dict[str, Any], given_: Any, problem: str) -> None:
    with pytest.raises(BadInput, match=problem) as refusal:
        kept(given_, **of)
    assert refusal.value.field == "it"


@pytest.mark.parametrize("kind", ["count", "rating", "money", "quantity"])
def test_a_number_too_long_to_be_written_is_refused_like_any_other(kind: str) -> None:
    with pytest.raises(BadInput, match="within the range") as refusal:
        kept(10**5000, type=kind)
    assert refusal.value.field == "it"


def test_a_field_that_nobody_asked_for_is_refused() -> None:
    with pytest.raises(BadInput, match="no such field"):
        check(APPEAL, asking(), {"it": "x", "else": "y"}, TODAY)


def test_an_optional_field_may_be_left_empty() -> None:
    assert check(APPEAL, asking(required=False), {"it": ""}, TODAY) == {}


def test_no_and_nothing_at_all_are_answers() -> None:
    assert kept(False, type="mark") is False
    assert kept(0, type="count") == 0
    assert kept("0", type="money") == "0.00"


# ---- answers that exclude or demand each other

BOTH = Action(
    NAME,
    ("clerk",),
    fields={
        "called": Field(NAME, type="choice", choices=ONE),
        "solved": Field(NAME, type="mark", required=False),
        "why": Field(NAME, required=False),
    },
    given=(
        Given({"called": ("b",)}, forbids=("solved",)),
        Given({"called": ("a",), "solved": (False,)}, demands=("why",)),
    ),
)


@pytest.mark.parametrize(
    ("said", "field", "problem"),
    [
        ({"called": "b", "solved": True}, "solved", "leave it empty"),
        ({"called": "b", "solved": False}, "solved", "leave it empty"),
        ({"called": "a", "solved": False}, "why", "fill this in"),
        ({"called": "a", "solved": "false", "why": " "}, "why", "fill this in"),
    ],
)
def test_what_excludes_or_demands_each_other_is_refused_by_field(
    said: dict[str, Any], field: str, problem: str
) -> None:
    with pytest.raises(BadInput, match=problem) as refusal:
        check(APPEAL, BOTH, said, TODAY)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    "said",
    [
        {"called": "b"},
        {"called": "b", "solved": ""},
        {"called": "a", "solved": True},
        {"called": "a", "solved": False, "why": "还没修"},
        {"called": "a"},
    ],
)
def test_what_goes_together_is_kept(said: dict[str, Any]) -> None:
    assert check(APPEAL, BOTH, said, TODAY) == {name: value for name, value in said.items() if value != ""}


# ---- anything that anybody could type

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.decimals(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(kind=st.sampled_from(KINDS), value=ANYTHING)
def test_whatever_is_sent_is_kept_or_refused_and_never_anything_else(kind: str, value: Any) -> None:
    action = asking(type=kind, choices=ONE)
    with suppress(BadInput):
        assert set(check(APPEAL, action, {"it": value}, TODAY)) <= {"it"}


UNICODE = st.text(
    st.characters(exclude_categories=()), max_size=60
)  # lone surrogates, controls, private use: all of it


@given(value=UNICODE, one_line=st.booleans())
@example(value="cafe\u0301", one_line=True)
@example(value="两行\n文字", one_line=True)
@example(value="a \u0301", one_line=True)
@example(value="\u1e9b\u0323\u2126\ufb1d\uac00\u11a8", one_line=False)
def test_text_has_one_form_and_keeping_it_again_changes_nothing(value: str, one_line: bool) -> None:
    with suppress(BadInput):
        text = kept(value, one_line=one_line)
        assert unicodedata.is_normalized("NFC", text)
        assert text == text.strip()
        assert not UNKEPT.search(text)
        assert not one_line or text.split() == text.split(" ")
        assert kept(text, one_line=one_line) == text
        text.encode()  # it can be written down


@given(value=st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=0, max_value=10**12))
def test_an_amount_is_never_rounded(value: Decimal) -> None:
    assert Decimal(kept(f"{value:f}", type="money")) == value
    assert Decimal(kept(f"{value:,f}", type="money")) == value
    in_ten_thousands = kept(f"{value.scaleb(-4):f}万元", type="money")
    assert Decimal(in_ten_thousands) == value
    assert in_ten_thousands == kept(value, type="money")


@given(value=st.decimals(allow_nan=False, allow_infinity=False, min_value=0, max_value=10**9))
def test_more_digits_than_are_kept_are_refused_and_not_dropped(value: Decimal) -> None:
    with suppress(BadInput):
        assert Decimal(kept(value, type="money")) == value


@given(day=st.dates())
def test_a_day_is_kept_as_it_is_written(day: date) -> None:
    with suppress(BadInput):
        assert kept(day.isoformat(), type="date") == day.isoformat()
