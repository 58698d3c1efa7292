"""Telling a case's story in a test: who there is, and one line for each thing that somebody does.

`Story` is a letter's; `Tale` is a case of any programme, in which whatever the test does not care for is filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from huying.ledger import models, store
from huying.ledger.sealing import Contact
from huying.ledger.services import attachments
from huying.ledger.services.create import create
from huying.ledger.services.door import Receipt, act
from huying.programmes.registry import load
from huying.rules.calendar import LOCAL
from huying.rules.case import Case
from huying.rules.policy import Actor, Post, party
from tests import plausible
from tests.plausible import Names

MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)  # nine in the morning in the city
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NAMES = Names(
    units=("gongshui", "jiaotong", "chengguan", "zhujian"),
    supervisors=("duchaju", "xinfang", "zhengwu", "fagai"),
    place="411002",
    person="",
    firm="",
    case="",
)


def post(name: str, role: str, unit: str = "centre", place: str = "") -> Actor:
    return Actor(name, (Post(role, unit, place),))


CLERK, DISPATCHER = post("1", "clerk"), post("2", "dispatcher")
SUPERVISOR, VERIFIER, DIRECTOR = post("3", "supervisor"), post("4", "verifier"), post("5", "director")
WATER, WATER_LEADER = post("6", "handler", "gongshui"), post("7", "leader", "gongshui")
ROADS, ROADS_LEADER = post("8", "handler", "jiaotong"), post("9", "leader", "jiaotong")
AUDITOR = post("10", "auditor", "")

LETTER = {"title": "自来水发黄", "body": "小区自来水连续三天发黄，请查一查。", "subject": "citizen", "channel": "web"}
WRITER = Contact(name="王小明", phone="13800000000", address="某小区3号楼")
SHOWN: dict[str, Any] = {
    "shown_heading": "自来水发黄",
    "shown_matter": "小区自来水发黄。",
    "shown_answer": "问题已经解决。",
}


class Tale:
    """One case of any programme and the time in its life; every step takes an hour."""

    def __init__(
        self,
        programme: str,
        *,
        at: datetime = MONDAY,
        actor: Actor | None = None,
        contact: Contact | None = WRITER,
        names: Names = NAMES,
        said: Mapping[str, Any] | None = None,
        **payload: Any,
    ) -> None:
        """`said` is the whole payload, where nothing is to be filled in."""
        self.now, self.names, self.programme = at, names, load(programme)
        filled = self._filled(self.programme.start, None) if said is None else dict(said)
        whole = filled | payload
        self.opened = create(programme=programme, payload=whole, now=at, actor=actor, contact=contact)
        self.id = self.opened.case

    def do(self, action: str, actor: Actor, *, task: int = 0, key: str = "", **payload: Any) -> Receipt:
        """The action with just this payload."""
        self.now += HOUR
        return act(case_id=self.id, action=action, actor=actor, payload=payload, now=self.now, task=task, key=key)

    def does(self, action: str, actor: Actor, *, task: int = 0, **payload: Any) -> Self:
        """The action, filled in."""
        self.do(action, actor, task=task, **(self._filled(action, self.case) | payload))
        return self

    def attach(
        self, actor: Actor, name: str = "说明.txt", content: bytes = "管道照片说明".encode()
    ) -> models.Attachment:
        self.now += HOUR
        return attachments.add(case_id=self.id, name=name, content=content, actor=actor, now=self.now)

    def _filled(self, action: str, case: Case | None) -> dict[str, Any]:
        return plausible.payload(self.programme, action, case, self.names, self.now.astimezone(LOCAL).date())

    @property
    def case(self) -> Case:
        return store.read(self.row)

    @property
    def row(self) -> models.Case:
        return models.Case.objects.get(id=self.id)

    @property
    def writer(self) -> Actor:
        return party(self.id)


class Story(Tale):
    """A letter of the shipped programme, and the ways that most of its lives go."""

    def __init__(self, *, at: datetime = MONDAY, contact: Contact | None = WRITER, **letter: Any) -> None:
        super().__init__("appeal", at=at, contact=contact, said=LETTER | letter)

    def accepted(self, urgency: str = "normal") -> Self:
        self.do("accept", CLERK, category="utilities", urgency=urgency)
        return self

    def dispatched(self, *units: str) -> Self:
        self.accepted()
        rows = [
            {"unit": unit, "role": "assist" if place else "lead"} for place, unit in enumerate(units or ("gongshui",))
        ]
        self.do("dispatch", DISPATCHER, assignments=rows)
        return self

    def fed_back(self) -> Self:
        self.dispatched()
        self.do("sign", WATER, task=1)
        self.do("submit", WATER, task=1, result="管道已冲洗。", answer="已恢复清水。")
        self.do("sign_off", WATER_LEADER, task=1)
        return self

    def replied(self) -> Self:
        self.fed_back()
        self.do("approve", SUPERVISOR)
        self.do("confirm", VERIFIER, finding="入户查看，水已清。", method="site")
        self.do("reply", CLERK, reply="您反映的问题已经解决。")
        return self

    def published(self, **shown: Any) -> Self:
        """Put before the public in the words that somebody chose; the letter must have said that it may be."""
        self.do("publish", CLERK, **(SHOWN | shown))
        return self

    def merged_into(self, parent: Story) -> Self:
        self.accepted()
        self.do("merge", DISPATCHER, parent=parent.opened.number)
        return self
