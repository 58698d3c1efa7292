"""Telling a case's story in a test: who there is, and one line for each thing that somebody does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from huying.ledger import models, store
from huying.ledger.sealing import Contact
from huying.ledger.services.create import create
from huying.ledger.services.door import Receipt, act
from huying.rules.case import Case
from huying.rules.policy import Actor, Post, party

MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)  # nine in the morning in the city
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def post(name: str, role: str, unit: str = "centre") -> Actor:
    return Actor(name, (Post(role, unit),))


CLERK, DISPATCHER = post("1", "clerk"), post("2", "dispatcher")
SUPERVISOR, VERIFIER, DIRECTOR = post("3", "supervisor"), post("4", "verifier"), post("5", "director")
WATER, WATER_LEADER = post("6", "handler", "gongshui"), post("7", "leader", "gongshui")
ROADS, ROADS_LEADER = post("8", "handler", "jiaotong"), post("9", "leader", "jiaotong")
AUDITOR = post("10", "auditor", "")

LETTER = {"title": "自来水发黄", "body": "小区自来水连续三天发黄，请查一查。", "subject": "citizen", "channel": "web"}
WRITER = Contact(name="王小明", phone="13800000000", address="某小区3号楼")


class Story:
    """One case and the time in its life; every step takes an hour."""

    def __init__(self, *, at: datetime = MONDAY, contact: Contact | None = WRITER, **letter: Any) -> None:
        self.now = at
        self.opened = create(programme="appeal", payload=LETTER | letter, now=at, contact=contact)
        self.id = self.opened.case

    def do(self, action: str, actor: Actor, *, task: int = 0, key: str = "", **payload: Any) -> Receipt:
        self.now += HOUR
        return act(case_id=self.id, action=action, actor=actor, payload=payload, now=self.now, task=task, key=key)

    @property
    def case(self) -> Case:
        return store.read(self.row)

    @property
    def row(self) -> models.Case:
        return models.Case.objects.get(id=self.id)

    @property
    def writer(self) -> Actor:
        return party(self.id)

    def accepted(self, urgency: str = "normal") -> Story:
        self.do("accept", CLERK, category="utilities", urgency=urgency)
        return self

    def dispatched(self, *units: str) -> Story:
        self.accepted()
        rows = [{"unit": unit, "role": "assist" if place else "lead"} for place, unit in enumerate(units or ("gongshui",))]
        self.do("dispatch", DISPATCHER, assignments=rows)
        return self

    def fed_back(self) -> Story:
        self.dispatched()
        self.do("sign", WATER, task=1)
        self.do("submit", WATER, task=1, result="管道已冲洗。", answer="已恢复清水。")
        self.do("sign_off", WATER_LEADER, task=1)
        return self

    def replied(self) -> Story:
        self.fed_back()
        self.do("approve", SUPERVISOR)
        self.do("confirm", VERIFIER, finding="入户查看，水已清。", method="site")
        self.do("reply", CLERK, reply="您反映的问题已经解决。")
        return self

    def merged_into(self, parent: Story) -> Story:
        self.accepted()
        self.do("merge", DISPATCHER, parent=parent.opened.number)
        return self
