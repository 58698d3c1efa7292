"""Who hears of a decision: whoever asked, where the step has plain words; every unit that is handed an assignment; whoever is urged.

News is what has just happened: what came in later than a day (an imported history, an invented life) is told to nobody.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from huying.ledger import writes
from huying.ledger.writes import Write, heeds
from huying.rules.case import Case, Event, Task
from huying.rules.decide import Decision
from huying.rules.programme import Programme
from huying.rules.wording import Text

FRESH = timedelta(days=1)
HANDED = Text("有新的交办单待签收", "A new assignment awaits sign-for")


@heeds(lambda programme, code: programme.actions[code].plain is not None)
def asker(before: Case | None, decision: Decision, programme: Programme) -> Iterator[Write]:
    """A line to whoever asked, where the step has plain words, they can be reached, and it was not their own step."""
    event, case = decision.event, decision.case
    plain = programme.actions[event.action].plain
    known = case.reachable if programme.asker.kind == "party" else bool(case.asker)
    if plain and known and fresh(event) and (before is None or event.actor.id != case.asker):
        addressee = case.asker if ":" in case.asker else f"account:{case.asker}"
        yield message(case, event.seq, "progress", addressee, plain, event.at)


@heeds(lambda programme, code: programme.actions[code].issues)
def units(before: Case | None, decision: Decision, programme: Programme) -> Iterator[Write]:
    """A line to every unit that was handed an assignment."""
    event, case = decision.event, decision.case
    if not programme.actions[event.action].issues or not fresh(event):
        return
    known: dict[int, Task] = before.tasks if before else {}
    for number, task in case.tasks.items():
        if number not in known:
            yield message(case, event.seq, "handover", f"unit:{task.unit}", HANDED, event.at, task=number)


def fresh(event: Event) -> bool:
    """Whether it is news."""
    return event.recorded - event.at < FRESH


def message(case: Case, seq: int, kind: str, addressee: str, text: Text, at: datetime, **more: Any) -> Write:
    """A row of the outbox. It never holds contact data: the sender opens the party when it sends."""
    body = {"number": case.number, "zh": text.zh, "en": text.en, **more}
    return writes.add(
        "messaging_outbox",
        {
            "case_id": case.id,
            "seq": seq,
            "kind": kind,
            "addressee": addressee,
            "body": body,
            "created_at": at,
            "attempts": 0,
        },
    )
