"""Beginning a real city: its places, units and duties, and the three administrators who do the rest. All of it, or nothing."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction
from msgspec import Struct

from huying.people.errors import AlreadyBegun, ThreePeople
from huying.people.models import Post, User
from huying.people.roles import SEPARATE
from huying.people.services.accounts import create_account
from huying.people.services.appoint import appoint
from huying.people.services.journal import note
from huying.people.services.setup import load_places_and_units
from huying.programmes.places.spots import Office, Spot
from huying.rules.calendar import LOCAL
from huying.rules.policy import SYSTEM
from huying.rules.wording import Text


class Administrator(Struct, frozen=True):
    """One of the three: the account to be made for him, and its first password, which is to be changed at once."""

    role: str
    username: str
    name: str
    password: str


def demand_fresh() -> None:
    """Raises AlreadyBegun where somebody has an account."""
    if User.objects.exists():
        raise AlreadyBegun(what=Text("已有账号", "there are accounts"))


@transaction.atomic
def begin(
    *, spots: Sequence[Spot], units: Iterable[Office], administrators: Sequence[Administrator], now: datetime
) -> None:
    """Make the city. Raises AlreadyBegun, ThreePeople, and what making an account raises; then nothing is made.

    Places and units that a command loaded from the shipped tables before anybody was there give way to these.
    """
    demand_fresh()
    if {one.role for one in administrators} != SEPARATE or len({one.username.lower() for one in administrators}) < 3:
        raise ThreePeople(field="username")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_duty; DELETE FROM people_unit; DELETE FROM people_place")
    load_places_and_units(spots, units)
    for one in administrators:
        settle(one, now)
    note(by=SYSTEM, at=now, action="begin", subject=spots[0].code)


def settle(one: Administrator, now: datetime) -> Post:
    """The account and the post of one administrator. The password was seen by others, so it counts as run out."""
    user = create_account(username=one.username, display_name=one.name, password=one.password, by=SYSTEM, now=now)
    User.objects.filter(pk=user.pk).update(password_changed_at=None)
    return appoint(user=user, role=one.role, start=now.astimezone(LOCAL).date(), by=SYSTEM, now=now)
