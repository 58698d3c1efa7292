"""Similar cases and similar published answers."""

import pytest

from huying.language.selectors import similar, similar_published
from huying.ledger.models import Case
from tests.language.conftest import Live

PIPE = "芗茌小区自来水管爆裂，停水三天，物业推给自来水公司"
NOISE = "夜里十一点工地还在施工，搅拌机噪音太大，孩子睡不着"


@pytest.fixture
def ledger(live: Live) -> dict[str, str]:
    return {
        "pipe": live("小区停水三天", PIPE),
        "noise": live("工地夜间施工扰民", NOISE),
        "school": live("学校违规补课", "某中学周末组织学生集中补课并收费"),
    }


def test_the_case_about_the_same_matter_comes_first_with_what_both_say(ledger: dict[str, str]) -> None:
    found = similar(text="我们小区又停水了，水管爆裂没人修", among=Case.objects.all())
    assert str(found[0].case.pk) == ledger["pipe"]
    assert "停水" in found[0].words
    assert 0 < found[0].score <= 1


def test_a_case_is_not_similar_to_itself(ledger: dict[str, str]) -> None:
    found = similar(text=PIPE, among=Case.objects.all(), without=ledger["pipe"])
    assert ledger["pipe"] not in {str(one.case.pk) for one in found}


def test_nobody_is_shown_a_case_outside_their_scope(ledger: dict[str, str]) -> None:
    others = Case.objects.exclude(pk=ledger["pipe"])
    assert ledger["pipe"] not in {str(one.case.pk) for one in similar(text=PIPE, among=others)}


@pytest.mark.parametrize("text", ["", "的", "'|&!:*()", "\x00\ud800", "zzzqqq", "水" * 100_000])
def test_text_that_says_nothing_finds_nothing_and_breaks_nothing(ledger: dict[str, str], text: str) -> None:
    assert similar(text=text, among=Case.objects.all()) == []


def test_no_more_than_asked_for(live: Live) -> None:
    for floor in range(8):
        live("电梯坏了", f"{floor}号楼电梯坏了没人修理")
    assert len(similar(text="电梯坏了没人修理", among=Case.objects.all(), limit=3)) == 3


def test_only_what_was_answered_with_consent_is_shown_to_the_public(live: Live) -> None:
    shown = live("小区停水三天", PIPE, unit="gongshui")
    live("小区停水三天", PIPE, unit="gongshui", publish=False)
    live("小区停水三天", PIPE)
    found = similar_published(text="小区自来水管爆裂停水")
    assert [str(one.publication.pk) for one in found] == [shown]
