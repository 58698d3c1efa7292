"""The log: each event sealed to the one before, the case told by all of them."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from msgspec.structs import replace

from huying.programmes.registry import load
from huying.rules.case import Event, Signature, apply, encoder, merge, replay
from huying.rules.log import chain, digest, first_break
from tests.rules.stories import CLERK, DISPATCHER, PETITIONER, SUPERVISOR, handled, replied, reviewed

APPEAL = load("appeal")


@pytest.fixture(scope="module")
def events() -> list[Event]:
    return replied(reviewed(handled(APPEAL))).does(PETITIONER, "rate", rating=4).events


def test_the_chain_begins_with_nothing_and_each_event_names_the_one_before(events: list[Event]) -> None:
    assert events[0].prev == ""
    assert [event.prev for event in events[1:]] == [event.hash for event in events[:-1]]
    assert first_break(events) is None


@pytest.mark.parametrize(
    "change",
    [
        {"action": "decline"},
        {"task": 3},
        {"key": "another"},
        {"recorded": datetime(2021, 6, 1, tzinfo=UTC)},
        {"actor": Signature("somebody", "clerk")},
        {"data": '{"a":1}'},
        {"patch": "{}"},
        {"prev": "0" * 64},
        {"hash": "0" * 64},
        {"seq": 9},
        {"case": "another"},
    ],
)
def test_any_change_to_any_part_of_an_event_shows(events: list[Event], change: dict[str, object]) -> None:
    assert first_break([*events[:3], replace(events[3], **change), *events[4:]]) == 4


def test_a_changed_time_shows_but_not_the_zone_it_is_written_in(events: list[Event]) -> None:
    moved = replace(events[2], at=events[2].at + timedelta(seconds=1))
    elsewhere = replace(events[2], at=events[2].at.astimezone(timezone(timedelta(hours=8))))
    assert first_break([*events[:2], moved, *events[3:]]) == 3
    assert chain(elsewhere) == events[2].hash


def test_an_event_left_out_doubled_or_moved_shows(events: list[Event]) -> None:
    assert first_break(events[:2] + events[3:]) == 3
    assert first_break([*events[:2], events[1], *events[2:]]) == 3
    assert first_break([*events[:2], events[3], events[2], *events[4:]]) == 3
    assert first_break(events[1:]) == 1


def test_replay_is_applying_one_after_the_other(events: list[Event]) -> None:
    case = apply(None, events[0])
    for event in events[1:]:
        case = apply(case, event)
    assert case == replay(events)


def test_there_is_no_case_without_an_event() -> None:
    with pytest.raises(ValueError, match="at least one event"):
        replay([])


def test_an_event_survives_being_written_and_read(events: list[Event]) -> None:
    from msgspec import json

    read = json.decode(json.encode(events), type=list[Event])
    assert replay(read) == replay(events)
    assert first_break(read) is None


def test_a_patch_replaces_members_of_the_nested_maps_whole_and_forgets_what_is_null() -> None:
    document = {"tasks": {"1": {"no": 1, "line": "x"}}, "counts": {"a": 1}, "facts": {"x": 1, "y": 2}, "closed": "then"}
    patched = merge(
        document,
        {"tasks": {"1": {"no": 1}, "2": {"no": 2}}, "counts": {"a": None}, "facts": {"x": None}, "closed": None},
    )
    assert patched == {
        "tasks": {"1": {"no": 1}, "2": {"no": 2}},
        "counts": {},
        "facts": {"y": 2},
        "closed": None,
    }


def test_a_patch_says_only_what_changed() -> None:
    story = handled(APPEAL)
    story.does(SUPERVISOR, "note")
    assert story.last.event.patch == '{"counts":{"note":1}}'


def test_a_reopened_case_is_replayed_as_open() -> None:
    story = replied(reviewed(handled(APPEAL))).does(PETITIONER, "rate", rating=1).does(PETITIONER, "dispute")
    assert replay(story.events).closed is None
    assert replay(story.events) == story.case


def test_the_canonical_json_does_not_depend_on_the_order_of_keys() -> None:
    assert encoder.encode({"b": 1, "a": 2}) == encoder.encode({"a": 2, "b": 1})


def test_what_the_log_keeps_has_its_keys_in_order_down_to_the_last(events: list[Event]) -> None:
    for text in (said for one in events for said in (one.data, one.patch)):
        assert text == json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def test_without_its_salt_a_passage_can_not_be_guessed_back() -> None:
    assert digest("同一句话", "a") != digest("同一句话", "b")


def test_chance_is_an_argument() -> None:
    one, same, other = (handled(APPEAL, seed=seed).does(CLERK, "note").does(DISPATCHER, "note") for seed in (1, 1, 2))
    assert one.case.head == same.case.head != other.case.head
