"""Told of every decision, inside its transaction: slips for whoever is urged, messages for whoever is to hear of it."""

from huying.ledger.statements import Statement
from huying.rules.case import Case
from huying.rules.decide import Decision
from huying.rules.programme import Programme
from huying.supervision.services import issue, settle, tell


def slips(before: Case | None, decision: Decision, programme: Programme) -> list[Statement]:
    """Issue slips where a clock rang or a person urged; settle those whose clock has stopped."""
    for slip in issue.issued(decision.case, decision.event, programme):
        tell.slip(slip, decision.case)
    if before is not None:
        settle.settle(before, decision.case, decision.event.at, programme)
    return []


def messages(before: Case | None, decision: Decision, programme: Programme) -> list[Statement]:
    """Write to the person who asked where the step has plain words for them, and to units that are handed the case."""
    return [*tell.person(before, decision, programme), *tell.units(before, decision, programme)]
