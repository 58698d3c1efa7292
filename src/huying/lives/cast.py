"""Who acts in a generated life: actors by role and unit, who answers for what, and the places where things happen."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime
from random import Random

from msgspec import Struct

from huying.ledger.models import Case
from huying.people import models
from huying.people.actors import in_force, post
from huying.people.roles import SEPARATE
from huying.programmes import lives
from huying.programmes.registry import load, newest
from huying.rules.policy import Actor

LOCAL = 0.45  # share of matters that go to whoever answers for the place; sample
TARGETS = 500  # open cases of another programme that are looked at
ASKERS = 200  # accounts that may ask something, where whoever asks has one


class Office(Struct, frozen=True):
    """A unit that handles cases: its code and its name."""

    code: str
    name: str


class Spot(Struct, frozen=True):
    """A place: its name, the codes from the city down to it, and the county it is or lies in."""

    name: str
    path: tuple[str, ...]
    county: str

    @property
    def code(self) -> str:
        """Its own code."""
        return self.path[-1]


class Cast(Struct, frozen=True):
    """`actors` by (role, unit); `tied` by (role, place) for roles that are held for a place; `offices` by category, and by
    place under "place/<code>"; `spots` by county and `named` by code; `counties` are names by code.
    """

    programme: str
    actors: dict[tuple[str, str], tuple[Actor, ...]]
    tied: dict[tuple[str, str], tuple[Actor, ...]]
    anywhere: dict[str, tuple[Actor, ...]]
    askers: tuple[Actor, ...]
    firms: tuple[str, ...]
    units: dict[str, Office]
    offices: dict[str, tuple[Office, ...]]
    spots: dict[str, tuple[Spot, ...]]
    named: dict[str, Spot]
    counties: dict[str, str]
    open_cases: dict[str, tuple[tuple[str, datetime], ...]] = {}

    def target(self, rng: Random, programmes: Collection[str], before: datetime) -> str | None:
        """The id of a case of other programmes (any of them for "*") that was open when this was read, and opened before."""
        found = [ident for ident, at in self.targets(programmes) if at < before]
        return found[int(rng.random() * len(found))] if found else None

    def targets(self, programmes: Collection[str]) -> Iterator[tuple[str, datetime]]:
        """The cases of these programmes (of all for "*") that were open when this was read, and when each was opened."""
        for code in self.open_cases if "*" in programmes else programmes:
            yield from self.open_cases.get(code, ())

    def one(self, rng: Random, role: str, unit: str, without: Collection[str] = ()) -> Actor | None:
        """Somebody who holds the role at the unit, and is none of `without`; None where nobody does."""
        return drawn(rng, self.actors.get((role, unit), ()), without)

    def of_place(self, rng: Random, role: str, path: tuple[str, ...], without: Collection[str] = ()) -> Actor | None:
        """Somebody who holds the role for the place, or for the nearest one above it."""
        found = next((self.tied[role, code] for code in reversed(path) if (role, code) in self.tied), ())
        return drawn(rng, found, without)

    def office(self, rng: Random, category: str, path: tuple[str, ...]) -> Office:
        """The unit that answers: mostly the department for the category, sometimes whoever answers for the place."""
        local = self.local(path)
        return local if local and rng.random() < LOCAL else self.expert(rng, category)

    def local(self, path: tuple[str, ...]) -> Office | None:
        """The unit that answers for all of the place, the nearest one."""
        return next((found[0] for code in reversed(path) if (found := self.offices.get(f"place/{code}"))), None)

    def expert(self, rng: Random, category: str) -> Office:
        """The department for the category."""
        found = self.offices.get(category) or self.offices.get("other") or tuple(self.units.values())
        return found[int(rng.random() * len(found))]

    def other_office(self, rng: Random, than: Collection[str]) -> Office:
        """Any unit but those."""
        found = [office for offices in self.offices.values() for office in offices if office.code not in than]
        return found[int(rng.random() * len(found))]


def drawn(rng: Random, found: tuple[Actor, ...], without: Collection[str] = ()) -> Actor | None:
    """One of them that is none of `without`; None where there is none."""
    if without:
        found = tuple(one for one in found if one.id not in without)
    return found[int(rng.random() * len(found))] if found else None


def cast(on: date, programme: str) -> Cast:
    """The people of the city on a day, from the database: those who hold a role of the programme; and where its cases lie."""
    rows = list(_posts(on, programme))
    at_units, tied, anywhere = defaultdict(list), defaultdict(list), defaultdict(list)
    for one in rows:
        (held,) = one.posts
        at_units[held.role, held.unit].append(one)
        anywhere[held.role].append(one)
        if held.place:
            tied[held.role, held.place].append(one)
    counties = _counties()
    spots = _spots(counties, lives.load(programme).begins.level)
    return Cast(
        programme=programme,
        actors={key: tuple(found) for key, found in at_units.items()},
        tied={key: tuple(found) for key, found in tied.items()},
        anywhere={key: tuple(found) for key, found in anywhere.items()},
        askers=_askers(on),
        firms=tuple(models.Firm.objects.filter(active=True).order_by("code").values_list("code", flat=True)[:ASKERS]),
        units={code: Office(code, name) for code, name in models.Unit.objects.values_list("code", "name")},
        offices=_offices(),
        spots=spots,
        named=_alone(counties) | {one.code: one for found in spots.values() for one in found},
        counties=counties,
        open_cases=_open_cases(programme),
    )


def _open_cases(programme: str) -> dict[str, tuple[tuple[str, datetime], ...]]:
    """Of the other programmes that cases of this one may hang on: ids and when they were opened."""
    links = load(programme).links.values()
    wanted = {code for link in links for code in link.programmes}
    others = {one.code for one in newest()} - {programme}
    found = {}
    for code in sorted(others if "*" in wanted else others & wanted):
        rows = Case.objects.filter(programme=code, is_open=True).order_by("opened_at", "id")
        found[code] = tuple((str(ident), at) for ident, at in rows.values_list("id", "opened_at")[:TARGETS])
    return found


def _posts(on: date, programme: str) -> Iterator[Actor]:
    """Everybody with a post that counts, once for each."""
    posts = models.Post.objects.filter(in_force(on), user__is_active=True, programme__in=("", programme))
    rows = posts.order_by("user_id", "id").values_list("user_id", "role", "unit_id", "place_id", "programme")
    for user, *row in rows:
        yield Actor(str(user), (post(*row),))


def _askers(on: date) -> tuple[Actor, ...]:
    posts = models.Post.objects.filter(in_force(on), user__is_active=True).exclude(role__in=SEPARATE)
    users = posts.order_by("user_id").values_list("user_id", flat=True).distinct()[:ASKERS]
    return tuple(Actor(str(user)) for user in users)


def _offices() -> dict[str, tuple[Office, ...]]:
    found = defaultdict(list)
    for duty in models.Duty.objects.filter(unit__active=True).select_related("unit").order_by("rank", "id"):
        key = duty.category or f"place/{duty.place_id}"
        found[key].append(Office(duty.unit.code, duty.unit.name))
    return {key: tuple(offices) for key, offices in found.items()}


def _spots(counties: dict[str, str], level: str) -> dict[str, tuple[Spot, ...]]:
    """The places of the level by county, the county itself where it has none.

    Those that neither came nor went: a life may be of any year.
    """
    found = defaultdict(list)
    lasting = models.Place.objects.filter(level=level, since=None, until=None).order_by("code")
    for name, path in lasting.values_list("name", "path"):
        county = next((code for code in reversed(path) if code in counties), "")
        found[county].append(Spot(name, tuple(path), county))
    alone = _alone(counties)
    return {code: tuple(found.get(code) or [alone[code]]) for code in counties}


def _alone(counties: dict[str, str]) -> dict[str, Spot]:
    """The counties as places themselves."""
    paths = dict(models.Place.objects.filter(code__in=counties).values_list("code", "path"))
    return {code: Spot(name, tuple(paths[code]), code) for code, name in counties.items()}


def _counties() -> dict[str, str]:
    rows = models.Place.objects.filter(level=models.Place.Level.COUNTY).order_by("order", "code")
    return dict(rows.values_list("code", "name"))
