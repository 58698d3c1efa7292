"""Freeze a figure as it is published, and count it again later: the same cases, or not?"""

import hashlib
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import TextField, Value
from django.db.models.functions import Coalesce
from msgspec import Struct, convert, to_builtins
from msgspec.structs import replace

from huying.insight.figures import cases_behind
from huying.insight.filters import Filters
from huying.insight.models import Snapshot
from huying.insight.registry import Figure, Side, figure
from huying.insight.values import Value as Came
from huying.ledger.selectors.where import fact
from huying.rules.figures import Part
from huying.rules.policy import Actor

SIDES: tuple[Side, ...] = ("numerator", "denominator")


class Recount(Struct, frozen=True):
    """A snapshot counted again: what it comes to now, whether the very same cases with the same values are behind it, and by the same
    rule.
    """

    numerator: int | Decimal
    denominator: int | Decimal | None
    same_cases: bool
    same_rule: bool

    @property
    def matches(self) -> bool:
        """Whether the published figure holds."""
        return self.same_cases


class Behind(Struct, frozen=True):
    """What both sides of a figure come to, and the SHA-256 over the sorted ids of their cases and what was added up or told apart."""

    numerator: int | Decimal
    denominator: int | Decimal | None
    digest: str


@transaction.atomic
def freeze(*, figure: Figure, actor: Actor, as_of: datetime, now: datetime, filters: Filters) -> Snapshot:
    """Keep the figure for good, with the digest of the cases behind it. Raises NotFound for one that counts no cases."""
    period = filters.period(as_of)
    pinned = replace(filters, start=period.start, end=period.end)
    behind = _behind(figure, actor, as_of, pinned)
    value = Came(figure, behind.numerator, behind.denominator, as_of, period)
    return Snapshot.objects.create(
        figure=figure.key, as_of=as_of, start=period.start, end=period.end, filters=filters.given(),
        scope=to_builtins(actor), numerator=behind.numerator, denominator=behind.denominator, shown=value.shown,
        digest=behind.digest, rule=figure.rule, frozen_at=now, frozen_by=actor.id,
    )  # fmt: skip


def recompute(snapshot: Snapshot) -> Recount:
    """Count the snapshot's figure again from the ledger as it is, in the sight and period it was frozen with."""
    again, actor = figure(snapshot.figure), convert(snapshot.scope, Actor)
    filters = Filters.read(snapshot.filters, snapshot.start, snapshot.end)
    behind = _behind(again, actor, snapshot.as_of, filters)
    return Recount(behind.numerator, behind.denominator, behind.digest == snapshot.digest, again.rule == snapshot.rule)


def _behind(one: Figure, actor: Actor, as_of: datetime, filters: Filters) -> Behind:
    """Counted from the lists themselves, so that counts and digest can't differ whatever else happens meanwhile."""
    digest, found = hashlib.sha256(), []
    for side in SIDES[: max(len(one.parts), 1)]:
        rows = cases_behind(one, side, actor=actor, as_of=as_of, filters=filters).order_by("id")
        part = one.part(side) or Part()
        digest.update(side.encode())
        counting = Counting(part)
        for ident, value in rows.annotate(told=_told(part)).values_list("id", "told").iterator(chunk_size=5000):
            digest.update(ident.bytes + value.encode())
            counting.add(value)
        found.append(counting.total)
    return Behind(found[0], found[1] if len(found) > 1 else None, digest.hexdigest())


def _told(part: Part) -> Coalesce | Value:
    """What of a case matters to the part, beside that it is there."""
    code = part.sum or part.distinct
    return Coalesce(fact(code), Value(""), output_field=TextField()) if code else Value("", output_field=TextField())


class Counting:
    """A count, an exact sum, or the values told apart, case by case."""

    def __init__(self, part: Part) -> None:
        self.part, self.cases, self.sum, self.values = part, 0, Decimal(0), set[str]()

    def add(self, value: str) -> None:
        """One more case."""
        self.cases += 1
        self.sum += Decimal(value or 0) if self.part.sum else 0
        if self.part.distinct:
            self.values.add(value)

    @property
    def total(self) -> int | Decimal:
        """What it came to."""
        if self.part.sum:
            return self.sum
        return len(self.values) if self.part.distinct else self.cases
