"""Messages to the outside: written as outbox rows in the transaction that causes them, sent by `deliver` after commit."""

from typing import Any

from msgspec import json

from huying.ledger.statements import Statement
from huying.messages.models import Outbox
from huying.rules.case import Case, Task
from huying.rules.decide import Decision
from huying.rules.policy import party
from huying.rules.programme import Programme
from huying.supervision.models import Slip

TO_PARTY = """
INSERT INTO messaging_outbox (case_id, seq, kind, addressee, body, created_at, attempts)
SELECT %s, %s, 'progress', %s, %s, %s, 0 WHERE EXISTS (
  SELECT 1 FROM ledger_party WHERE case_id = %s AND phone_index <> '')
"""
TO_UNIT = """
INSERT INTO messaging_outbox (case_id, seq, kind, addressee, body, created_at, attempts)
VALUES (%s, %s, 'handover', %s, %s, %s, 0)
"""


def person(before: Case | None, decision: Decision, programme: Programme) -> list[Statement]:
    """A line to the person who asked, where the step has plain words, they left a phone number, and it was not their own step."""
    event, plain = decision.event, programme.actions[decision.event.action].plain
    addressee = party(event.case).id
    if plain is None or (before is not None and event.actor.id == addressee):
        return []
    body = json.encode({"number": decision.case.number, "zh": plain.zh, "en": plain.en}).decode()
    return [(TO_PARTY, [event.case, event.seq, addressee, body, event.at, event.case])]


def units(before: Case | None, decision: Decision, programme: Programme) -> list[Statement]:
    """A line to every unit that was handed an assignment."""
    if not programme.actions[decision.event.action].issues:
        return []
    known = before.tasks if before else {}
    fresh = [task for task in decision.case.tasks.values() if task.no not in known]
    return [(TO_UNIT, _handover(decision, task)) for task in fresh]


def _handover(decision: Decision, task: Task) -> list[Any]:
    said = {"zh": "有新的交办单待签收", "en": "A new assignment awaits sign-for"}
    body = json.encode({"number": decision.case.number, "task": task.no, **said}).decode()
    return [decision.event.case, decision.event.seq, f"unit:{task.unit}", body, decision.event.at]


def slip(issued: Slip, case: Case) -> None:
    """A line to the unit that is urged, or to whoever holds the role where it is held at no unit."""
    Outbox.objects.create(
        case_id=issued.case_id,
        seq=issued.seq,
        kind=issued.kind,
        body={"number": case.number, "zh": issued.name.zh, "en": issued.name.en},
        addressee=f"unit:{issued.unit}" if issued.unit else f"role:{issued.to_role}",
        created_at=issued.issued_at,
    )
