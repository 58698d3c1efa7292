"""Training on the city's own closed cases: who had each of them in the end."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec
from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery

from huying.language.fit import Taught, fit
from huying.language.models import Training
from huying.language.suggest import places_of
from huying.ledger.models import Case, Passage
from huying.programmes.registry import published
from huying.rules.programme import Programme, said
from huying.rules.text import segment

MAX_CASES = 12_000  # the latest; older ones tell of units that no longer exist
KEPT = 5
NEVER = datetime.min.replace(tzinfo=UTC)


def train(*, now: datetime) -> Training:
    """Learn from the latest closed cases and put it in force. The same cases give the same training: nothing is added.

    Cases that accuse somebody teach nothing. Takes about a second for each thousand cases, and writes one row.
    """
    cases = list(_taught())
    fitted = fit(cases)
    packed = msgspec.msgpack.encode(fitted.learnt)
    with transaction.atomic():
        training, _ = Training.objects.get_or_create(
            digest=hashlib.sha256(packed).hexdigest(),
            defaults={
                "trained_at": now,
                "cases": len(cases),
                "unit_accuracy": fitted.unit_accuracy,
                "category_accuracy": fitted.category_accuracy,
                "learnt": packed,
            },
        )
        Training.objects.filter(pk=training.pk).update(trained_at=now)
        kept = Training.objects.order_by("-trained_at", "-pk").values("pk")[:KEPT]
        Training.objects.exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
    return training


def closed_cases(programme: Programme) -> QuerySet[Case]:
    """The cases of a programme that training reads: closed, accusing nobody; the latest first, each with its `matter` as text."""
    said = Passage.objects.filter(case=OuterRef("pk"), field__in=_asked_as(programme)).order_by("pk").values("text")[:1]
    mine = Case.objects.filter(programme=programme.code, version=programme.version)
    taught = mine.filter(is_open=False, closed_at__isnull=False, accused=[])
    return taught.annotate(matter=Subquery(said)).order_by(F("closed_at").desc(), "pk")[:MAX_CASES]


def _asked_as(programme: Programme) -> list[str]:
    """Under which names the matter of a case may be said."""
    matter = programme.meaning("matter")
    fields = (pair for action in programme.actions.values() for pair in action.fields.items())
    return sorted({name for name, field in fields if matter and field.fact == matter})


def _taught() -> Iterator[Taught]:
    """The latest of all programmes together."""
    shared: dict[str, str] = {}  # one object for each word, however often it occurs
    found = [(row, programme) for programme in published() for row in closed_cases(programme)]
    found.sort(key=lambda one: one[0].closed_at or NEVER, reverse=True)
    for row, programme in found[:MAX_CASES]:
        yield Taught(
            heading=[shared.setdefault(word, word) for word in segment(row.heading)],
            matter=[shared.setdefault(word, word) for word in segment(getattr(row, "matter", "") or "")],
            places=places_of(row.within),
            unit=row.lead_unit or said(programme, row.facts, "handler"),
            category=said(programme, row.facts, "category"),
        )
