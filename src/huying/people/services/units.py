"""Units and what they answer for, changed by the system administrator."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from huying.people.administration import demand
from huying.people.errors import Taken
from huying.people.models import Duty, Place, Unit
from huying.people.openwork import demand_idle
from huying.people.services.journal import note
from huying.rules.policy import Actor


@transaction.atomic
def create_unit(
    *,
    code: str,
    name: str,
    name_en: str,
    kind: Unit.Kind,
    by: Actor,
    now: datetime,
    place: Place | None = None,
    parent: Unit | None = None,
) -> Unit:
    """A new unit, last in the list. Raises Forbidden, Taken."""
    demand(by, "units")
    if Unit.objects.filter(code=code).exists():
        raise Taken(name=code)
    last = Unit.objects.aggregate(last=Max("order"))["last"] or 0
    unit = Unit.objects.create(
        code=code, name=name, name_en=name_en, kind=kind, place=place, parent=parent, order=last + 1
    )
    note(by=by, at=now, action="create_unit", subject=code, kind=kind, place=place.code if place else None)
    return unit


@transaction.atomic
def rename_unit(*, unit: Unit, name: str, name_en: str, by: Actor, now: datetime) -> None:
    """Another name; the code, and with it every case, stays. Raises Forbidden."""
    demand(by, "units")
    note(by=by, at=now, action="rename_unit", subject=unit.code, was=unit.name, name=name)
    unit.name, unit.name_en = name, name_en
    unit.save(update_fields=["name", "name_en"])


@transaction.atomic
def retire_unit(*, unit: Unit, by: Actor, now: datetime) -> None:
    """No case is handed to it any more. Raises Forbidden; UnitBusy while it has open cases: they are handed over first."""
    demand(by, "units")
    demand_idle(Unit.objects.select_for_update(no_key=True).get(pk=unit.pk))
    unit.active = False
    unit.save(update_fields=["active"])
    note(by=by, at=now, action="retire_unit", subject=unit.code)


@transaction.atomic
def add_duty(*, unit: Unit, category: str, place: Place | None, rank: int, by: Actor, now: datetime) -> Duty:
    """The unit answers for a category ("" for all) in a place (None for the whole city). Raises Forbidden, Taken."""
    demand(by, "units")
    try:
        with transaction.atomic():
            duty = Duty.objects.create(unit=unit, category=category, place=place, rank=rank)
    except IntegrityError as error:
        raise Taken(name=f"{unit} {category}") from error
    note(by=by, at=now, action="add_duty", subject=unit.code, category=category, place=place.code if place else None)
    return duty


@transaction.atomic
def remove_duty(*, duty: Duty, by: Actor, now: datetime) -> None:
    """The unit no longer answers for it. Raises Forbidden."""
    demand(by, "units")
    note(by=by, at=now, action="remove_duty", subject=duty.unit_id, category=duty.category, place=duty.place_id)
    duty.delete()
