"""The people of the demo city: invented, one for every role and two for every unit, all with the same password."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from django.contrib.auth.hashers import make_password
from django.db import transaction

from huying.people import roles
from huying.people.models import Place, Post, Unit, User
from huying.people.services.appoint import appoint
from huying.people.services.setup import load_city
from huying.rules.policy import SYSTEM

PASSWORD = "Huying-demo-2021"  # noqa: S105 - shown on the demo's sign-in page
START = date(2019, 1, 1)  # before the first of the demo's cases
CENTRE = "centre"
PROGRAMME = "appeal"  # whose casework the demo's people do

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
        programme="" if ("", one.role) in roles.roles() else PROGRAMME,
        role=one.role,
        unit=one.unit,
        place=one.place,
        start=START,
        by=SYSTEM,
        now=now,
    )
