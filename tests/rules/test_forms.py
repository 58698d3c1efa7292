"""What people send is checked field by field, and refused by name."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.programmes.registry import load
from huying.rules.errors import BadInput
from huying.rules.forms import PROSE, check
from huying.rules.programme import Action, Field
from huying.rules.wording import Text

APPEAL = load("appeal")
NAME = Text("栏", "field")
KINDS = ("prose", "line", "choice", "int", "date", "bool", "case", "assignments", "names")


def asking(**of: Any) -> Action:
    return Action(NAME, ("clerk",), fields={"it": Field(NAME, **of)})


@pytest.mark.parametrize(
    ("of", "given_", "kept"),
    [
        ({}, " 两行\r\n文字 ", "两行\n文字"),
        ({}, "e\u0301", "\u00e9"),
        ({"type": "line"}, "一行", "一行"),
        ({"type": "choice", "choices": {"a": NAME}}, "a", "a"),
        ({"type": "choice", "of": "urgencies"}, "urgent", "urgent"),
        ({"type": "choice", "of": "categories"}, "housing", "housing"),
        ({"type": "int", "at_least": 1, "at_most": 5}, "5", 5),
        ({"type": "date"}, "2021-12-30", "2021-12-30"),
        ({"type": "bool"}, "on", True),
        ({"type": "bool"}, False, False),
        ({"type": "names"}, ["某单位"], ["某单位"]),
        (
            {"type": "assignments"},
            [{"unit": "roads", "required": False, "line": ""}],
            [{"unit": "roads", "required": False}],
        ),
    ],
)
def test_a_value_is_kept_in_the_type_of_its_field(of: dict[str, Any], given_: Any, kept: Any) -> None:
    assert check(APPEAL, asking(**of), {"it": given_}) == {"it": kept}


@pytest.mark.parametrize(
    ("of", "given_", "problem"),
    [
        ({}, None, "fill this in"),
        ({}, "", "fill this in"),
        ({}, " \n ", "fill this in"),
        ({}, 3, "fill this in"),
        ({}, "字" * (PROSE + 1), "too long"),
        ({"at_most": 3}, "四个字了", "too long"),
        ({}, "a\x00b", "can't be kept"),
        ({}, "a\ud800b", "can't be kept"),
        ({}, "a\x1bb", "can't be kept"),
        ({"type": "choice", "choices": {"a": NAME}}, "b", "choose one"),
        ({"type": "choice", "choices": {"a": NAME}}, ["a"], "choose one"),
        ({"type": "choice", "choices": {"a": NAME}}, {"a": 1}, "choose one"),
        ({"type": "int"}, "many", "whole number"),
        ({"type": "int"}, "9" * 5000, "whole number"),
        ({"type": "int", "at_least": 1}, 0, "whole number"),
        ({"type": "int", "at_most": 5}, 6, "whole number"),
        ({"type": "int"}, True, "whole number"),
        ({"type": "date"}, "2021-02-30", "2021-12-30"),
        ({"type": "names"}, "某单位", "give a list"),
        ({"type": "names"}, [{}], "fill this in"),
        ({"type": "assignments"}, [["roads"]], "each row names"),
        ({"type": "assignments"}, [{"unit": {"deep": 1}}], "fill this in"),
    ],
)
def test_a_bad_value_is_refused_by_the_name_of_its_field(of: dict[str, Any], given_: Any, problem: str) -> None:
    with pytest.raises(BadInput, match=problem) as refusal:
        check(APPEAL, asking(**of), {"it": given_})
    assert refusal.value.field == "it"


def test_a_field_that_nobody_asked_for_is_refused() -> None:
    with pytest.raises(BadInput, match="no such field"):
        check(APPEAL, asking(), {"it": "x", "else": "y"})


def test_an_optional_field_may_be_left_empty() -> None:
    assert check(APPEAL, asking(required=False), {"it": ""}) == {}


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(kind=st.sampled_from(KINDS), value=ANYTHING)
def test_whatever_is_sent_is_kept_or_refused_and_never_anything_else(kind: str, value: Any) -> None:
    action = asking(type=kind, choices={"a": NAME})
    with suppress(BadInput):
        assert set(check(APPEAL, action, {"it": value})) <= {"it"}
