"""People behave in every programme, whether its folder says how or nothing at all: cases come in, are worked on, and end."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from huying.ledger.models import Case
from huying.ledger.services import loading
from huying.ledger.services.verify import verify_all
from huying.programmes import registry
from huying.rules.case import replay
from tests.lives.conftest import STRANGE, Lived

SECOND = timedelta(seconds=1)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("strange")]

SHIPPED = sorted(one.parent.name for one in registry.SHIPPED.glob("*/programme.toml"))
STRANGERS = sorted(one.parent.name for one in STRANGE.glob("*/programme.toml"))
HANGING = {"snag": "build"}  # a programme whose cases hang on those of another


@pytest.mark.parametrize("code", [*SHIPPED, *STRANGERS])
def test_cases_are_lived_from_beginning_to_end_and_the_log_tells_the_same(code: str, lived: Lived) -> None:
    if code in HANGING:
        loading.load(registry.load(HANGING[code]), lived(HANGING[code]))
    programme = registry.load(code)
    lives = lived(code)
    assert len(lives) == 40
    assert any(life.case.closed for life in lives)
    for life in lives:
        assert replay(life.events) == life.case
        for milestone in programme.closing if life.case.closed else ():
            assert milestone in life.case.milestones
        at = [event.at for event in life.events]
        assert at == sorted(at)
    assert loading.load(programme, lives)[0] == 40
    assert list(verify_all()) == []


@pytest.mark.parametrize("code", ["appeal", "petition", "dual", "build"])
def test_the_way_that_the_programme_marks_is_the_one_that_most_cases_go(code: str, lived: Lived) -> None:
    programme = registry.load(code)
    primary = [name for name, action in programme.actions.items() if action.primary or name == "hand_over"]
    taken = [event.action for life in lived(code) for event in life.events]
    first = primary[0] if primary else "accept"
    assert taken.count(first) > 25


def test_whoever_did_the_work_never_judges_it(lived: Lived) -> None:
    for code in ("petition", "build", "wish"):
        programme = registry.load(code)
        for life in lived(code):
            workers: set[str] = set()
            for event in life.events:
                assert not (programme.actions[event.action].confirms and event.actor.id in workers)
                if programme.actions[event.action].works:
                    workers.add(event.actor.id)


def test_a_case_that_holds_another_open_hangs_on_one_that_stays_open(lived: Lived) -> None:
    loading.load(registry.load("build"), lived("build"))
    lives = lived("snag")
    still_open = {str(pk): at for pk, at in Case.objects.filter(is_open=True).values_list("pk", "opened_at")}
    for life in lives:
        assert life.case.links["work"] in still_open
        assert still_open[life.case.links["work"]] < life.case.opened


def test_two_required_lines_get_two_units_that_two_others_supervise(lived: Lived) -> None:
    handed = [task for life in lived("petition") for task in life.case.tasks.values()]
    assert {task.line for task in handed} == {"territorial", "functional"}
    assert {task.supervisor for task in handed} <= {"xinfang", "duchaju", *(task.supervisor for task in handed)}
    assert all(task.supervisor not in ("", task.unit) for task in handed)


def test_an_unanswered_clock_ends_the_waiting_as_the_sweep_would(lived: Lived) -> None:
    ended = [(life, event) for life in lived("petition") for event in life.events if event.action == "close"]
    assert ended
    for life, event in ended:
        waited = life.case.clocks["review" if "request_reexamination" in life.case.counts else "reexamination"]
        assert event.at <= waited.due + SECOND
    assert [event for _, event in ended if event.actor.id == "system"]


def test_no_code_of_the_lives_knows_a_programme() -> None:
    from huying import lives

    words = "".join(file.read_text("utf-8") for file in Path(lives.__file__).parent.glob("*.py"))
    for word in ('"appeal"', '"petition"', '"dispatch"', '"petitioner"', '"clerk"', '"rate"', '"reply"'):
        assert word not in words
