"""The people of the demo city: invented, somebody for every role of every programme, at every unit where it is held, all with the same
password.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from huying.people import roles
from huying.people.models import Duty, Place, Post, Unit, User
from huying.people.services.journal import note
from huying.people.services.setup import load_city
from huying.programmes import lives
from huying.programmes.registry import newest
from huying.rules.policy import SYSTEM
from huying.rules.programme import Programme, Role

PASSWORD = "Huying-demo-2021"  # noqa: S105 - shown on the demo's sign-in page
START = date(2019, 1, 1)  # before the first of the demo's cases
KEEPERS = 6  # units that keep cases, where a fact of each case says which

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = (
    "文静",
    "志远",
    "晓岚",
    "建平",
    "雨桐",
    "国庆",
    "海燕",
    "明哲",
    "秀兰",
    "子涵",
    "永强",
    "春梅",
    "思源",
    "立新",
    "小满",
    "长青",
    "若水",
    "大为",
    "一鸣",
    "云舒",
    "可心",
    "望舒",
    "知行",
)


class Desk(NamedTuple):
    """A post that somebody has: the role, of which programme ("" for the whole city), at which unit, for which place."""

    programme: str
    role: str
    unit: str = ""
    place: str = ""


@transaction.atomic
def load_demo_people(*, now: datetime, password: str = PASSWORD) -> int:
    """Load the city and its invented people; how many accounts were made. What is already there stays untouched: whoever is known
    gets the posts that a new programme brings, and no post that was ended is given again.
    """
    load_city()
    people = _people()
    missing = people.keys() - set(User.objects.values_list("username", flat=True))
    encoded = make_password(password)  # once: hashing is slow on purpose, and they all share it
    User.objects.bulk_create(
        _account(name, invented_name(number), encoded, now) for number, name in enumerate(people) if name in missing
    )
    _appoint(people, now)
    return len(missing)


def invented_name(number: int) -> str:
    """The name of the demo's `number`-th person, always the same."""
    return SURNAMES[number * 7 % len(SURNAMES)] + GIVEN[number * 5 % len(GIVEN)]


def _appoint(people: dict[str, list[Desk]], now: datetime) -> None:
    users = {user.username: user for user in User.objects.filter(username__in=people, is_demo=True)}
    known = set(Post.objects.values_list("user_id", "programme", "role", "unit_id", "place_id"))
    posts = [_post(one, users[name]) for name, desks in people.items() if name in users for one in desks]
    new = [one for one in posts if (one.user_id, one.programme, one.role, one.unit_id, one.place_id) not in known]
    for post in Post.objects.bulk_create(new):
        _noted(post, now)


def _people() -> dict[str, list[Desk]]:
    """Everybody's posts by user name. The programme of the portal comes first and has the plain names; a unit has one person for each
    of its roles, in whichever programmes.
    """
    found: dict[str, list[Desk]] = {}
    programmes = sorted(newest(), key=lambda one: one.code != settings.HUYING_PORTAL_PROGRAMME)
    named = [pair for programme in programmes for pair in _of(programme)]
    for name, desk in (*named, *((one.code, Desk("", one.code)) for one in roles.ADMINISTRATORS)):
        desks = found.setdefault(name, [])
        if desk not in desks:
            desks.append(desk)
    return found


def _of(programme: Programme) -> Iterator[tuple[str, Desk]]:
    """Somebody for every role that the programme has, wherever it is held: user name and post."""
    for code, role in programme.roles.items():
        if not role.post:
            continue
        everywhere = ("", code) in roles.roles()
        spots = list(_held_at(programme, role))
        for unit, place in spots:
            desk = Desk("" if everywhere else programme.code, code, unit, place)
            name = _name(programme, role, desk) + (f".{unit or place}" if len(spots) > 1 else "")
            yield name, desk
            if role.at == "home" and any(code == state.owner for state in programme.states.values()):
                yield f"{name}2", desk  # a desk at which cases wait is shared by two


def _name(programme: Programme, role: Role, desk: Desk) -> str:
    shared = not desk.programme or role.at == "unit" or programme.code == settings.HUYING_PORTAL_PROGRAMME
    return desk.role if shared else f"{programme.code}.{desk.role}"


def _held_at(programme: Programme, role: Role) -> Iterator[tuple[str, str]]:
    """At which units and for which places the role is held: (unit, place)."""
    counties = Unit.objects.filter(active=True, place__level=Place.Level.COUNTY).order_by("order", "code")
    if role.at == "place" or role.sees == "place":
        bare = role.at == "place" and role.sees != "unit"
        yield from (("" if bare else one.code, one.place_id or "") for one in counties)
    elif role.at == "unit":
        everyone = Unit.objects.filter(active=True).exclude(kind=Unit.Kind.CENTRE).order_by("order", "code")
        yield from ((code, "") for code in everyone.values_list("code", flat=True))
    elif role.at in ("home", "supervisor"):
        units = lives.load(programme.code).supervisors if role.at == "supervisor" else ()
        yield from ((code, "") for code in units or _homes(programme))
    else:
        yield "", ""


def _homes(programme: Programme) -> list[str]:
    """The units that keep cases of the programme."""
    match programme.home.by:
        case "unit":
            return [programme.home.unit]
        case "place":
            return list(Duty.objects.filter(category="", unit__active=True).values_list("unit_id", flat=True))
    departments = Unit.objects.filter(active=True, kind=Unit.Kind.DEPARTMENT).order_by("order", "code")
    return list(departments.values_list("code", flat=True)[:KEEPERS])


def _account(name: str, display: str, encoded: str, now: datetime) -> User:
    return User(
        username=name,
        display_name=display,
        password=encoded,
        is_demo=True,
        password_changed_at=now,
        date_joined=now,
    )


def _post(one: Desk, user: User) -> Post:
    """They are hundreds, invented here and fit: nothing of what `appoint` asks can be in the way."""
    return Post(
        user=user,
        programme=one.programme,
        role=one.role,
        unit_id=one.unit or None,
        place_id=one.place or None,
        start=START,
    )


def _noted(post: Post, now: datetime) -> None:
    """In the people log, as `appoint` writes it."""
    note(
        by=SYSTEM,
        at=now,
        action="appoint",
        subject=str(post.user_id),
        post=post.pk,
        programme=post.programme,
        role=post.role,
        unit=post.unit_id,
        place=post.place_id,
        start=START.isoformat(),
    )
