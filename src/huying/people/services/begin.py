"""Beginning a real city: its places, units and duties, and the three administrators who do the rest. All of it, or nothing."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction
from msgspec import Struct

from huying.people.actors import in_force
from huying.people.errors import AlreadyBegun, NoAdministrator, ThreePeople
from huying.people.models import Post, User
from huying.people.roles import SEPARATE
from huying.people.services.accounts import create_account
from huying.people.services.appoint import appoint
from huying.people.services.codes import grant
from huying.people.services.journal import note
from huying.people.services.setup import load_places_and_units
from huying.programmes.places.spots import Office, Spot
from huying.rules.calendar import LOCAL
from huying.rules.policy import SYSTEM
from huying.rules.wording import Text


class Administrator(Struct, frozen=True):
    """One of the three: the account to be made for this person."""

    role: str
    username: str
    name: str


class Code(Struct, frozen=True):
    """The one-time code of one of the three, by both halves of which the password is chosen."""

    of: Administrator
    first: str
    second: str


def demand_fresh() -> None:
    """Raises AlreadyBegun where somebody has an account."""
    if User.objects.exists():
        raise AlreadyBegun(what=Text("已有账号", "there are accounts"))


@transaction.atomic
def begin(
    *, spots: Sequence[Spot], units: Iterable[Office], administrators: Sequence[Administrator], now: datetime
) -> list[Code]:
    """Make the city; the three get a one-time code each. Raises AlreadyBegun, ThreePeople, and what making an account raises; then nothing is made.

    Places and units that a command loaded from the shipped tables before anybody was there give way to these.
    """
    demand_fresh()
    if {one.role for one in administrators} != SEPARATE or len({one.username.lower() for one in administrators}) < 3:
        raise ThreePeople(field="username")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_duty; DELETE FROM people_unit; DELETE FROM people_place")
    load_places_and_units(spots, units)
    codes = [settle(one, now) for one in administrators]
    note(by=SYSTEM, at=now, action="begin", subject=spots[0].code)
    return codes


def settle(one: Administrator, now: datetime) -> Code:
    """The account and the post of one administrator, and a code: nobody else ever knows the password."""
    user = create_account(username=one.username, display_name=one.name, by=SYSTEM, now=now)
    appoint(user=user, role=one.role, start=now.astimezone(LOCAL).date(), by=SYSTEM, now=now)
    return Code(one, *grant(user=user, by=SYSTEM, now=now))


@transaction.atomic
def anew(username: str, now: datetime) -> Code:
    """Another code for one of the three who lost the first, or could not choose a password in time. Raises NoAdministrator.

    Once they work, they do this for one another (`services.changes`); this is for whoever runs the machine, when they can't.
    """
    on = now.astimezone(LOCAL).date()
    held = Post.objects.filter(in_force(on), role__in=SEPARATE, user__username=username, user__is_active=True)
    post = held.select_related("user").first()
    if post is None:
        raise NoAdministrator(field="username")
    one = Administrator(post.role, username, post.user.display_name)
    return Code(one, *grant(user=post.user, by=SYSTEM, now=now))
