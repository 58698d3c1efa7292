"""What other rooms ask about people, units and places. Nothing here changes anything, but for the day a token was used."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from msgspec import Struct

from huying.people import roles
from huying.people.actors import post
from huying.people.models import ApiToken, Duty, Firm, Place, Post, Unit, User
from huying.people.prepared import execute
from huying.people.services.tokens import digest
from huying.rules.calendar import LOCAL
from huying.rules.errors import BadInput
from huying.rules.policy import Actor
from huying.rules.wording import Text

NO_PLACE = Text(
    "没有这个地点，请填写本市县区或乡镇的代码", "no such place; give the code of a county or town of this city."
)

DIGITS = 18  # of a number that can be an account's
PATH = """
WITH RECURSIVE up AS (
  SELECT code, level, parent_id, 0 AS depth FROM people_place WHERE code = %(code)s
  UNION ALL SELECT place.code, place.level, place.parent_id, depth + 1 FROM people_place place JOIN up ON place.code = up.parent_id
) SELECT code, level FROM up ORDER BY depth
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
    """The towns and streets of a county."""
    return Place.objects.filter(level=Place.Level.TOWN, parent_id=county).order_by("code")


def units(kind: str = "") -> QuerySet[Unit]:
    """The units in use, in their order; of one kind where named."""
    in_use = Unit.objects.filter(active=True).select_related("place")
    return in_use.filter(kind=kind) if kind else in_use


def unit_names() -> dict[str, Text]:
    """What every unit, in use or not, is called."""
    return {code: Text(*names) for code, *names in Unit.objects.values_list("code", "name", "name_en")}


def place_names() -> dict[str, Text]:
    """What every place is called."""
    return {code: Text(*names) for code, *names in Place.objects.values_list("code", "name", "name_en")}


def demand_place(code: str, on: date, *, field: str = "place") -> None:
    """Raises BadInput for the code of a place that the city does not have: its case would count for no county."""
    if not Place.objects.filter(code=code.replace("\0", "").strip()).exists():
        raise BadInput(field=field, problem=NO_PLACE)


def path_of(code: str) -> tuple[str, ...]:
    """The codes from the city down to the place and including it; empty for one that is unknown."""
    rows = execute(PATH, {"code": code.replace("\0", "").strip()}).fetchall()
    return tuple(row[0] for row in reversed(rows))


def county_of(code: str) -> str:
    """The county (or functional zone) that the place is or lies in; empty where it lies in none."""
    rows = execute(PATH, {"code": code}).fetchall()
    return next((code for code, level in rows if level == Place.Level.COUNTY), "")


def unit_of_place(path: Sequence[str]) -> str:
    """The unit that answers for all of a place, the nearest of its path first; empty where none does."""
    duties = Duty.objects.filter(category="", place__in=list(path), unit__active=True).order_by("rank", "pk")
    found = {duty.place_id: duty.unit_id for duty in reversed(duties)}
    return next((found[code] for code in reversed(path) if code in found), "")


def units_in_use(codes: Iterable[str]) -> set[str]:
    """Those of the codes that are units which work can be handed to."""
    return set(Unit.objects.filter(code__in=list(codes), active=True).values_list("code", flat=True))


def units_ever(codes: Iterable[str]) -> set[str]:
    """Those of the codes that are units, retired ones too."""
    return set(Unit.objects.filter(code__in=list(codes)).values_list("code", flat=True))


def persons_in_use(ids: Iterable[str]) -> set[str]:
    """Those of the ids that are accounts in use."""
    numbers = [int(one) for one in ids if one.isascii() and one.isdigit() and len(one) < DIGITS]
    return {str(pk) for pk in User.objects.filter(pk__in=numbers, is_active=True).values_list("pk", flat=True)}


def firms_in_use(codes: Iterable[str]) -> set[str]:
    """Those of the codes that are firms in use."""
    return set(Firm.objects.filter(code__in=list(codes), active=True).values_list("code", flat=True))


def units_for(category: str, place: str = "") -> list[Unit]:
    """The units that answer for a matter: those of its category first, then whoever answers for its place, nearest first.

    A duty for a place covers every place whose code begins with it.
    """
    prefixes = [place[:length] for length in range(1, len(place) + 1)]
    duties = Duty.objects.filter(
        Q(category=category) | Q(category="", place__isnull=False),
        Q(place__isnull=True) | Q(place__in=prefixes),
        unit__active=True,
    )
    found = sorted(duties.select_related("unit"), key=_nearness)
    return list(dict.fromkeys(duty.unit for duty in found))


def _nearness(duty: Duty) -> tuple[bool, int, int, int]:
    return (duty.category == "", -len(duty.place_id or ""), duty.rank, duty.pk)


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
