"""The people of the demo city: invented, somebody for every role of every programme, at every unit where it is held, all with the same
password.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from django.contrib.auth.hashers import make_password
from django.db import transaction

from huying.people import roles
from huying.people.models import Duty, Place, Post, Unit, User
from huying.people.services.appoint import appoint
from huying.people.services.setup import load_city
from huying.programmes import lives
from huying.programmes.registry import newest
from huying.rules.policy import SYSTEM
from huying.rules.programme import Programme, Role

PASSWORD = "Huying-demo-2021"  # noqa: S105 - shown on the demo's sign-in page
START = date(2019, 1, 1)  # before the first of the demo's cases
CENTRE = "centre"
PROGRAMME = "appeal"  # whose people have the plain user names; those of other programmes bear its code
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


class Person(NamedTuple):
    """One demo account: its user name, its one post."""

    username: str
    role: str
    unit: str = ""
    place: str = ""
    programme: str = PROGRAMME


CITY = (
    Person("clerk", "clerk", CENTRE),
    Person("dispatcher", "dispatcher", CENTRE),
    Person("dispatcher2", "dispatcher", CENTRE),
    Person("supervisor", "supervisor", CENTRE),
    Person("verifier", "verifier", CENTRE),
    Person("verifier2", "verifier", CENTRE),
    Person("director", "director", CENTRE),
    Person("city_leader", "city_leader"),
    Person("sysadmin", "sysadmin"),
    Person("secadmin", "secadmin"),
    Person("auditor", "auditor"),
    Person("api", "api", CENTRE),
)


@transaction.atomic
def load_demo_people(*, now: datetime, password: str = PASSWORD) -> int:
    """Load the city and its invented people; how many accounts were made. What is already there stays untouched."""
    load_city()
    known = set(User.objects.values_list("username", flat=True))
    missing = [(number, one) for number, one in enumerate(_people()) if one.username not in known]
    encoded = make_password(password)  # once: hashing is slow on purpose, and they all share it
    for number, one in missing:
        _settle(one, invented_name(number), encoded, now)
    return len(missing)


def invented_name(number: int) -> str:
    """The name of the demo's `number`-th person, always the same."""
    return SURNAMES[number * 7 % len(SURNAMES)] + GIVEN[number * 5 % len(GIVEN)]


def _people() -> Iterator[Person]:
    yield from CITY
    for unit in Unit.objects.exclude(kind=Unit.Kind.CENTRE).order_by("order", "code"):
        yield Person(f"handler.{unit.code}", "handler", unit.code)
        yield Person(f"leader.{unit.code}", "leader", unit.code)
    if ("", "county_leader") in roles.roles():
        for unit in Unit.objects.filter(place__level=Place.Level.COUNTY).order_by("order", "code"):
            yield Person(f"county_leader.{unit.code}", "county_leader", unit.code, unit.place_id or "")
    for programme in newest():
        if programme.code != PROGRAMME:
            yield from _of(programme)


def _of(programme: Programme) -> Iterator[Person]:
    """Somebody for every role that belongs to the programme, wherever it is held."""
    for code, role in programme.roles.items():
        if not role.post or ("", code) in roles.roles():
            continue
        name = f"{programme.code}.{code}"
        spots = list(_held_at(programme, role))
        for unit, place in spots:
            ending = f".{place or unit}" if len(spots) > 1 else ""
            yield Person(name + ending, code, unit, place, programme.code)


def _held_at(programme: Programme, role: Role) -> Iterator[tuple[str, str]]:
    """At which units and for which places the role is held: (unit, place)."""
    counties = Unit.objects.filter(active=True, place__level=Place.Level.COUNTY).order_by("order", "code")
    if role.at == "place" or role.sees == "place":
        yield from ((one.code if role.sees == "unit" else "", one.place_id or "") for one in counties)
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


def _settle(one: Person, name: str, encoded: str, now: datetime) -> Post:
    user = User.objects.create(
        username=one.username,
        display_name=name,
        password=encoded,
        is_demo=True,
        password_changed_at=now,
        date_joined=now,
    )
    return appoint(
        user=user,
        programme="" if ("", one.role) in roles.roles() else one.programme,
        role=one.role,
        unit=one.unit,
        place=one.place,
        start=START,
        by=SYSTEM,
        now=now,
    )
