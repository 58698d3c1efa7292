"""An old event is read in the form of today, and its seal is that of the day on which it was written."""

from collections.abc import Mapping
from typing import Any

import pytest
from msgspec import json
from msgspec.structs import replace

from huying.programmes.registry import load
from huying.rules import case as cases
from huying.rules import upcasting
from huying.rules.case import Event, replay
from huying.rules.log import chain, first_break
from huying.rules.upcasting import FORM, UPCASTERS, upcast
from tests.rules.stories import handled

# Made up: form 1 called `asker` "petitioner", form 2 said `reachable` in words.
OLDER: Mapping[int, Any] = {
    1: lambda patch: {("asker" if name == "petitioner" else name): value for name, value in patch.items()},
    2: lambda patch: patch | ({"reachable": patch["reachable"] == "yes"} if "reachable" in patch else {}),
}


def test_every_form_before_todays_has_its_upcaster() -> None:
    assert set(UPCASTERS) == set(range(1, FORM))


@pytest.mark.parametrize(
    ("form", "patch"),
    [
        (1, {"petitioner": "party:1", "reachable": "yes"}),
        (2, {"asker": "party:1", "reachable": "yes"}),
        (3, {"asker": "party:1", "reachable": True}),
    ],
)
def test_a_patch_is_read_form_by_form(form: int, patch: dict[str, Any]) -> None:
    assert upcast(patch, form, OLDER, 3) == {"asker": "party:1", "reachable": True}


@pytest.mark.parametrize("form", [0, -1, 4])
def test_a_form_that_is_not_known_is_refused_and_says_what_to_do(form: int) -> None:
    with pytest.raises(ValueError, match="Use the version that wrote it"):
        upcast({}, form, OLDER, 3)


def test_events_of_an_old_form_are_replayed_into_the_case_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    story = handled(load("appeal"))
    old = [written_in_form_one(event) for event in story.events]
    sealed = rechained(old)
    assert first_break(sealed) is None
    monkeypatch.setattr(cases, "upcast", lambda patch, form: upcasting.upcast(patch, form, OLDER, 3))
    assert replay(sealed).evolve(head="") == story.case.evolve(head="")
    assert first_break(sealed) is None  # reading changes nothing of what was sealed


def written_in_form_one(event: Event) -> Event:
    patch = json.decode(event.patch)
    if "asker" in patch:
        patch["petitioner"] = patch.pop("asker")
    if "reachable" in patch:
        patch["reachable"] = "yes" if patch["reachable"] else "no"
    return replace(event, form=1, patch=cases.encoder.encode(patch).decode())


def rechained(events: list[Event]) -> list[Event]:
    sealed: list[Event] = []
    for event in events:
        draft = replace(event, prev=sealed[-1].hash if sealed else "", hash="")
        sealed.append(replace(draft, hash=chain(draft)))
    return sealed


def test_the_form_is_part_of_the_seal() -> None:
    event = handled(load("appeal")).events[0]
    assert chain(replace(event, form=2)) != event.hash
