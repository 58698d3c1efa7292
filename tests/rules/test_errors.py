"""What a person is told when something is refused."""

import pickle
from collections.abc import Iterator
from string import Formatter

import pytest

from huying.rules import errors
from huying.rules.errors import (
    BadInput,
    CalendarMissing,
    Conflict,
    Forbidden,
    HuyingError,
    ProgrammeError,
    Refusal,
    Unproven,
)


def kinds(base: type[HuyingError] = HuyingError) -> Iterator[type[HuyingError]]:
    yield base
    for kind in base.__subclasses__():
        if kind.__module__ == errors.__name__:
            yield from kinds(kind)


@pytest.mark.parametrize("kind", list(kinds()), ids=lambda kind: kind.__name__)
def test_every_error_speaks_both_languages_and_names_the_same_values(kind: type[HuyingError]) -> None:
    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    assert kind.__doc__
    assert "zh" in kind.__dict__
    assert names(kind.english()) == names(kind.zh)


def test_codes_are_unique_because_clients_rely_on_them() -> None:
    codes = [kind.code for kind in kinds()]
    assert len(codes) == len(set(codes))


def test_the_tree_in_the_module_names_every_error() -> None:
    assert errors.__doc__ is not None
    assert all(kind.__name__ in errors.__doc__ for kind in kinds())


def test_a_message_is_filled_from_the_values() -> None:
    error = CalendarMissing(2031)
    assert error.message("zh-hans") == "2031年的节假日安排尚未录入，请系统管理员录入。"
    assert str(error) == "The holidays of 2031 have not been loaded; ask the system administrator to load them."
    assert error.values == {"year": 2031}


def test_a_value_may_speak_both_languages_too() -> None:
    class Reason:
        def say(self, language: str) -> str:
            return "已办结" if language == "zh" else "it is closed."

    error = Refusal(reason=Reason())
    assert error.message("zh") == "目前不能这样办理：已办结"
    assert error.message("en") == "This can't be done as things stand: it is closed."


def test_braces_in_what_somebody_typed_are_not_a_template() -> None:
    assert BadInput(field="title", problem="{0} {evil}").message("en") == "title: {0} {evil}"


def test_a_missing_value_is_a_dash_and_never_a_second_error() -> None:
    assert ProgrammeError(file="appeal.toml").message("en") == "appeal.toml: —"


def test_a_subclass_without_a_docstring_speaks_as_its_parent() -> None:
    class Quiet(Conflict):
        code = "quiet"

    assert Quiet().message("en") == Conflict().message("en")


def test_bad_input_names_its_field() -> None:
    assert BadInput(field="phone", problem="要填 11 位数字").field == "phone"
    assert BadInput(problem="无法读取").field == ""


def test_refusals_can_be_told_from_mistakes() -> None:
    assert issubclass(Forbidden, Refusal)
    assert issubclass(Unproven, ProgrammeError)
    assert not issubclass(BadInput, Refusal)


@pytest.mark.parametrize("error", [CalendarMissing(2031), BadInput(field="a", problem="b")])
def test_an_error_survives_the_way_from_a_worker_process(error: HuyingError) -> None:
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert type(again) is type(error)
    assert again.message("zh") == error.message("zh")
