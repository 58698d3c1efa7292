"""Whom a letter accuses often shows only on the way: then the case is taken from them, and they never meet it again."""

import pytest

from huying.ledger.models import Publication
from huying.ledger.selectors.scope import cases_for
from huying.ledger.services.verify import verify_all
from huying.messages.models import Outbox
from huying.people.models import User
from huying.rules.errors import BadInput
from huying.rules.policy import Actor
from huying.rules.refusals import Involved, NotForThis, NotHere
from tests.ledger.story import CLERK, DISPATCHER, ROADS, SUPERVISOR, VERIFIER, WATER, WATER_LEADER, Story

pytestmark = pytest.mark.django_db


def sees(who: Actor, story: Story) -> bool:
    return cases_for(who).filter(id=story.id).exists()


def test_the_unit_it_turns_out_to_be_about_loses_the_case_to_another() -> None:
    story = Story().dispatched("gongshui")
    story.do("sign", WATER, task=1)
    with pytest.raises(Involved):
        story.do("accuse", VERIFIER, accused=["gongshui"])
    story.do("withdraw", DISPATCHER, task=1, reason="另行安排。")
    assert story.case.state == "pending"
    story.do("accuse", DISPATCHER, accused=["gongshui"])
    assert not sees(WATER, story)
    story.do("dispatch", DISPATCHER, assignments=[{"unit": "jiaotong"}])
    assert sees(ROADS, story)
    assert not sees(WATER_LEADER, story)
    assert list(verify_all()) == []


def test_one_of_two_offices_is_let_go_and_the_other_goes_on() -> None:
    story = Story().dispatched("jiaotong", "gongshui")
    story.do("withdraw", DISPATCHER, task=2, reason="另行安排。")
    person = str(User.objects.create(username="somebody").pk)
    story.do("accuse", SUPERVISOR, accused=["gongshui", person])
    assert (story.case.state, story.case.accused) == ("handling", ("gongshui", person))
    told = Outbox.objects.filter(case_id=story.id, addressee__contains="gongshui").count()
    story.do("urge", SUPERVISOR, text="请抓紧。")
    assert Outbox.objects.filter(case_id=story.id, addressee__contains="gongshui").count() == told


def test_what_was_published_is_taken_back_when_somebody_turns_out_to_be_accused() -> None:
    story = Story(publish=True).replied().published()
    assert Publication.objects.filter(case_id=story.id).exists()
    story.do("accuse", CLERK, accused=["jiaotong"])
    assert not Publication.objects.filter(case_id=story.id).exists()
    assert not story.case.published
    with pytest.raises(NotForThis):
        story.published()
    assert list(verify_all()) == []


def test_an_assignment_that_was_fed_back_is_taken_back_before_it_could_be_sent_back_to_the_accused() -> None:
    story = Story().fed_back()
    with pytest.raises(Involved):
        story.do("accuse", CLERK, accused=["gongshui"])
    with pytest.raises(NotHere):
        story.do("withdraw", DISPATCHER, task=1, reason="另行安排。")
    story.do("send_back", SUPERVISOR, remark="请核实。")
    story.do("withdraw", DISPATCHER, task=1, reason="另行安排。")
    story.do("accuse", CLERK, accused=["gongshui"])
    assert story.case.state == "pending"


def test_the_centre_does_not_shut_itself_out_of_its_own_case() -> None:
    with pytest.raises(BadInput, match="accused"):
        Story(accused=["centre"])
    with pytest.raises(BadInput, match="accused"):
        Story().accepted().do("accuse", CLERK, accused=["centre"])
