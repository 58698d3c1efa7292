"""What open work a unit has, and whether anybody is left to do it. People know no cases: whoever does is listed in settings.

`HUYING_OPEN_WORK`: dotted paths to functions of a unit's code that give `Work`.
"""

import functools
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string
from msgspec import Struct

from huying.people.actors import in_force
from huying.people.errors import NobodyLeft, UnitBusy
from huying.people.models import Post, Unit, User
from huying.people.roles import full_name
from huying.rules.wording import Text


class Work(Struct, frozen=True):
    """How many open cases of a programme a role at a unit has to act on, now or at a later step."""

    programme: str
    role: str
    cases: int


@functools.cache
def _asked() -> tuple[Callable[[str], Iterable[Work]], ...]:
    return tuple(import_string(path) for path in settings.HUYING_OPEN_WORK)


def open_work(unit: str) -> list[Work]:
    """The unit's open work by role; none for a unit that nothing waits at."""
    return [work for asked in _asked() for work in asked(unit) if work.cases]


def left_by(post: Post, on: date) -> Work | None:
    """The open work that nobody at the unit could do any more if this post were not held from `on`."""
    if post.unit_id is None or _others(post, on).exists():
        return None
    mine = (work for work in open_work(post.unit_id) if work.role == post.role)
    return next((work for work in mine if post.programme in ("", work.programme)), None)


def demand_somebody(post: Post, on: date) -> None:
    """Raises NobodyLeft where open work would be left without anybody to do it. Two who leave at once take turns."""
    if post.unit_id:
        Unit.objects.select_for_update(no_key=True).get(pk=post.unit_id)
    work = left_by(post, on)
    if work is not None:
        raise NobodyLeft(
            unit=post.unit.text if post.unit else post.unit_id,
            role=full_name(work.programme, work.role),
            cases=work.cases,
        )


def left_without(user: User, on: date) -> Iterator[tuple[Text, Text, int]]:
    """Where somebody who can't sign in any more leaves open work to nobody: the unit, the role, how many cases."""
    for post in Post.objects.filter(in_force(on), user=user, unit__isnull=False).select_related("unit"):
        work = left_by(post, on)
        if work is not None and post.unit is not None:
            yield post.unit.text, full_name(work.programme, work.role), work.cases


def demand_idle(unit: Unit) -> None:
    """Raises UnitBusy where the unit has open work: it is handed to another unit first."""
    cases = max((work.cases for work in open_work(unit.code)), default=0)
    if cases:
        raise UnitBusy(unit=unit.text, cases=cases)


def _others(post: Post, on: date) -> QuerySet[Post]:
    same = Post.objects.filter(in_force(on), programme=post.programme, role=post.role, unit=post.unit_id)
    return same.filter(user__is_active=True).exclude(pk=post.pk)
