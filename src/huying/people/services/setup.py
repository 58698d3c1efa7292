"""Putting a city's places, units and duties into an empty installation."""

from collections.abc import Iterator

from django.db import transaction

from huying.people.models import Duty, Place, Unit
from huying.programmes import places
from huying.programmes.places import City, Region


@transaction.atomic
def load_city(*, code: str = "xuchang") -> None:
    """Load what is missing of a shipped city. What is there stays as administrators have made it."""
    city = places.load(code)
    fresh = not Unit.objects.exists()
    Place.objects.bulk_create(_places(city), ignore_conflicts=True)
    Unit.objects.bulk_create(_units(city), ignore_conflicts=True)
    if fresh:  # a duty that was taken away must not come back
        Duty.objects.bulk_create(_duties(city))


def _places(city: City) -> Iterator[Place]:
    yield _place(city.city, Place.Level.CITY, None, 0)
    for order, county in enumerate(city.counties, 1):
        yield _place(county, Place.Level.COUNTY, city.city.code, order)
    for order, county in enumerate(city.counties, 1):
        for town in county.towns:
            yield Place(
                code=town.code,
                name=town.zh,
                name_en=town.en,
                level=Place.Level.TOWN,
                parent_id=county.code,
                code_system=county.code_system,
                order=order,
            )


def _place(region: Region, level: Place.Level, parent: str | None, order: int) -> Place:
    return Place(
        code=region.code,
        name=region.name.zh,
        name_en=region.name.en,
        level=level,
        parent_id=parent,
        code_system=region.code_system,
        order=order,
    )


def _units(city: City) -> Iterator[Unit]:
    for order, office in enumerate(city.units, 1):
        yield Unit(
            code=office.code,
            name=office.name.zh,
            name_en=office.name.en,
            kind=office.kind,
            place_id=office.place or None,
            parent_id=office.parent or None,
            order=order,
        )


def _duties(city: City) -> Iterator[Duty]:
    for rank, office in enumerate(city.units, 1):
        for category in office.duties:
            yield Duty(unit_id=office.code, category=category, rank=rank)
        if office.place:
            yield Duty(unit_id=office.code, category="", place_id=office.place, rank=rank)
