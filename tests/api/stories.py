"""What happens before the part that a test is about: cases brought somewhere over the API."""

from __future__ import annotations

from datetime import date

from huying.clock import now
from huying.people.models import User
from huying.people.services.appoint import appoint
from huying.rules.policy import SYSTEM
from tests.api.conftest import Ask


def staff(role: str, unit: str = "centre") -> None:
    """One more account, named by its role."""
    user = User.objects.create(username=role, display_name=role)
    appoint(user=user, programme="appeal", role=role, unit=unit, start=date(2021, 1, 1), by=SYSTEM, now=now())


def closed(as_: Ask, number: str) -> None:
    """The case answered directly and closed."""
    for who, action, fields in (
        ("clerk", "accept", {"category": "utilities", "urgency": "normal"}),
        ("dispatcher", "answer", {"answer": "管道已冲洗。"}),
        ("verifier", "confirm", {"finding": "水已清。", "method": "phone"}),
        ("clerk", "reply", {"reply": "已经解决。"}),
        ("clerk", "follow_up", {"called": "reached", "resolved": True, "rating": 5, "record": "很满意。"}),
    ):
        done = as_(who).act(number, action, **fields)
        assert done.status == 200, (action, done.body)


def dispatched(as_: Ask, *units: str) -> str:
    """The number of a case that units are working on."""
    number: str = as_("hotline").open().body["number"]
    assert as_("clerk").act(number, "accept", category="utilities", urgency="normal").status == 200
    rows = [{"unit": unit, "role": "assist" if place else "lead"} for place, unit in enumerate(units or ("gongshui",))]
    assert as_("dispatcher").act(number, "dispatch", assignments=rows).status == 200
    return number
