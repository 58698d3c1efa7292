"""Who acts in a generated life: actors by role and unit, and who answers for what."""

from collections import defaultdict
from datetime import date
from random import Random

from msgspec import Struct

from huying.people import models
from huying.people.actors import in_force, post
from huying.rules.policy import Actor


class Office(Struct, frozen=True):
    """A unit that handles cases: its code and its name."""

    code: str
    name: str


class Cast(Struct, frozen=True):
    """`actors` by (role, unit); `offices` by category, and by county under "county/<code>"; `places` are (county, town) codes."""

    actors: dict[tuple[str, str], tuple[Actor, ...]]
    offices: dict[str, tuple[Office, ...]]
    places: dict[str, tuple[tuple[str, str], ...]]
    counties: dict[str, str]

    def one(self, rng: Random, role: str, unit: str) -> Actor:
        """Somebody who holds the role at the unit."""
        found = self.actors[role, unit]
        return found[int(rng.random() * len(found))]

    def office(self, rng: Random, category: str, county: str) -> Office:
        """The unit that answers: mostly the department for the category, sometimes the county's government."""
        local = self.offices.get(f"county/{county}", ())
        found = self.offices.get(category) or self.offices["other"]
        if local and rng.random() < 0.45:
            return local[0]
        return found[int(rng.random() * len(found))]

    def other_office(self, rng: Random, than: frozenset[str]) -> Office:
        """Any unit but those."""
        found = [office for offices in self.offices.values() for office in offices if office.code not in than]
        return found[int(rng.random() * len(found))]


def cast(on: date, programme: str) -> Cast:
    """The people of the city on a day, from the database: those who hold a role of the programme."""
    return Cast(actors=_actors(on, programme), offices=_offices(), places=_places(), counties=_counties())


def _actors(on: date, programme: str) -> dict[tuple[str, str], tuple[Actor, ...]]:
    posts = models.Post.objects.filter(in_force(on), user__is_active=True, programme__in=("", programme))
    rows = posts.order_by("user_id", "id").values_list("user_id", "role", "unit_id", "place_id", "programme")
    held = defaultdict(list)
    for user, *row in rows:
        one = post(*row)
        held[one.role, one.unit].append(Actor(str(user), (one,)))
    return {key: tuple(found) for key, found in held.items()}


def _offices() -> dict[str, tuple[Office, ...]]:
    found = defaultdict(list)
    for duty in models.Duty.objects.select_related("unit").order_by("rank", "id"):
        key = duty.category or f"county/{duty.place_id}"
        found[key].append(Office(duty.unit.code, duty.unit.name))
    return {key: tuple(offices) for key, offices in found.items()}


def _places() -> dict[str, tuple[tuple[str, str], ...]]:
    """County code to its (place code, name of the town), the county itself where no town is known.

    Towns that neither came nor went: a life may be of any year.
    """
    towns = defaultdict(list)
    lasting = models.Place.objects.filter(level=models.Place.Level.TOWN, since=None, until=None)
    for place in lasting.order_by("code"):
        towns[place.parent_id or ""].append((place.code, place.name))
    return {county: tuple(towns.get(county) or [(county, name)]) for county, name in _counties().items()}


def _counties() -> dict[str, str]:
    rows = models.Place.objects.filter(level=models.Place.Level.COUNTY).order_by("order", "code")
    return dict(rows.values_list("code", "name"))
