"""A condition on a case as data: what figures count, and what else asks "which cases?". Read here over the case itself; the
ledger reads the same words over its rows (`ledger/selectors/where.py`), and a property test holds the two equal.

Everything is asked as of an instant: what happened later has not happened. What a case holds as facts is known of the
present only, so a case closed since tells nothing of them.
"""

from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from msgspec import Struct

from huying.rules import clock as clocks
from huying.rules.calendar import LOCAL
from huying.rules.case import Case
from huying.rules.lights import Light, LightTable, light_of, worst

Promised = Literal["made", "due", "over", "kept"]
Plain = bool | int | str


class Test(Struct, frozen=True, forbid_unknown_fields=True, rename={"among": "is"}):
    """What one fact must be: known or not, one of some values, in a range (numbers and dates alike, both ends included)."""

    __test__ = False  # no test of pytest's

    known: bool | None = None
    among: tuple[Plain, ...] = ()
    at_least: Plain | None = None
    at_most: Plain | None = None


class Where(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """Every part that is given must hold; of `any` one.

    `milestone` were reached, `missing` not; `count` is how often an action happened at least; `fact` asks facts by code
    (a plain value means "is"); `link` names links that the case has; `passed` names dates that lie before the day.
    `promise`: "made" to somebody, "due" by now, "over" without regard to the answer, "kept".
    """

    state: tuple[str, ...] = ()
    open: bool | None = None
    milestone: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    light: Light | None = None
    count: dict[str, int] = {}
    fact: dict[str, Plain | Test] = {}
    link: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    promise: Promised | None = None
    any: tuple["Where", ...] = ()

    @cached_property
    def tests(self) -> dict[str, Test]:
        """The facts asked about, each with a whole test."""
        return {name: one if isinstance(one, Test) else Test(among=(one,)) for name, one in self.fact.items()}

    @property
    def present(self) -> bool:
        """Whether it asks what is known of the present only: a light, or where a case stands."""
        return bool(self.light or self.state) or any(one.present for one in self.any)


class Clockwork(Struct, frozen=True):
    """What a condition must know of the programme: the clock of its promise and the milestone that keeps it (empty: none), and
    the lights over numbers, each with its fact.
    """

    promise: str = ""
    until: str = ""
    signals: tuple[tuple[str, LightTable], ...] = ()


def holds(where: Where, case: Case, of: Clockwork, as_of: datetime) -> bool:
    """Whether the case fulfils the condition at that instant."""
    return (
        case.opened <= as_of
        and _stands(where, case, of, as_of)
        and (not (where.milestone or where.missing or where.count) or _reached(where, case, as_of))
        and (not (where.fact or where.link or where.passed) or _facts(where, case, as_of))
        and (where.promise is None or _promised(where.promise, case, of, as_of))
        and (not where.any or any(holds(one, case, of, as_of) for one in where.any))
    )


def closed_by(case: Case, as_of: datetime) -> bool:
    """Whether the case had left the ledger by then."""
    return case.closed is not None and case.closed <= as_of


def _stands(where: Where, case: Case, of: Clockwork, as_of: datetime) -> bool:
    if where.state and case.state not in where.state:
        return False
    if where.open is not None and where.open == closed_by(case, as_of):
        return False
    return where.light is None or (not closed_by(case, as_of) and light(case, of, as_of) == where.light)


def light(case: Case, of: Clockwork, as_of: datetime) -> Light | None:
    """The light that a case shows: the worst of the clock that counts and of its numbers; None off the ledger."""
    clock = case.clocks.get(case.clock)
    return worst(clocks.between(clock.due, clock.amber, as_of) if clock else None, signal(case, of))


def signal(case: Case, of: Clockwork) -> Light | None:
    """The worst light of a case's numbers; None where it has none, or has left the ledger."""
    if case.closed:
        return None
    known = ((table, case.facts[fact]) for fact, table in of.signals if case.facts.get(fact) is not None)
    return worst(*(light_of(table, float(value)) for table, value in known))


def _reached(where: Where, case: Case, as_of: datetime) -> bool:
    reached = {name for name, at in case.milestones.items() if at <= as_of}
    if not reached.issuperset(where.milestone) or not reached.isdisjoint(where.missing):
        return False
    return all(case.counts.get(code, 0) >= least for code, least in where.count.items())


def _facts(where: Where, case: Case, as_of: datetime) -> bool:
    if not all(case.links.get(name) for name in where.link):
        return False
    if where.passed:
        day = as_of.astimezone(LOCAL).date().isoformat()
        if not all("" < str(case.facts.get(name) or "") < day for name in where.passed):
            return False
    if not where.fact:
        return True
    since = case.closed is not None and case.closed > as_of
    return not since and all(fits(test, case.facts.get(name)) for name, test in where.tests.items())


def fits(test: Test, value: Any) -> bool:
    """Whether one fact's value passes; what is not known passes only where that is asked for."""
    if value is None:
        return test.known is False
    if test.known is False or (test.among and value not in test.among):
        return False
    low, high = test.at_least, test.at_most
    return (low is None or ranked(value) >= ranked(low)) and (high is None or ranked(value) <= ranked(high))


def ranked(value: Any) -> Any:
    """The value in an order: numbers as numbers (money and quantities are kept as text), dates as they are written."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return value
    text = str(value)
    return Decimal(text) if text.replace("-", "", 1).replace(".", "", 1).isdigit() and text.count("-") < 2 else text


def _promised(wanted: Promised, case: Case, of: Clockwork, as_of: datetime) -> bool:
    clock = case.clocks.get(of.promise)
    if clock is None:
        return False
    match wanted:
        case "made":
            return True
        case "due":
            return clock.due <= as_of
        case "over":
            return clock.due < as_of
        case "kept":
            return case.milestones.get(of.until, NEVER) <= min(clock.due, as_of)


NEVER = datetime.max.replace(tzinfo=UTC)
