"""Living a programme over the API: the same ways, but whoever has an account sends JSON with a token of their own."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from msgspec import structs

from huying.clock import now
from huying.ledger import models, store
from huying.people.calendars import current
from huying.people.models import User
from huying.programmes.registry import load
from huying.rules.available import Choice, available
from huying.rules.case import Case
from huying.rules.proof.exploration import Step
from tests.api.caller import Answer, Caller
from tests.api.conftest import token_of
from tests.contracts.every_programme.crew import Crew
from tests.contracts.every_programme.living import PICTURE, WRITER, Life


def caller(user: User) -> Caller:
    """This account as a client of the API."""
    return Caller(token_of(user.username, now()))


def attach(by: Caller, number: str, task: int = 0) -> Answer:
    """A picture, sent as browsers send files."""
    sent = {"file": SimpleUploadedFile("现场.png", PICTURE), "task": task}
    return by._answer(by.client.post(f"/api/v1/cases/{number}/attachments", sent, headers=by.headers))


class Knocking(Life):
    """A case at the present time. The system and parties, who have no token, and what has to wait for days go through the door as in
    `Life`.
    """

    def __init__(self, crew: Crew, number: int, *, linked: bool = True, accusing: bool = True) -> None:
        super().__init__(crew, number, linked=linked, accusing=accusing)
        self.now = now()

    def open(self, step: Step) -> Life:
        """The first step of the way, by an account that may take it."""
        opener = self._opener()
        user = next((one for one in self.crew.users if str(one.pk) == opener.id), None)
        if user is None:  # nobody has an account for it
            return super().open(step)
        party_asks = self.programme.asker.kind == "party"
        body = {"programme": self.programme.code, "fields": self._payload(step, None)}
        answer = caller(user).post("/cases", body | ({"contact": structs.asdict(WRITER)} if party_asks else {}))
        assert answer.status == 201, (body, answer.body)
        assert (answer.body["code"] is not None) == party_asks
        self.id, self.linked = answer.body["id"], True
        self.taken.append(self.programme.start)
        return self

    def _done(self, case: Case, choice: Choice, step: Step) -> bool:
        action = self.programme.actions[choice.action]
        if action.delay or action.rings:
            return super()._done(case, choice, step)
        self.now = now()
        for user in self.crew.users:
            if choice in available(case, self.crew.actor(user), self.programme, self.now, current()):
                self._knock(case, choice, user, step)
                self.taken.append(choice.action)
                return True
        return super()._done(case, choice, step)

    def _knock(self, case: Case, choice: Choice, user: User, step: Step) -> None:
        if self.programme.actions[choice.action].attaches:
            answer = attach(caller(user), case.number, choice.task)
            assert answer.status == 201, (user.username, choice, answer.body)
            return
        payload = self._payload(step, case)
        answer = caller(user).act(case.number, choice.action, choice.task, **payload)
        assert answer.status == 200, (choice, payload, answer.body)
        after = self.case
        assert (answer.body["seq"], answer.body["state"]) == (after.seq, after.state)


def told(row: models.Case) -> dict[str, Any]:
    """Everything that a case holds, as it was written: free text by what its passage says, nothing where that was removed."""
    texts = {one.id.hex: one.text for one in row.passages.filter(forgotten_at=None)}
    prose = {code for code, fact in load(row.programme, row.version).facts.items() if fact.type == "prose"}
    facts = store.read(row).facts
    return {code: texts.get(value) if code in prose else value for code, value in facts.items()}
