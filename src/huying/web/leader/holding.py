"""Who has a case, by name: the people who hold the role that must act, at the unit or place where it is held."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q
from msgspec import Struct

from huying.ledger import models
from huying.people.actors import in_force
from huying.people.models import Post
from huying.programmes.registry import load
from huying.rules.wording import Text
from huying.web.kit import names

NAMED = 2  # people named before "and others"
NOBODY = Text("", "")


class Holder(Struct, frozen=True):
    """One post, and whose it is."""

    role: str
    programme: str
    unit: str
    place: str
    name: str


def holders(rows: Sequence[models.Case], on: date) -> dict[UUID, Text]:
    """The names of those who must act on each open case, by one question for posts and one for those who asked."""
    posts, askers = _posts(rows, on), names.persons(_askers(rows))
    return {row.id: _asker(row, askers) or _named([one.name for one in posts if _holds(one, row)]) for row in rows}


def _posts(rows: Iterable[models.Case], on: date) -> list[Holder]:
    wanted = {row.owner_role for row in rows} - {""}
    where = Q(unit__in={row.owner_unit for row in rows}) | Q(unit=None) | Q(place__isnull=False)
    found = Post.objects.filter(where, in_force(on), role__in=wanted, user__is_active=True).order_by("user_id")
    columns = ("role", "programme", "unit_id", "place_id", "user__display_name", "user__username")
    return [
        Holder(role, programme, unit or "", place or "", shown or account)
        for role, programme, unit, place, shown, account in (found.values_list(*columns) if wanted else ())
    ]


def _holds(one: Holder, row: models.Case) -> bool:
    """Whether the post is the one that must act: of this role and programme, at the unit, or for a place above the case's own."""
    if one.role != row.owner_role or one.programme not in ("", row.programme):
        return False
    if row.owner_unit:
        return one.unit == row.owner_unit
    return _at(row) == "place" and one.place in row.within


def _at(row: models.Case) -> str:
    role = load(row.programme, row.version).roles.get(row.owner_role)
    return role.at if role else ""


def _askers(rows: Iterable[models.Case]) -> list[str]:
    """Whoever asked with an account and must act now: it is their turn."""
    return [row.asker for row in rows if row.asker.isdecimal() and _at(row) == "asker"]


def _asker(row: models.Case, askers: dict[str, Text]) -> Text | None:
    return askers.get(row.asker) if _at(row) == "asker" else None


def _named(people: list[str]) -> Text:
    """The first of them, and how many more there are."""
    unique = list(dict.fromkeys(people))
    if len(unique) <= NAMED:
        return Text("、".join(unique), ", ".join(unique)) if unique else NOBODY
    first = unique[0]
    return Text(f"{first} 等 {len(unique)} 人", f"{first} and {len(unique) - 1} others")
