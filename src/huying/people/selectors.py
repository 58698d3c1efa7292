"""What other rooms ask about people, units and places. Nothing here changes anything, but for the day a token was used."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from msgspec import Struct

from huying.people import roles
from huying.people.actors import post
from huying.people.models import ApiToken, Duty, Place, Post, Unit, User
from huying.people.prepared import execute
from huying.people.services.tokens import digest
from huying.rules.calendar import LOCAL
from huying.rules.errors import BadInput
from huying.rules.policy import Actor
from huying.rules.wording import Text

NO_PLACE = Text(
    "没有这个地点，请填写本市县区或乡镇的代码", "no such place; give the code of a county or town of this city."
)

WHOSE = """
SELECT token.id, token.name, token.user_id, token.last_used, post.role, post.unit_id, post.place_id, post.programme
FROM people_apitoken token
JOIN people_user person ON person.id = token.user_id AND person.is_active
LEFT JOIN people_post post ON post.user_id = token.user_id
     AND post.start <= %(on)s AND (post."end" IS NULL OR post."end" > %(on)s)
WHERE token.digest = %(digest)s AND token.revoked IS NULL AND (token.expires IS NULL OR token.expires > %(now)s)
ORDER BY post.id
"""


class Bearer(Struct, frozen=True):
    """Whom a token acts for, and which token it is: an account may have several, and the log names the one."""

    actor: Actor
    token: int
    name: str


def bearer(plaintext: str, now: datetime) -> Bearer | None:
    """Who signs in by a token, or None for one that is unknown, expired, revoked or of a closed account. One query.

    The first use of a day is noted.
    """
    on = now.astimezone(LOCAL).date()
    rows = execute(WHOSE, {"digest": digest(plaintext), "on": on, "now": now}).fetchall()
    if not rows:
        return None
    token, name, user, last_used = rows[0][:4]
    if last_used != on:
        ApiToken.objects.filter(pk=token).update(last_used=on)
    return Bearer(Actor(str(user), tuple(post(*row[4:]) for row in rows if row[4])), token, name)


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


def demand_place(code: object) -> None:
    """Raises BadInput for the code of a place that the city does not have: its case would count for no county.

    Nothing, and what is no code at all, is left to the form.
    """
    if isinstance(code, str) and code and not Place.objects.filter(code=code.replace("\0", "").strip()).exists():
        raise BadInput(field="place", problem=NO_PLACE)


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
