"""Bulk and single write the same: what every action of every programme left behind, told once more at once, row by row."""

from __future__ import annotations

from django.db import transaction

from huying.ledger import models, store
from huying.ledger.sealing import Contact, unseal
from huying.ledger.services import loading
from huying.ledger.whole_lives import Life as Whole
from huying.programmes.registry import load
from huying.rules.case import Case, Event, apply
from huying.rules.decide import Decision, Passage
from tests.contracts.every_programme.living import Life
from tests.contracts.tables import differing, erase, everything


def test_what_came_through_the_door_and_what_is_loaded_at_once_are_the_same_rows(lives: list[Life]) -> None:
    assert lives
    with transaction.atomic():
        rows = list(models.Case.objects.order_by("id"))
        forgotten = {row.id for row in rows if store.read(row).forgotten}  # what was said can't be said again
        erase(forgotten)
        told = [whole(row) for row in rows if row.id not in forgotten]
        before = everything()
        erase({row.id for row in rows})
        for life in told:
            loading.load(load(life.case.programme, life.case.version), [life])
        after = everything()
        transaction.set_rollback(True)
    assert before.keys() == after.keys()
    for table, said in before.items():
        assert after[table] == said, (table, list(differing(after[table], said)))


def whole(row: models.Case) -> Whole:
    """The life of a case as its log tells it: every decision taken once more, by what was decided then."""
    programme = load(row.programme, row.version)
    events = [store.event(one) for one in row.events.order_by("seq")]
    party = models.Party.objects.filter(case_id=row.id).first()
    contact = unseal(bytes(party.sealed), str(party.id)) if party else Contact()
    passages = {one.id.hex: one for one in row.passages.all()}
    first = decision(None, events[0], passages)
    life = Whole(first.case, "", contact, first.case.opened, [], [], [])
    life.begin(first, programme)
    for event in events[1:]:
        life.take(decision(life.case, event, passages), programme)
    return life


def decision(before: Case | None, event: Event, passages: dict[str, models.Passage]) -> Decision:
    said = [passages[one] for one in passages if f'"{one}"' in event.data]
    kept = sorted(said, key=lambda one: event.data.index(one.id.hex))
    return Decision(
        event,
        apply(before, event),
        tuple(Passage(one.id.hex, one.field, one.text, one.salt) for one in kept),
    )
