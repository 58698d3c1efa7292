"""What other rooms ask about people, units and places. Nothing here changes anything, but for the day a token was used."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import cast

from django.conf import settings
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce
from msgspec import Struct

from huying.people import roles
from huying.people.actors import post
from huying.people.gazetteer import Gazetteer, Named
from huying.people.models import ApiToken, Duty, Place, Post, Unit, User
from huying.people.prepared import execute
from huying.people.services.tokens import digest
from huying.programmes.places.spots import Level
from huying.rules.calendar import LOCAL
from huying.rules.errors import BadInput
from huying.rules.policy import Actor
from huying.rules.wording import Text

NO_PLACE = Text(
    "没有这个地点，请填写本市县区、乡镇或村的代码",
    "no such place; give the code of a county, town or village of this city.",
)

PATH = "SELECT path FROM people_place WHERE code = %s"
COUNTY = """
SELECT above.code FROM people_place place JOIN people_place above ON above.code = ANY (place.path)
WHERE place.code = %s AND above.level = 'county'
ORDER BY cardinality(above.path) DESC LIMIT 1
"""
# Every form with a place in it asks this.
COUNTIES_AND_TOWNS = """
SELECT code, name, name_en, level, path FROM people_place
WHERE level IN ('county', 'town') AND (since IS NULL OR since <= %(on)s) AND (until IS NULL OR until > %(on)s)
ORDER BY "order", code
"""

WHOSE = """
SELECT token.id, token.user_id, token.last_used, post.role, post.unit_id, post.place_id, post.programme
FROM people_apitoken token
JOIN people_user person ON person.id = token.user_id AND person.is_active
LEFT JOIN people_post post ON post.user_id = token.user_id
     AND post.start <= %(on)s AND (post."end" IS NULL OR post."end" > %(on)s)
WHERE token.digest = %(digest)s AND token.revoked IS NULL AND (token.expires IS NULL OR token.expires > %(now)s)
ORDER BY post.id
"""


def actor_for_token(plaintext: str, now: datetime) -> Actor | None:
    """Whom a token acts for, or None for one that is unknown, expired, revoked or of a closed account. One query.

    The first use of a day is noted.
    """
    on = now.astimezone(LOCAL).date()
    rows = execute(WHOSE, {"digest": digest(plaintext), "on": on, "now": now}).fetchall()
    if not rows:
        return None
    token, user, last_used = rows[0][:3]
    if last_used != on:
        ApiToken.objects.filter(pk=token).update(last_used=on)
    return Actor(str(user), tuple(post(*row[3:]) for row in rows if row[3]))


# ---- places and units


def counties() -> QuerySet[Place]:
    """The counties, cities, districts and functional zones, in their usual order."""
    return Place.objects.filter(level=Place.Level.COUNTY)


def towns(county: str) -> QuerySet[Place]:
    """The towns and streets of a county, in order of their codes."""
    return inside(county).filter(level=Place.Level.TOWN).order_by("code")


class County(Struct, frozen=True):
    """A county as forms offer it, with its towns: (code, name)."""

    code: str
    name: Text
    towns: tuple[tuple[str, Text], ...]


def counties_with_towns(on: date) -> list[County]:
    """The counties in force on a day, in their usual order, each with the towns that lie in it. One small query."""
    rows = execute(COUNTIES_AND_TOWNS, {"on": on}).fetchall()
    counties = {code: Text(zh, en) for code, zh, en, level, _ in rows if level == Place.Level.COUNTY}
    found: dict[str, list[tuple[str, Text]]] = {code: [] for code in counties}
    for code, zh, en, level, path in rows:
        nearest = next((above for above in reversed(path) if above in counties), "")
        if nearest and level == Place.Level.TOWN:
            found[nearest].append((code, Text(zh, en)))
    return [County(code, name, tuple(found[code])) for code, name in counties.items()]


def inside(code: str) -> QuerySet[Place]:
    """A place and all that lies in it, however deep."""
    return Place.objects.filter(path__contains=[code])


def on_day(places: QuerySet[Place], day: date) -> QuerySet[Place]:
    """Those of them that are in force on a day."""
    return places.filter(Q(since__isnull=True) | Q(since__lte=day), Q(until__isnull=True) | Q(until__gt=day))


def parts_of(code: str, on: date) -> QuerySet[Place]:
    """What lies directly in a place, in force on a day."""
    return on_day(Place.objects.filter(parent_id=code), on)


def path_of(code: str) -> tuple[str, ...]:
    """The codes from the top down to a place and with its own; empty for a place that there is not. One small query."""
    row = execute(PATH, [code]).fetchone()
    return tuple(row[0]) if row else ()


def county_of(code: str) -> str:
    """The county that a place is or lies in, the nearest where there are several; "" for none. One small query."""
    row = execute(COUNTY, [code]).fetchone()
    return row[0] if row else ""


def place_in_force(code: str, on: date) -> bool:
    """Whether there is such a place on a day."""
    return on_day(Place.objects.filter(code=code), on).exists()


def units(kind: str = "") -> QuerySet[Unit]:
    """The units in use, in their order; of one kind where named."""
    in_use = Unit.objects.filter(active=True).select_related("place")
    return in_use.filter(kind=kind) if kind else in_use


def unit_names() -> dict[str, Text]:
    """What every unit, in use or not, is called."""
    return {code: Text(*names) for code, *names in Unit.objects.values_list("code", "name", "name_en")}


def place_names(codes: Iterable[str] | None = None) -> dict[str, Text]:
    """What places are called, of every place where none are named; a code that no place has is left out."""
    rows = Place.objects.order_by() if codes is None else Place.objects.filter(code__in={*codes}).order_by()
    return {code: Text(*names) for code, *names in rows.values_list("code", "name", "name_en")}


def demand_place(code: object, on: date | None = None) -> None:
    """Raises BadInput for the code of a place that the city does not have (its case would count for no county), or does not
    have on that day. Nothing, and what is no code at all, is left to the form.
    """
    if not isinstance(code, str) or not code:
        return
    place = Place.objects.filter(code=code.replace("\0", "").strip()).first()
    if place is None:
        raise BadInput(field="place", problem=NO_PLACE)
    if on is not None and not place.in_force(on):
        raise BadInput(field="place", problem=_not_in_force(place, on))


def _not_in_force(place: Place, on: date) -> Text:
    if place.since is not None and on < place.since:
        return Text(
            f"“{place.name}”自{place.since}起才启用，请填写当日在用的地点。",
            f"{place.name_en} is in force from {place.since} only; choose a place that is in force.",
        )
    heir = heir_of(place, on)
    if heir is None:
        return Text(
            f"“{place.name}”已于{place.until}撤销，请填写现有的地点。",
            f"{place.name_en} ended on {place.until}; choose a place that is in force.",
        )
    return Text(
        f"“{place.name}”已于{place.until}撤销，现为“{heir.name}”（{heir.code}），请改填。",
        f"{place.name_en} ended on {place.until}; its place was taken by {heir.name_en} ({heir.code}): give that one.",
    )


def heir_of(place: Place, on: date) -> Place | None:
    """Whoever in the line of a former place's successors is in force on a day."""
    seen = {place.code}
    after = place.successor
    while after is not None and after.code not in seen and not after.in_force(on):
        seen.add(after.code)
        after = after.successor
    return after if after is not None and after.code not in seen else None


def places_named(text: str, on: date, within: str = "") -> list[Place]:
    """The places in force on a day that a name may mean, within a place where one is given: one where it is clear, several
    where it is ambiguous, none where there is no such name. Whoever asks often keeps the `gazetteer`.
    """
    codes = gazetteer(within).named(text, on, within)
    return sorted(Place.objects.filter(code__in=codes), key=lambda place: codes.index(place.code))


def gazetteer(within: str = "") -> Gazetteer:
    """All places by their names; where a place is given, what lies in it and what it lies in."""
    rows = Place.objects.order_by("order", "code")
    if within:
        rows = rows.filter(Q(path__contains=[within]) | Q(code__in=path_of(within)))
    zones = set(counties().filter(code_system=Place.CodeSystem.LOCAL).values_list("code", flat=True))
    columns = rows.values_list("name", "also", "level", "path", "since", "until", Coalesce("successor_id", Value("")))
    return Gazetteer(
        Named(name, tuple(also), cast("Level", level), tuple(path), since, until, heir, not zones.isdisjoint(path))
        for name, also, level, path, since, until, heir in columns
    )


def units_for(category: str, place: str = "") -> list[Unit]:
    """The units that answer for a matter: those of its category first, then whoever answers for its place, nearest first.

    A duty for a place covers all that lies in it.
    """
    path = path_of(place) if place else ()
    duties = Duty.objects.filter(
        Q(category=category) | Q(category="", place__isnull=False),
        Q(place__isnull=True) | Q(place__in=path),
        unit__active=True,
    )
    found = sorted(duties.select_related("unit"), key=lambda duty: _nearness(duty, path))
    return list(dict.fromkeys(duty.unit for duty in found))


def _nearness(duty: Duty, path: tuple[str, ...]) -> tuple[bool, int, int, int]:
    depth = path.index(duty.place_id) + 1 if duty.place_id else 0
    return (duty.category == "", -depth, duty.rank, duty.pk)


# ---- people


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """What the accounts behind actors' ids are called; ids of parties and of the system are left out."""
    ids = {int(actor) for actor in actors if actor.isascii() and actor.isdigit()}
    return {str(user.pk): str(user) for user in User.objects.filter(pk__in=ids)}


class DemoAccount(Struct, frozen=True):
    """One line of the demo's sign-in page."""

    username: str
    name: str
    role: Text
    unit: Text | None
    answers: bool = False  # whether the unit answers for some matter, so that there is work to be seen


def demo_accounts() -> list[DemoAccount]:
    """The demo accounts and their posts, in order of creation; none unless this installation is a demo."""
    if not settings.HUYING_DEMO:
        return []
    posts = Post.objects.filter(user__is_demo=True, user__is_active=True, end__isnull=True)
    rows = posts.select_related("user", "unit").order_by("user_id", "id")
    busy = set(Duty.objects.values_list("unit_id", flat=True))
    return [
        DemoAccount(
            one.user.username,
            str(one.user),
            roles.name(one.programme, one.role),
            one.unit.text if one.unit else None,
            one.unit_id in busy,
        )
        for one in rows
    ]
