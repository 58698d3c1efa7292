"""The place of a case at the desk: county or town from one list, the village from a second one that follows the first.

Without scripts the second one is a field in which the village's name is typed. Both send `<field>` and `<field>-village`.
"""

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from msgspec import Struct

from huying.people.models import Place
from huying.people.selectors import parts_of, path_of, places_named
from huying.rules.errors import BadInput
from huying.rules.wording import Text
from huying.web.days import today
from huying.web.kit.guard import StaffRequest, staff

LONGEST = 60


class Picked(Struct, frozen=True):
    """A place as the two lists show it: what stands in the first, and the second's choices with the one that is chosen.

    `former` is the first's name where it is in force no longer: the list does not have it, and yet the case does.
    """

    first: str
    former: Text | None
    villages: tuple[tuple[str, Text], ...]
    village: str = ""


@require_safe
@never_cache
@staff
def villages(request: StaffRequest, field: str) -> HttpResponse:
    """The second list, for the place that was chosen in the first."""
    picked = shown(request.GET.get(field, ""))
    return render(request, "desk/_village.html", {"field": field, "at": picked})


def shown(code: str) -> Picked:
    """How a place stands in the two lists. A village stands in the second, below what it lies in."""
    way = {place.code: place for place in Place.objects.filter(code__in=path_of(code.replace("\0", "")))}
    above = [place for place in way.values() if place.level != Place.Level.VILLAGE]
    first = max(above, key=lambda place: len(place.path), default=None)
    if first is None:
        return Picked("", None, ())
    rows = [*parts_of(first.code, today()).filter(level=Place.Level.VILLAGE).order_by("code")]
    if code != first.code and code not in {row.code for row in rows}:
        rows.append(way[code])
    return Picked(
        first.code,
        None if first.in_force(today()) else _ended(first),
        tuple((row.code, row.text if row.in_force(today()) else _ended(row)) for row in rows),
        code if code != first.code else "",
    )


def _ended(place: Place) -> Text:
    return Text(f"{place.name}（已撤销）", f"{place.name_en} (ended)")


def said(field: str, post: QueryDict) -> str:
    """The code of the place that was chosen: of the village, where one was chosen or named. Raises BadInput for a village
    that the chosen place does not have, or that is one of several.
    """
    place, village = (_word(post, name) for name in (field, f"{field}-village"))
    if not village:
        return place
    listed = Place.objects.filter(code=village).first()
    if listed is not None and (not place or place in listed.path):
        return listed.code
    name = listed.name if listed is not None else village
    found = places_named(name, today(), place)
    if len(found) != 1:
        raise BadInput(field=field, problem=_problem(name, found))
    return found[0].code


def typed(field: str, post: QueryDict) -> str:
    """As `said`, for a form that comes back: a village that is none leaves the place as it was chosen."""
    try:
        return said(field, post)
    except BadInput:
        return _word(post, field)


def _problem(village: str, found: list[Place]) -> Text:
    if found:
        return Text(
            f"叫“{village}”的有{len(found)}个，请先选乡镇（街道）",
            f"{len(found)} places are called “{village}”; choose the town first.",
        )
    return Text(
        f"所选地点没有“{village}”这个村（社区），请核对名称或留空",
        f"the chosen place has no village “{village}”; check the name, or leave it empty.",
    )


def _word(post: QueryDict, name: str) -> str:
    return post.get(name, "").replace("\0", "").strip()[:LONGEST]
