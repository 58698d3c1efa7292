"""A case whose first action hands it over at once: its units have it from the first moment."""

from __future__ import annotations

from datetime import date

import pytest

from huying.ledger import models
from huying.ledger.selectors.scope import cases_for
from huying.ledger.services.verify import verify_all
from huying.people.actors import actor_for
from huying.people.models import User
from huying.people.services.appoint import appoint
from huying.rules.policy import SYSTEM, Actor
from huying.rules.refusals import Accused
from tests.ledger.story import CLERK, MONDAY, Story, Tale, post

pytestmark = pytest.mark.django_db
HANDED = [{"unit": "gongshui"}, {"unit": "jiaotong", "role": "assist"}]


@pytest.fixture
def leader(db: None) -> Actor:
    user = User.objects.create(username="leader", display_name="市领导")
    appoint(user=user, programme="", role="city_leader", start=date(2021, 1, 1), by=SYSTEM, now=MONDAY)
    return actor_for(user, date(2021, 1, 2))


def test_the_units_see_it_and_the_log_holds(leader: Actor) -> None:
    tale = Tale("instruction", actor=leader, contact=None, assignments=HANDED)
    rows = models.Assignment.objects.filter(case_id=tale.id).order_by("no")
    assert [(one.unit, one.role, one.state) for one in rows] == [
        ("gongshui", "lead", "issued"),
        ("jiaotong", "assist", "issued"),
    ]
    assert cases_for(post("1", "handler", "jiaotong")).filter(id=tale.id).exists()
    assert list(verify_all()) == []


@pytest.mark.parametrize("accused", ["gongshui", "jiaotong"])
def test_whoever_is_accused_by_the_case_that_it_comes_from_gets_nothing_that_leads_there(
    leader: Actor, accused: str
) -> None:
    origin = Story(accused=[accused])
    with pytest.raises(Accused):
        Tale("instruction", actor=leader, contact=None, assignments=HANDED, origin=origin.opened.number)
    assert not models.Case.objects.filter(programme="instruction").exists()
    told = Tale(
        "instruction", actor=leader, contact=None, assignments=[{"unit": "zhujian"}], origin=origin.opened.number
    )
    assert told.case.links == {"origin": origin.id}


def test_nor_when_it_is_handed_over_later(leader: Actor) -> None:
    origin = Story().accepted()
    tale = Tale("instruction", actor=leader, contact=None, assignments=[], origin=origin.opened.number)
    origin.do("accuse", CLERK, accused=["gongshui"])
    office = post("9", "office", tale.case.home)
    with pytest.raises(Accused):
        tale.do("assign", office, assignments=[{"unit": "gongshui"}])
    tale.do("assign", office, assignments=[{"unit": "jiaotong"}])
    assert list(verify_all()) == []
