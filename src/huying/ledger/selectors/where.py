"""A condition (`rules.conditions.Where`) over rows of cases: the same words that `conditions.holds` reads over the case itself,
as a query. A property test holds the two equal, case by case.

Facts are asked by the text that `facts ->> 'code'` gives, because that is what their indexes are made of. Free text is not
among them (`projection.facts`): whether it was said is what milestones and counts tell.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import BooleanField, DecimalField, F, Func, IntegerField, Q, TextField, Value
from django.db.models.functions import Cast
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, IsNull, LessThan, LessThanOrEqual

from huying.ledger.projection import SIGNALS, stamp
from huying.rules.calendar import LOCAL
from huying.rules.conditions import Plain, Promised, Test, Where
from huying.rules.facts import NUMBERS, FactType
from huying.rules.lights import Light
from huying.rules.programme import Programme

DIGITS, PLACES = 40, 10  # of the numbers that come back; PostgreSQL's numeric itself rounds nothing
WORSE: dict[Light, tuple[Light, ...]] = {"red": (), "amber": ("red",), "green": ("red", "amber")}

NOTHING = Value(False, output_field=BooleanField())


class Exactly(DecimalField):  # type: ignore[type-arg]  # generic to the checker only
    """PostgreSQL's numeric without a scale of its own."""

    def __init__(self) -> None:
        super().__init__(max_digits=DIGITS, decimal_places=PLACES)

    def db_type(self, connection: Any) -> str:
        """As PostgreSQL calls it."""
        return "numeric"


class Member(Func):
    """One member of a map that a row keeps as jsonb, as text: `facts ->> 'category'`; NULL where there is none."""

    template = "(%(expressions)s)"
    arg_joiner = " ->> "
    output_field = TextField()

    def __init__(self, column: str, name: str) -> None:
        super().__init__(F(column), Value(name))


def fact(name: str) -> Member:
    """One fact of the case, as text; NULL where it is not known."""
    return Member("facts", name)


def amount(name: str) -> Cast:
    """One number among the facts of the case, exactly."""
    return Cast(fact(name), Exactly())


def matching(where: Where, programme: Programme, as_of: datetime) -> Q:
    """The rows of the programme's cases that fulfil the condition at that instant; the programme itself is not asked for."""
    return reduce(and_, _asked(where, programme, as_of), Q(opened_at__lte=as_of))


def still_open(as_of: datetime) -> Q:
    """On the ledger at that instant."""
    return Q(closed_at__isnull=True) | Q(closed_at__gt=as_of)


def _asked(where: Where, programme: Programme, as_of: datetime) -> Iterator[Q]:
    if where.state:
        yield Q(state__in=where.state)
    if where.open is not None:
        yield still_open(as_of) if where.open else Q(closed_at__lte=as_of)
    if where.light:
        yield still_open(as_of) & _light(where.light, as_of)
    yield from (_reached(name, programme, as_of) for name in where.milestone)
    yield from (_missing(name, programme, as_of) for name in where.missing)
    yield from (Q(GreaterThanOrEqual(_times(code), least)) for code, least in where.count.items() if least > 0)
    yield from (Q(GreaterThan(Member("links", name), "")) for name in where.link)
    yield from (_passed(name, as_of) for name in where.passed)
    if where.fact:
        yield Q(closed_at__isnull=True) | Q(closed_at__lte=as_of)  # of one closed since, nothing is known
        yield from (_fits(fact(name), test, programme.facts[name].type) for name, test in where.tests.items())
    if where.promise:
        yield _promised(where.promise, as_of)
    if where.any:
        yield reduce(or_, (matching(one, programme, as_of) for one in where.any))


def _light(wanted: Light, as_of: datetime) -> Q:
    """The worst of the clock that counts and of the case's numbers, as `conditions.light`."""
    shown: dict[Light, Q] = {
        "red": Q(due_at__lt=as_of) | Q(signal=SIGNALS["red"]),
        "amber": Q(amber_at__lt=as_of) | Q(signal=SIGNALS["amber"]),
        "green": Q(due_at__isnull=False) | Q(signal__isnull=False),
    }
    without: dict[Light, Q] = {
        "red": (Q(due_at__isnull=True) | Q(due_at__gte=as_of)) & _not_signal("red"),
        "amber": (Q(amber_at__isnull=True) | Q(amber_at__gte=as_of)) & _not_signal("amber"),
    }
    return reduce(and_, (without[one] for one in WORSE[wanted]), shown[wanted])


def _not_signal(light: Light) -> Q:
    return Q(signal__isnull=True) | Q(signal__lt=SIGNALS[light]) | Q(signal__gt=SIGNALS[light])


def _reached(name: str, programme: Programme, as_of: datetime) -> Q:
    if name == programme.answered:  # it has a column of its own
        return Q(answered_at__lte=as_of)
    return Q(LessThanOrEqual(Member("reached", name), stamp(as_of)))


def _missing(name: str, programme: Programme, as_of: datetime) -> Q:
    if name == programme.answered:
        return Q(answered_at__isnull=True) | Q(answered_at__gt=as_of)
    reached = Member("reached", name)
    return Q(IsNull(reached, rhs=True)) | Q(GreaterThan(reached, stamp(as_of)))


def _times(code: str) -> Cast:
    return Cast(Member("counts", code), IntegerField())


def _passed(name: str, as_of: datetime) -> Q:
    day = as_of.astimezone(LOCAL).date().isoformat()
    return Q(GreaterThan(fact(name), "")) & Q(LessThan(fact(name), day))


def _fits(told: Member, test: Test, kind: FactType) -> Q:
    if test.known is False:
        return Q(IsNull(told, rhs=True))
    found = Q(IsNull(told, rhs=False))
    if test.among:
        found &= reduce(or_, (Q(Exact(told, text)) for text in texts(kind, test.among)), Q(NOTHING))
    ranked = Cast(told, Exactly()) if kind in NUMBERS else told
    if test.at_least is not None:
        found &= Q(GreaterThanOrEqual(ranked, _bound(kind, test.at_least)))
    if test.at_most is not None:
        found &= Q(LessThanOrEqual(ranked, _bound(kind, test.at_most)))
    return found


def texts(kind: FactType, values: Iterable[Plain]) -> list[str]:
    """The values that such a fact can have, as `facts ->> 'code'` shows them; in Python 1 is True, so it is here."""
    if kind == "mark":
        return ["true" if one else "false" for one in values if one in (True, False)]
    if kind in ("count", "rating"):
        return [str(int(one)) for one in values if isinstance(one, int)]
    return [one for one in values if isinstance(one, str)]


def _bound(kind: FactType, value: Plain) -> Decimal | str:
    return Decimal(str(value)) if kind in NUMBERS else str(value)


def _promised(wanted: Promised, as_of: datetime) -> Q:
    match wanted:
        case "made":
            return Q(promised_at__isnull=False)
        case "due":
            return Q(promised_at__lte=as_of)
        case "over":
            return Q(promised_at__lt=as_of)
        case "kept":
            return Q(answered_at__lte=F("promised_at")) & Q(answered_at__lte=as_of)
