"""Slips of urging: who gets one, when it is settled, who may acknowledge it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from huying.programmes.registry import load
from huying.rules.errors import BadInput, NotFound
from huying.supervision.models import Slip
from huying.supervision.selectors import slips
from huying.supervision.services.acknowledge import AlreadyAcknowledged, acknowledge
from huying.supervision.services.propose import propose
from huying.supervision.services.sweep import sweep
from huying.supervision.subscribers import quarter
from tests.ledger.story import (
    CLERK,
    DAY,
    DIRECTOR,
    DISPATCHER,
    MONDAY,
    ROADS,
    SUPERVISOR,
    WATER,
    WATER_LEADER,
    Story,
)  # fmt: skip
from tests.ledger.test_concurrency import at_once

pytestmark = pytest.mark.django_db


def test_whoever_urges_in_their_own_words_reaches_everybody_who_must_act() -> None:
    story = Story().dispatched("gongshui", "jiaotong")
    story.do("urge", SUPERVISOR, text="请于今日内签收。")
    assert [slip.text.text for slip in slips.waiting_for(WATER) if slip.text] == ["请于今日内签收。"]
    assert slips.waiting_for(ROADS).count() == 1
    assert slips.waiting_for(CLERK).count() == 0


def test_urging_a_case_at_the_centre_reaches_its_holder() -> None:
    story = Story().accepted()
    story.do("urge", SUPERVISOR, text="请尽快分办。")
    assert [slip.case_id for slip in slips.waiting_for(DISPATCHER)] == [story.row.id]


def test_a_slip_is_settled_when_its_clock_stops() -> None:
    story = Story().dispatched()
    story.now = MONDAY + 2 * DAY
    sweep(now=MONDAY + 2 * DAY)
    assert [slip.kind for slip in slips.waiting_for(WATER)] == ["reminder"]
    story.do("sign", WATER, task=1)
    assert slips.waiting_for(WATER).count() == 0
    assert slips.addressed_to(WATER).count() == 1


def test_what_a_person_urged_is_settled_when_the_case_moves_on() -> None:
    story = Story().accepted()
    story.do("urge", SUPERVISOR, text="请尽快分办。")
    story.do("dispatch", DISPATCHER, assignments=[{"unit": "gongshui"}])
    assert slips.waiting_for(DISPATCHER).count() == 0


def test_the_addressee_acknowledges_once() -> None:
    story = Story().dispatched()
    story.do("urge", SUPERVISOR, text="请签收。")
    (slip,) = slips.waiting_for(WATER)
    done = acknowledge(slip_id=slip.pk, actor=WATER, now=story.now)
    assert (done.acknowledged_by, slips.waiting_for(WATER).count()) == (WATER.id, 0)
    with pytest.raises(AlreadyAcknowledged):
        acknowledge(slip_id=slip.pk, actor=WATER, now=story.now)


def test_a_slip_for_somebody_else_does_not_exist() -> None:
    story = Story().dispatched()
    story.do("urge", SUPERVISOR, text="请签收。")
    (slip,) = slips.waiting_for(WATER)
    for stranger in (ROADS, WATER_LEADER, CLERK):
        with pytest.raises(NotFound):
            acknowledge(slip_id=slip.pk, actor=stranger, now=story.now)
    assert slips.visible(ROADS, slip.pk) is None
    assert slips.visible(SUPERVISOR, slip.pk) == slip


def test_a_long_overdue_case_makes_a_bulletin_draft_on_which_a_person_decides() -> None:
    story = Story().dispatched()
    sweep(now=MONDAY + 16 * DAY)
    draft = slips.waiting_for(DIRECTOR).get(kind="bulletin", clock="sign/1")
    assert (draft.late_unit, draft.proposes) == ("gongshui", True)
    with pytest.raises(BadInput, match="adopted"):
        acknowledge(slip_id=draft.pk, actor=DIRECTOR, now=story.now)
    assert acknowledge(slip_id=draft.pk, actor=DIRECTOR, now=story.now, adopted=False).adopted is False


def test_as_many_bulletins_about_one_unit_in_a_quarter_as_the_programme_says_propose_one_talk() -> None:
    assert load("appeal").interview_after == 2
    now = MONDAY + 16 * DAY
    Story().dispatched()
    sweep(now=now)
    assert Slip.objects.filter(kind="bulletin", late_unit="gongshui").count() == 1
    assert propose(now=now) == 0
    assert not Slip.objects.filter(kind="interview_proposal").exists()
    for _ in range(2):
        Story().dispatched()
    sweep(now=now)
    assert (propose(now=now), propose(now=now)) == (1, 0)
    proposals = Slip.objects.filter(kind="interview_proposal")
    assert [(one.late_unit, one.quarter) for one in proposals] == [("gongshui", "2026Q1")]
    assert proposals[0] in slips.waiting_for(DIRECTOR)


def test_the_talk_is_proposed_by_the_bulletin_that_filled_the_measure_and_anew_in_the_next_quarter() -> None:
    for _ in range(3):
        Story().dispatched()
    sweep(now=MONDAY + 16 * DAY)
    propose(now=MONDAY + 16 * DAY)
    second = Slip.objects.filter(kind="bulletin").order_by("issued_at", "pk")[1]
    talk = Slip.objects.get(kind="interview_proposal")
    assert (talk.case_id, talk.seq, talk.issued_at) == (second.case_id, second.seq, second.issued_at)
    for _ in range(2):
        Story(at=MONDAY + 90 * DAY).dispatched()
    sweep(now=MONDAY + 110 * DAY)
    propose(now=MONDAY + 110 * DAY)
    quarters = Slip.objects.filter(kind="interview_proposal", late_unit="gongshui").values_list("quarter", flat=True)
    assert sorted(set(quarters)) == ["2026Q1", "2026Q2"]


def test_another_programmes_bulletins_count_towards_its_own_talks_only() -> None:
    stories = [Story().dispatched(), Story().dispatched()]
    sweep(now=MONDAY + 16 * DAY)
    Slip.objects.filter(case_id=stories[0].id).update(programme="hotline")
    assert propose(now=MONDAY + 16 * DAY) == 0


@pytest.mark.django_db(transaction=True)
def test_three_who_propose_at_once_propose_once() -> None:
    for _ in range(2):
        Story().dispatched()
    sweep(now=MONDAY + 16 * DAY)
    assert sorted(map(str, at_once(*[lambda: propose(now=MONDAY + 16 * DAY)] * 3))) == ["0", "0", "1"]
    assert Slip.objects.filter(kind="interview_proposal").count() == 1


def test_a_draft_is_not_settled_by_the_unit_finally_doing_its_work() -> None:
    story = Story().dispatched()
    story.now = MONDAY + 16 * DAY
    sweep(now=story.now)
    story.do("sign", WATER, task=1)
    assert slips.waiting_for(DIRECTOR).filter(kind="bulletin", clock="sign/1").exists()
    assert not slips.waiting_for(WATER).filter(clock="sign/1").exists()


def test_a_quarter_is_the_citys_own() -> None:
    new_year = MONDAY.replace(month=12, day=31, hour=16)
    assert (quarter(new_year - timedelta(seconds=1)), quarter(new_year)) == ("2026Q4", "2027Q1")


def test_a_slip_carries_the_number_of_its_case_and_event() -> None:
    story = Story().accepted()
    story.do("urge", SUPERVISOR, text="请尽快分办。")
    (slip,) = story.row.slips.all()
    assert slip.number == f"{story.opened.number}-3"


def test_a_ladder_may_end_in_a_proposal_to_talk_each_case_its_own() -> None:
    stories = [Story().dispatched(), Story().dispatched()]
    for story in stories:
        story.do("sign", WATER, task=1)
    sweep(now=MONDAY + 60 * DAY)
    of_handling = Slip.objects.filter(kind="interview_proposal", clock="handle/1")
    assert {slip.case_id for slip in of_handling} == {story.row.id for story in stories}
