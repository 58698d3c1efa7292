"""The urging slip of every programme: it reaches whoever is late, waits on their desk, is read and signed for, and lies on paper."""

from __future__ import annotations

import html
from datetime import timedelta

from huying.ledger import models
from huying.people.models import User
from huying.rules.policy import SYSTEM
from huying.supervision.models import Slip
from huying.supervision.selectors.slips import addressed_to
from huying.supervision.services.sweep import sweep
from tests.contracts.every_programme.crew import Crew
from tests.contracts.every_programme.living import Life
from tests.contracts.every_programme.seats import sitting

YEAR = timedelta(days=400)


def rung(crew: Crew, lives: list[Life]) -> list[Slip]:
    """The slips of the programme, once every clock that is still running has rung."""
    last = max(life.now for life in lives)
    sweep(now=last + YEAR)
    return list(Slip.objects.filter(programme=crew.programme.code).select_related("case", "text"))


def reader(crew: Crew, slip: Slip) -> User | None:
    """Somebody to whom the slip is addressed."""
    found = (user for user in crew.users if addressed_to(crew.actor(user)).filter(pk=slip.pk).exists())
    return next(found, None)


def test_every_ladder_ends_at_somebody_who_finds_the_slip(crew: Crew, lives: list[Life]) -> None:
    slips = rung(crew, lives)
    assert slips, crew.programme.code
    waiting: dict[User, set[int]] = {}
    for slip in slips:
        user = reader(crew, slip)
        assert user is not None, (crew.programme.code, slip.kind, slip.unit, slip.to_role)
        if slip.settled_at is None and slip.acknowledged_at is None:
            waiting.setdefault(user, set()).add(slip.pk)
    for user, wanted in waiting.items():
        assert wanted <= {one.slip.pk for one in sitting(user).get("/desk/slips/").context["rows"]}


def test_a_slip_says_in_words_what_it_is_about(crew: Crew, lives: list[Life]) -> None:
    for slip in rung(crew, lives)[:5]:
        user = reader(crew, slip)
        assert user is not None
        page = sitting(user).get(f"/desk/slips/{slip.pk}/paper/")
        assert page.status_code == 200
        text = html.unescape(page.content.decode())
        clock = crew.programme.clocks.get(slip.clock.partition("/")[0])
        event = models.Event.objects.get(case_id=slip.case_id, seq=slip.seq)
        words = [slip.number, slip.case.heading, crew.programme.name.zh, crew.programme.roles[slip.to_role].name.zh]
        words += [clock.name.zh] if clock else []
        words += [slip.text.text] if slip.text else []
        words += ["系统"] if event.actor == SYSTEM.id else []
        for one in words:
            assert one in text, (crew.programme.code, one)


def test_whoever_got_it_signs_for_it(crew: Crew, lives: list[Life]) -> None:
    waiting = [slip for slip in rung(crew, lives) if not (slip.settled_at or slip.acknowledged_at or slip.proposes)]
    for slip in waiting[:5]:
        user = reader(crew, slip)
        assert user is not None
        sitting(user).post("/desk/slips/sign/", {"row": [slip.pk]})
        slip.refresh_from_db()
        assert slip.acknowledged_by == str(user.pk)
