"""Training on the city's own closed cases: who had each of them in the end."""

import hashlib
from collections.abc import Iterator
from datetime import datetime

import msgspec
from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery

from huying.language.fit import Letter, fit
from huying.language.models import Training
from huying.language.suggest import places_of
from huying.ledger.models import Case, Passage
from huying.rules.text import segment

MAX_LETTERS = 12_000  # the latest; older ones tell of units that no longer exist
KEPT = 5


def train(*, now: datetime) -> Training:
    """Learn from the latest closed cases and put it in force. The same cases give the same training: nothing is added.

    Cases that accuse somebody teach nothing. Takes about a second for each thousand letters, and writes one row.
    """
    letters = list(_letters())
    fitted = fit(letters)
    packed = msgspec.msgpack.encode(fitted.learnt)
    with transaction.atomic():
        training, _ = Training.objects.get_or_create(
            digest=hashlib.sha256(packed).hexdigest(),
            defaults={
                "trained_at": now,
                "letters": len(letters),
                "unit_accuracy": fitted.unit_accuracy,
                "category_accuracy": fitted.category_accuracy,
                "learnt": packed,
            },
        )
        Training.objects.filter(pk=training.pk).update(trained_at=now)
        kept = Training.objects.order_by("-trained_at", "-pk").values("pk")[:KEPT]
        Training.objects.exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
    return training


def closed_letters() -> QuerySet[Case]:
    """The cases that training reads: closed, handed to a unit, accusing nobody; the latest first."""
    body = Passage.objects.filter(case=OuterRef("pk"), field="body").values("text")[:1]
    taught = Case.objects.filter(is_open=False, closed_at__isnull=False, accused=[]).exclude(lead_unit="")
    return taught.annotate(letter=Subquery(body)).order_by(F("closed_at").desc(), "pk")[:MAX_LETTERS]


def _letters() -> Iterator[Letter]:
    shared: dict[str, str] = {}  # one object for each word, however often it occurs
    columns = ("title", "letter", "place", "lead_unit", "category")
    for title, letter, place, unit, category in closed_letters().values_list(*columns):
        yield Letter(
            title=[shared.setdefault(word, word) for word in segment(title)],
            body=[shared.setdefault(word, word) for word in segment(letter or "")],
            places=places_of(place),
            unit=unit,
            category=category,
        )
