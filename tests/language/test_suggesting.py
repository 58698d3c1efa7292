"""Suggesting a unit: from history where there is one, from the table of duties always."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from huying.language.memory import current
from huying.language.models import Training
from huying.language.suggest import _categories, _vector, by_keywords, suggest
from huying.language.train import KEPT, train
from huying.people.models import Unit
from tests.language.conftest import Live

NOW = datetime(2021, 12, 1, tzinfo=UTC)
WATER = ["自来水停水三天", "水压太低水管漏水", "停水没有通知", "水费算错", "自来水发黄有味"]
POWER = ["变压器坏了停电", "电压不稳停电频繁", "停电没有通知", "电费算错", "电线杆倾斜线路老化"]


@pytest.fixture
def history(live: Live) -> Training:
    for text in WATER:
        live(text, text + "，请尽快解决", unit="gongshui")
    for text in POWER:
        live(text, text + "，请尽快解决", unit="gongdian")
    return train(now=NOW)


@pytest.mark.usefixtures("city")
def test_without_history_the_table_of_duties_speaks_and_says_why() -> None:
    first = suggest(heading="学校违规补课", matter="老师收费补课", place="411002")[0]
    assert (first.unit, first.category, first.why) == ("jiaoyu", "education", "duty")
    assert "补课" in first.words


@pytest.mark.usefixtures("city")
def test_the_county_of_the_place_is_among_the_proposals() -> None:
    assert "yanling" in {one.unit for one in suggest(heading="学校违规补课", matter="", place="411024", limit=5)}


@pytest.mark.usefixtures("city")
def test_a_letter_that_says_nothing_gets_no_proposal_and_no_error() -> None:
    assert suggest(heading="", matter="\x00\ud800", place="nowhere") == []
    assert by_keywords(heading="", matter="") == []


@pytest.mark.usefixtures("history")
def test_history_tells_apart_what_the_table_of_duties_cannot() -> None:
    power = suggest(heading="又停电了", matter="变压器坏了", place="411002")[0]
    water = suggest(heading="又停水了", matter="水管漏水", place="411002")[0]
    assert (power.unit, power.why) == ("gongdian", "both")
    assert (water.unit, water.why) == ("gongshui", "both")
    assert power.score > 0.4


@pytest.mark.usefixtures("history")
def test_a_unit_that_the_letter_accuses_is_never_proposed() -> None:
    found = suggest(heading="又停电了", matter="变压器坏了", without=["gongdian"], limit=9)
    assert "gongdian" not in {one.unit for one in found}


@pytest.mark.usefixtures("history")
def test_a_unit_that_no_longer_works_is_never_proposed() -> None:
    Unit.objects.filter(code="gongdian").update(active=False)
    assert "gongdian" not in {one.unit for one in suggest(heading="又停电了", matter="变压器坏了", limit=9)}


def test_a_case_that_accuses_somebody_teaches_nothing(live: Live) -> None:
    live("停水三天", "停水三天", unit="gongshui", accused=["gongdian"])
    assert train(now=NOW).cases == 0


def test_open_cases_teach_nothing(live: Live) -> None:
    live("停水三天", "停水三天")
    assert train(now=NOW).cases == 0


def test_training_again_on_the_same_cases_adds_nothing(history: Training) -> None:
    again = train(now=NOW + timedelta(days=1))
    assert again.pk == history.pk
    assert Training.objects.count() == 1


def test_a_new_training_is_in_force_at_once_and_old_ones_go(history: Training, live: Live) -> None:
    assert current().cases == 10
    for number in range(KEPT + 1):
        live(f"路灯不亮{number}", "路灯不亮", unit="chengguan", category="city_order")
        train(now=NOW + timedelta(days=number + 1))
    assert current().cases == 10 + KEPT + 1
    assert Training.objects.count() == KEPT


@pytest.mark.usefixtures("history")
def test_categories_come_with_words_and_add_up_to_no_more_than_one() -> None:
    found = _categories(current(), _vector(current(), "又停电了", "", ""), "又停电了", "")
    assert found[0].label == "utilities"
    assert sum(one.score for one in found) <= 1.000001


def test_the_command_says_what_came_of_it(live: Live, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("train")
    assert "办结件还不足" in capsys.readouterr().out
