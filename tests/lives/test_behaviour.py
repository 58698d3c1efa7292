"""What a programme's `lives.toml` says is what its people do; what is wrong in it is named by line."""

from __future__ import annotations

import pytest

from huying.ledger.models import Publication
from huying.ledger.services import loading
from huying.programmes import lives, registry
from huying.rules.case import Event
from huying.rules.errors import ProgrammeError
from huying.rules.scrub import scrub
from tests.lives.conftest import Lived

BROKEN = {
    "no such action": ('[[states.pending]]\naction = "fly"', "fly"),
    "no such state": ('[[states.nowhere]]\naction = "accept"', "nowhere"),
    "no such state of an assignment": ('[[states."task/nowhere"]]\naction = "sign"', "nowhere"),
    "no such field": ('[[states.pending]]\naction = "dispatch"\nsays = { speed = 3 }', "speed"),
    "no such field at the beginning": ("[begins.says]\nspeed = 3", "speed"),
    "no such role": ('[[states.pending]]\naction = "dispatch"\nrole = "pilot"', "pilot"),
    "no such milestone": ('[[asides]]\naction = "publish"\nafter = "landed"', "landed"),
    "a word that nobody knows": ('[[states.pending]]\naction = "dispatch"\nmood = "good"', "mood"),
    "more fates than cases": (
        "[demo]\nuntil = 2021-12-31\n[[demo.batches]]\non = 2021-03-01\ncases = 2\nfates = { settled = 3 }",
        "fates",
    ),
    "a matter that there is not": (
        '[demo]\nuntil = 2021-12-31\n[[demo.batches]]\non = 2021-03-01\ncases = 2\nmatter = "roads"',
        "roads",
    ),
    "no TOML": ("[states", "lives.toml"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_the_programme_does_not_know_is_refused(name: str) -> None:
    source, word = BROKEN[name]
    with pytest.raises(ProgrammeError) as refusal:
        lives.parse(source, registry.load("appeal"))
    assert word in refusal.value.message("en")
    assert refusal.value.message("zh").startswith("lives.toml")


def test_a_mistake_is_named_by_its_line() -> None:
    source = '[begins]\nrole = "petitioner"\n\n[[states.pending]]\naction = "fly"\n'
    with pytest.raises(ProgrammeError) as refusal:
        lives.parse(source, registry.load("appeal"))
    assert "lives.toml:4" in refusal.value.message("en")


def test_every_shipped_behaviour_can_be_read() -> None:
    for programme in registry.newest():
        assert lives.load(programme.code).states or programme.code not in ("appeal", "petition", "instruction")


@pytest.mark.django_db
class TestAppeals:
    """The shipped behaviour of the people who write, and of those who answer them."""

    def test_neighbours_are_merged_and_answered_with_the_case_that_they_were_merged_into(self, lived: Lived) -> None:
        cases = lived("appeal", 300)
        by_id = {life.case.id: life for life in cases}
        merged = [life for life in cases if any(event.action == "merge" for event in life.events)]
        assert merged
        for life in merged:
            (target,) = [event.said["parent"] for event in life.events if event.action == "merge"][:1]
            parent, inherited = by_id[target], _first(life.events, "inherit")
            answered = _first(parent.events, "reply")
            assert parent.case.opened <= life.case.opened
            if inherited:
                assert answered
                assert inherited.at == answered.at

    def test_answers_are_published_by_a_clerk_with_consent_and_without_what_is_personal(self, lived: Lived) -> None:
        cases = lived("appeal", 80)
        loading.load(registry.load("appeal"), cases)
        consented = {life.case.id for life in cases if life.case.facts.get("publish")}
        shown = {str(one.case_id): one for one in Publication.objects.all()}
        assert len(shown) > 20
        assert shown.keys() < consented
        for life in cases:
            one = shown.get(life.case.id)
            if one:
                assert scrub(one.matter) == one.matter
                publishing = [event for event in life.events if event.action == "publish"][-1]
                assert publishing.actor.role == "clerk"
                assert publishing.at > (_first(life.events, "reply") or publishing).at

    def test_unsolved_is_said_where_little_was_done(self, lived: Lived) -> None:
        events = [event for life in lived("appeal", 200) for event in life.events]
        assert {"rate", "settle_for", "follow_up"} <= {event.action for event in events}


def _first(events: list[Event], action: str) -> Event | None:
    return next((event for event in events if event.action == action), None)
