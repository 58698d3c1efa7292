"""Putting a city's places, units and duties into an empty installation."""

from collections.abc import Iterable, Iterator

from django.db import transaction

from huying.people.models import Duty, Place, Unit
from huying.people.services import tree
from huying.programmes import places
from huying.programmes.places.spots import Office, Spot


@transaction.atomic
def load_city(*, code: str = "xuchang") -> None:
    """Load what is missing of a shipped city. What is there stays as administrators have made it.

    Where another city stands, nothing is loaded: the shipped one is none of its business.
    """
    city = places.load(code)
    if not Place.objects.filter(parent=None).exclude(code=city.city.code).exists():
        load_places_and_units([*city.spots()], city.units)


@transaction.atomic
def load_places_and_units(spots: Iterable[Spot], units: Iterable[Office]) -> None:
    """Make what is missing of these, each place after what it lies in; duties only where there were no units before: one
    that was taken away must not come back.
    """
    tree.load(spots)
    fresh, offices = not Unit.objects.exists(), [*units]
    Unit.objects.bulk_create(_units(offices), ignore_conflicts=True)
    if fresh:
        Duty.objects.bulk_create(_duties(offices))


def _units(offices: Iterable[Office]) -> Iterator[Unit]:
    for order, office in enumerate(offices, 1):
        yield Unit(
            code=office.code,
            name=office.name.zh,
            name_en=office.name.en,
            kind=office.kind,
            place_id=office.place or None,
            parent_id=office.parent or None,
            order=order,
        )


def _duties(offices: Iterable[Office]) -> Iterator[Duty]:
    for rank, office in enumerate(offices, 1):
        for category in office.duties:
            yield Duty(unit_id=office.code, category=category, rank=rank)
        if office.place:
            yield Duty(unit_id=office.code, category="", place_id=office.place, rank=rank)
