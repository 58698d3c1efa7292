"""One and the same life, decided twice: step by step through the door, and at once by the loader. What is left is the same, in every
table; also where a person is forgotten on the way, and where clocks ring.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import Random
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from django.db import transaction

from huying.clock import now as wall
from huying.ledger import models, store
from huying.ledger.services import create as creating
from huying.ledger.services import door, loading
from huying.ledger.services.attachments import add as attach
from huying.ledger.whole_lives import Life, World, birth, step
from huying.people.calendars import current
from huying.people.selectors import county_of, path_of
from huying.programmes.registry import load
from huying.rules.calendar import LOCAL
from huying.rules.case import Case
from huying.rules.forms import File, check
from huying.rules.idents import dashed, timed
from huying.rules.policy import SYSTEM, Actor, party
from tests.contracts.tables import differing, erase, everything
from tests.ledger.story import (
    CLERK,
    DAY,
    DIRECTOR,
    DISPATCHER,
    HOUR,
    LETTER,
    ROADS,
    ROADS_LEADER,
    SHOWN,
    SUPERVISOR,
    VERIFIER,
    WATER,
    WATER_LEADER,
    WRITER,
)

pytestmark = pytest.mark.django_db
APPEAL = load("appeal")
CONTENT = "管道照片说明".encode()
WRITES = party("")  # stands for whoever wrote, whose id is known only when the case is there
FILE = "that file"  # stands for the id of the file that came
SEED = 20211230


class Step(NamedTuple):
    """What somebody does, so long after the step before."""

    action: str
    actor: Actor
    payload: Mapping[str, Any] = MappingProxyType({})
    task: int = 0
    after: timedelta = HOUR


TWO = [{"unit": "gongshui"}, {"unit": "jiaotong", "role": "assist"}]
SUBMITTED = {"result": "管道已冲洗。", "answer": "已恢复清水。"}
ROUND = (
    Step("submit", WATER, SUBMITTED, 1),
    Step("sign_off", WATER_LEADER, {}, 1),
    Step("submit", ROADS, SUBMITTED, 2),
    Step("sign_off", ROADS_LEADER, {"remark": "同意。"}, 2),
    Step("approve", SUPERVISOR),
    Step("confirm", VERIFIER, {"finding": "水已清。", "method": "site"}),
    Step("reply", CLERK, {"reply": "已经解决。"}),
)
LIFE = (
    Step("attach", WRITES),
    Step("accept", CLERK, {"category": "utilities", "urgency": "urgent", "place": "411081"}, after=3 * DAY),
    Step("urge", SUPERVISOR, {"text": "请尽快分办，王小明已来电。"}),
    Step("dispatch", DISPATCHER, {"assignments": TWO, "instruction": "请两家会同办理。"}),
    Step("sign", WATER, {}, 1, 4 * DAY),
    Step("sign", ROADS, {}, 2),
    *ROUND,
    Step("publish", CLERK, SHOWN),
    Step("dispute", WRITES, {"reason": "还是黄的。", "rating": 1}, after=2 * DAY),
    Step("request_deferral", WATER, {"plan": "更换管道。", "review": "FORTY DAYS"}, 1),
    Step("approve_deferral", DIRECTOR, {}, 1, 2 * DAY),
    Step("resume", WATER, {}, 1, 35 * DAY),
    *ROUND,
    Step("publish", DIRECTOR, SHOWN | {"shown_answer": "阀门已经更换。"}),
    Step("rate", WRITES, {"rating": 4, "comment": "谢谢。"}),
    Step("detach", DIRECTOR, {"file": {"id": FILE}, "reason": "误传。"}),
    Step("retract", CLERK, {"reason": "诉求人要求。"}),
)
FORGETTING = (*LIFE[:-2], Step("forget", DIRECTOR, {"reason": "本人申请"}))


@pytest.mark.parametrize(("life", "age"), [(LIFE, 90), (LIFE, 0), (FORGETTING, 90)], ids=["old", "news", "forgotten"])
def test_a_life_through_the_door_and_the_same_life_loaded_leave_the_same_rows(
    life: tuple[Step, ...], age: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    length = sum((one.after for one in life), timedelta()) if age else timedelta()
    begun = (wall() - length - age * DAY).replace(microsecond=0)
    current()  # by the calendar of an earlier test the door would decide twice, and draw its ids twice
    chance = Random(SEED)
    monkeypatch.setattr(door, "CHANCE", chance)
    monkeypatch.setattr(creating, "CHANCE", chance)
    with transaction.atomic():  # one transaction, so that everything is recorded at one and the same instant
        ident = through_the_door(life, begun)
        lived, number, files = everything(), models.Case.objects.get().number, kept_files()
        events = models.Event.objects.count()
        erase({UUID(ident)})
        loading.load(APPEAL, [at_once(life, begun, number, files)])
        assert models.Event.objects.count() == events > len(life) + 1  # clocks rang as well
        loaded = everything()
    for table, rows in lived.items():
        assert loaded[table] == rows, (table, list(differing(loaded[table], rows)))


def said(step: Step, begun: datetime, files: list[File]) -> dict[str, Any]:
    """The payload, with what is known only now."""
    payload = dict(step.payload)
    if step.action == "attach":
        payload["file"] = files[0]
    if payload.get("file") == {"id": FILE}:
        payload["file"] = {"id": files[0].id}
    if "review" in payload:
        payload["review"] = (begun + 60 * DAY).astimezone(LOCAL).date().isoformat()
    return payload


def kept_files() -> list[File]:
    """The files that came through the door; a later name is the one that was said, as forgetting takes it away."""
    return [
        File(str(one.pk), "说明.txt", one.digest, one.media_type, one.size)
        for one in models.Attachment.objects.order_by("added_at")
    ]


def through_the_door(life: tuple[Step, ...], begun: datetime) -> str:
    opened = creating.create(programme="appeal", payload=LETTER | {"publish": True}, now=begun, contact=WRITER)
    at = begun
    for one in life:
        at += one.after
        rings(opened.case, at)
        actor = party(opened.case) if one.actor is WRITES else one.actor
        if one.action == "attach":
            attach(case_id=opened.case, name="说明.txt", content=CONTENT, actor=actor, now=at)
            continue
        payload = said(one, begun, kept_files())
        door.act(case_id=opened.case, action=one.action, actor=actor, payload=payload, now=at, task=one.task)
    return opened.case


def rings(ident: str, until: datetime) -> None:
    """Every clock that is due before then rings just when it is due, or when it turned out to have been due."""
    while alarm := next_alarm(store.lock(ident), until):
        at, payload = max(alarm[0], models.Event.objects.filter(case_id=ident).latest("seq").at), alarm[1]
        door.act(case_id=ident, action=APPEAL.ringing, actor=SYSTEM, payload=payload, now=at)


def next_alarm(case: Case, until: datetime) -> tuple[datetime, dict[str, str]] | None:
    due = [(one.alarm, key) for key, one in case.clocks.items() if one.alarm and one.alarm < until]
    if not due:
        return None
    at, key = min(due)
    rung = APPEAL.clocks[case.clocks[key].name].ladder[case.clocks[key].rung]
    return at, {"clock": key, "kind": rung.kind, "to": rung.to}


def at_once(life: tuple[Step, ...], begun: datetime, number: str, files: list[File]) -> Life:
    rng = Random(SEED)
    world = World(APPEAL, current(), store.recording())
    ident = dashed(timed(begun, rng))
    payload = check(APPEAL, APPEAL.actions["register"], LETTER | {"publish": True}, begun.astimezone(LOCAL).date())
    blank = creating.born(APPEAL, ident, begun, payload, party(ident), WRITER).evolve(number=number)
    lived = birth(world, blank, LETTER | {"publish": True}, WRITER, party(ident), world.at(begun, rng))
    at = begun
    placed: Callable[[str], dict[str, Any]] = lambda code: {"within": path_of(code), "county": county_of(code)}  # noqa: E731
    for one in life:
        at += one.after
        actor = party(ident) if one.actor is WRITES else one.actor
        where = placed(one.payload["place"]) if "place" in one.payload else {}
        step(world, lived, one.action, actor, said(one, begun, files), at, rng, one.task, **where)
    return lived
