"""Slips of cases that came in by COPY (the demo city, the simulator): made from their log, as if they had been lived here."""

from django.db import transaction

from huying.ledger import models, store
from huying.programmes.catalogue import load
from huying.rules.case import Case, apply
from huying.supervision.models import Slip
from huying.supervision.services import issue, settle

BATCH = 200


def rebuild() -> int:
    """Make the slips of every open case that has none; how many. Nobody is told again: it has all happened long ago."""
    before = Slip.objects.count()
    bare = models.Case.objects.filter(is_open=True, slips__isnull=True).order_by("id")
    idents = list(bare.values_list("id", "programme", "version"))
    for start in range(0, len(idents), BATCH):
        with transaction.atomic():
            for ident, programme, version in idents[start : start + BATCH]:
                _relive(str(ident), programme, version)
    return Slip.objects.count() - before


def _relive(case_id: str, code: str, version: int) -> None:
    programme = load(code, version)
    case: Case | None = None
    for row in models.Event.objects.filter(case_id=case_id).order_by("seq"):
        event, before = store.event(row), case
        case = apply(before, event)
        issue.issued(case, event, programme)
        if before is not None:
            settle.settle(before, case, event.at, programme)
