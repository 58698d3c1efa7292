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
from huying.rules.policy import SYSTEM
from tests.ledger.story import MONDAY, Tale, post

pytestmark = pytest.mark.django_db
HANDED = [{"unit": "gongshui"}, {"unit": "jiaotong", "role": "assist"}]


def test_the_units_see_it_and_the_log_holds() -> None:
    leader = User.objects.create(username="leader", display_name="市领导")
    appoint(user=leader, programme="", role="city_leader", start=date(2021, 1, 1), by=SYSTEM, now=MONDAY)
    tale = Tale("instruction", actor=actor_for(leader, date(2021, 1, 2)), contact=None, assignments=HANDED)
    rows = models.Assignment.objects.filter(case_id=tale.id).order_by("no")
    assert [(one.unit, one.role, one.state) for one in rows] == [
        ("gongshui", "lead", "issued"),
        ("jiaotong", "assist", "issued"),
    ]
    assert cases_for(post("1", "handler", "jiaotong")).filter(id=tale.id).exists()
    assert list(verify_all()) == []
