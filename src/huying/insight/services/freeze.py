"""Freeze a figure as it is published, and count it again later: the same cases, or not?"""

import hashlib
from datetime import datetime

from django.db import transaction
from msgspec import Struct, convert, to_builtins
from msgspec.structs import replace

from huying.insight.figures import Side, cases_behind
from huying.insight.filters import Filters
from huying.insight.models import Snapshot
from huying.insight.registry import Figure, figure
from huying.rules.figures import Rate, shown
from huying.rules.policy import Actor

SIDES: tuple[Side, ...] = ("numerator", "denominator")


class Recount(Struct, frozen=True):
    """A snapshot counted again: its counts now, whether the very same cases are behind them, and by the same rule."""

    numerator: int
    denominator: int | None
    same_cases: bool
    same_rule: bool

    @property
    def matches(self) -> bool:
        """Whether the published figure holds."""
        return self.same_cases


class Behind(Struct, frozen=True):
    """How many cases are behind each side of a figure, and the SHA-256 over their sorted ids."""

    numerator: int
    denominator: int | None
    digest: str


@transaction.atomic
def freeze(*, figure: Figure, actor: Actor, as_of: datetime, now: datetime, filters: Filters) -> Snapshot:
    """Keep the figure for good, with the digest of the cases behind it. Raises NotFound for one that counts no cases."""
    period = filters.period(as_of)
    pinned = replace(filters, start=period.start, end=period.end)
    behind = _behind(figure, actor, as_of, pinned)
    return Snapshot.objects.create(
        figure=figure.key, as_of=as_of, start=period.start, end=period.end, filters=_asked(pinned),
        scope=to_builtins(actor), numerator=behind.numerator, denominator=behind.denominator,
        shown=_shown(figure, behind), digest=behind.digest, rule=figure.rule, frozen_at=now, frozen_by=actor.id,
    )  # fmt: skip


def recompute(snapshot: Snapshot) -> Recount:
    """Count the snapshot's figure again from the ledger as it is, in the sight and period it was frozen with."""
    again, actor = figure(snapshot.figure), convert(snapshot.scope, Actor)
    filters = Filters(start=snapshot.start, end=snapshot.end, **snapshot.filters)
    behind = _behind(again, actor, snapshot.as_of, filters)
    return Recount(behind.numerator, behind.denominator, behind.digest == snapshot.digest, again.rule == snapshot.rule)


def _asked(filters: Filters) -> dict[str, str]:
    return {name: value for name, value in filters.given().items() if name not in ("start", "end")}


def _behind(one: Figure, actor: Actor, as_of: datetime, filters: Filters) -> Behind:
    """Counted from the lists themselves, so that counts and digest can't differ whatever else happens meanwhile."""
    digest, counts = hashlib.sha256(), []
    for side in SIDES[: max(len(one.parts), 1)]:
        rows = cases_behind(one, side, actor=actor, as_of=as_of, filters=filters).order_by("id")
        digest.update(side.encode())
        counts.append(0)
        for ident in rows.values_list("id", flat=True).iterator(chunk_size=5000):
            digest.update(ident.bytes)
            counts[-1] += 1
    return Behind(counts[0], counts[1] if len(counts) > 1 else None, digest.hexdigest())


def _shown(one: Figure, behind: Behind) -> str:
    if behind.denominator is None:
        return str(behind.numerator)
    return shown(Rate(behind.numerator, behind.denominator), one.digits)
