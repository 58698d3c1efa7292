"""What of a case stands in the way of an action that its state has open: how often, how long, until when, and what must hold."""

from datetime import datetime

from huying.rules.calendar import LOCAL, Calendar
from huying.rules.case import Case
from huying.rules.conditions import holds
from huying.rules.programme import Action, Programme
from huying.rules.refusals import NotForThis, NotYet, UsedUp


def demand(case: Case, programme: Programme, code: str, task: int, now: datetime, calendar: Calendar) -> None:
    """Raise UsedUp, NotYet or NotForThis for the first that stands in the way."""
    action = programme.actions[code]
    check_limit(case, programme, code)
    check_extension(case, programme, action, task)
    check_delay(case, action, now, calendar)
    check_only(case, programme, action, now)


def check_limit(case: Case, programme: Programme, code: str) -> None:
    """Raise UsedUp when the action has had its number of times in this case."""
    action = programme.actions[code]
    if action.limit and case.counts.get(code, 0) >= action.limit:
        remaining = programme.actions[action.then].name if action.then else "—"
        raise UsedUp(action=action.name, limit=action.limit, then=remaining)


def check_extension(case: Case, programme: Programme, action: Action, task: int) -> None:
    """Raise UsedUp when the clock that the action extends has been extended as often as it allows."""
    clock = case.clocks.get(f"{action.extends}/{task}" if task else action.extends)
    if clock and action.extends and clock.extensions >= programme.clocks[action.extends].extension_times:
        raise UsedUp(action=action.name, limit=clock.extensions, then="—")


def check_delay(case: Case, action: Action, now: datetime, calendar: Calendar) -> None:
    """Raise NotYet while the action must still wait."""
    wait = action.delay
    if wait is None:
        return
    since = case.closed if wait.since == "closed" else case.milestones.get(wait.since)
    until = calendar.shift(since, wait.amount, wait.unit) if since else None
    if until is None or now < until:
        raise NotYet(action=action.name, until=until.astimezone(LOCAL).date().isoformat() if until else "—")


def check_only(case: Case, programme: Programme, action: Action, now: datetime) -> None:
    """Raise NotForThis where the case lacks what the action needs: a file to take away, something public to take back, a person
    not yet forgotten; and what accuses somebody is never put before the public.
    """
    lacking = (
        (action.publishes and case.accused)
        or (action.retracts and not case.published)
        or (action.detaches and not case.files)
        or (action.forgets and case.forgotten)
    )
    if lacking or (action.only and not holds(action.only, case, programme.clockwork, now)):
        raise NotForThis(action=action.name)
