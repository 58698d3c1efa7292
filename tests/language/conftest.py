"""Closed cases of invented people, each lived through the one door."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from huying.ledger.services.create import create
from huying.ledger.services.door import act
from huying.people.services.setup import load_city
from huying.rules.policy import Actor, Post, party

MORNING = datetime(2021, 9, 1, 1, tzinfo=UTC)
ROLES = ("clerk", "dispatcher", "supervisor", "verifier", "director")
ANSWER = "您反映的问题已经办理。"
CENTRE = Actor("1", tuple(Post(role, "centre") for role in ROLES))

Live = Callable[..., str]


@pytest.fixture
def city(db: None) -> None:
    load_city()


@pytest.fixture
def live(city: None) -> Live:
    """A function that writes a case, and where a unit is named, lets that unit handle it until it is closed and public."""
    return _live


def _live(heading: str, matter: str, unit: str = "", **more: object) -> str:
    said = {
        "title": heading,
        "body": matter,
        "subject": "citizen",
        "channel": "web",
        "place": "411002",
        "publish": True,
    }
    case = create(programme="appeal", payload=said | more, now=MORNING).case
    if unit:
        _close(case, unit, str(more.get("category", "utilities")))
    if unit and more.get("publish", True) and not more.get("accused"):
        shown = {"shown_heading": heading, "shown_matter": matter, "shown_answer": ANSWER}
        act(case_id=case, action="publish", actor=CENTRE, payload=shown, now=MORNING + timedelta(hours=10))
    return case


def _close(case: str, unit: str, category: str) -> None:
    handler, leader = Actor("2", (Post("handler", unit),)), Actor("3", (Post("leader", unit),))
    assignment = {"unit": unit, "role": "lead"}
    steps: tuple[tuple[Actor, str, int, dict[str, Any]], ...] = (
        (CENTRE, "accept", 0, {"category": category, "urgency": "normal"}),
        (CENTRE, "dispatch", 0, {"assignments": [assignment]}),
        (handler, "sign", 1, {}),
        (handler, "submit", 1, {"result": "已办。", "answer": "已办。"}),
        (leader, "sign_off", 1, {}),
        (CENTRE, "approve", 0, {}),
        (CENTRE, "confirm", 0, {"finding": "属实。", "method": "phone"}),
        (CENTRE, "reply", 0, {"reply": ANSWER}),
        (party(case), "rate", 0, {"rating": 5}),
    )
    for hours, (actor, action, task, payload) in enumerate(steps, 1):
        act(case_id=case, action=action, actor=actor, payload=payload, now=MORNING + timedelta(hours=hours), task=task)
