"""What open work a unit or a place has, and whether anybody is left to do it. People know no cases: whoever does is listed in
settings.

`HUYING_OPEN_WORK`: dotted paths to functions of a `Seat` that give `Work`.
"""

import functools
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string
from msgspec import Struct

from huying.people import roles
from huying.people.actors import in_force
from huying.people.errors import LastOfThree, NobodyLeft, UnitBusy
from huying.people.models import Place, Post, Unit, User
from huying.rules.wording import Text

AHEAD = timedelta(days=30)  # how long before a term ends by itself it is told


class Seat(Struct, frozen=True):
    """Where work may lie: at a unit, and in a place but for what somebody else covers within it."""

    unit: str = ""
    place: str = ""
    covered: tuple[str, ...] = ()


class Work(Struct, frozen=True):
    """How many open cases of a programme a role at a unit, or for a place, has to act on, now or at a later step."""

    programme: str
    role: str
    cases: int


@functools.cache
def _asked() -> tuple[Callable[[Seat], Iterable[Work]], ...]:
    return tuple(import_string(path) for path in settings.HUYING_OPEN_WORK)


def open_work(unit: str = "", place: str = "", covered: tuple[str, ...] = ()) -> list[Work]:
    """The open work there by role; none where nothing waits."""
    seat = Seat(unit, place, covered)
    return [work for asked in _asked() for work in asked(seat) if work.cases]


def left_by(post: Post, on: date) -> Work | None:
    """The open work that nobody could do any more if this post were not held from `on`."""
    seat = _left(post, on)
    if seat is None:
        return None
    mine = (work for work in open_work(seat.unit, seat.place, seat.covered) if work.role == post.role)
    return next((work for work in mine if post.programme in ("", work.programme)), None)


def demand_somebody(post: Post, on: date) -> None:
    """Raises NobodyLeft where open work would be left without anybody to do it, LastOfThree where nobody would be one of the three
    administrators any more. Two who leave at once take turns.
    """
    _take_turns(post)
    demand_another_of_three(post, on)
    work = left_by(post, on)
    if work is not None:
        raise NobodyLeft(unit=where(post), role=roles.full_name(work.programme, work.role), cases=work.cases)


def demand_another_of_three(post: Post, on: date) -> None:
    """Raises LastOfThree: without one of each nobody could give the post to anybody."""
    if post.role in roles.SEPARATE and not _others(post, on).exists():
        raise LastOfThree(role=roles.name("", post.role))


def left_without(user: User, on: date) -> Iterator[tuple[Text, Text, int]]:
    """Where somebody who can't sign in any more leaves open work to nobody: the unit or place, the role, how many cases."""
    for post in Post.objects.filter(in_force(on), user=user).select_related("unit", "place"):
        work = left_by(post, on)
        if work is not None:
            yield where(post), roles.full_name(work.programme, work.role), work.cases


def running_out(on: date) -> list[tuple[Post, int]]:
    """Terms that end by themselves within a month and leave open work, or one of the three, to nobody; with how many cases."""
    soon = Post.objects.filter(in_force(on), end__lte=on + AHEAD, user__is_active=True)
    found = []
    for post in soon.select_related("user", "unit", "place").order_by("end", "id"):
        ends = post.end or on
        work = left_by(post, ends)
        if work or (post.role in roles.SEPARATE and not _others(post, ends).exists()):
            found.append((post, work.cases if work else 0))
    return found


def demand_idle(unit: Unit) -> None:
    """Raises UnitBusy where the unit has open work: it is handed to another unit first."""
    cases = max((work.cases for work in open_work(unit.code)), default=0)
    if cases:
        raise UnitBusy(unit=unit.text, cases=cases)


def where(post: Post) -> Text:
    """Where a post is held: its unit, else its place, else the whole city."""
    return post.unit.text if post.unit else post.place.text if post.place else roles.CITY


def _left(post: Post, on: date) -> Seat | None:
    """What nobody else covers of where the post is held; None for nothing."""
    others, role = _others(post, on), roles.roles().get((post.programme, post.role))
    if post.place is None or role is None or not role.place:
        return None if post.unit_id is None or others.exists() else Seat(post.unit_id)
    if others.filter(Q(place=None) | Q(place__in=post.place.path)).exists():
        return None
    within = others.filter(place__path__contains=[post.place_id]).values_list("place_id", flat=True)
    return Seat(post.unit_id or "", post.place.code, tuple(str(code) for code in within))


def _others(post: Post, on: date) -> QuerySet[Post]:
    same = Post.objects.filter(in_force(on), programme=post.programme, role=post.role, unit=post.unit_id)
    return same.filter(user__is_active=True).exclude(pk=post.pk)


def _take_turns(post: Post) -> None:
    if post.role in roles.SEPARATE:
        list(Post.objects.select_for_update(no_key=True).filter(role=post.role, programme="").order_by("pk"))
    elif post.unit_id:
        Unit.objects.select_for_update(no_key=True).get(pk=post.unit_id)
    elif post.place_id:
        Place.objects.select_for_update(no_key=True).get(pk=post.place_id)
