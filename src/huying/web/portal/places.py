"""Where a matter is, in the words of the portal: villages are asked for one town at a time, or named."""

from datetime import date

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.html import format_html_join
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from msgspec import Struct

from huying.clock import now
from huying.people.models import Place
from huying.people.selectors import parts_of, path_of, places_named
from huying.rules.wording import Text
from huying.web import limits
from huying.web.days import today
from huying.web.portal.limits import SEEKING
from huying.web.speaking import say

LONGEST = 100  # characters of a name
MOST = 8  # places that are offered where a name means several
HOUR = 3600  # seconds that a list of villages may be kept


@require_safe
@cache_control(public=True, max_age=HOUR)
def villages(request: HttpRequest, code: str) -> HttpResponse:
    """The villages of a town (or those that lie in a county itself) as options; nothing for a place without any."""
    rows = parts_of(code, today()).filter(level=Place.Level.VILLAGE).order_by("code")
    return HttpResponse(format_html_join("\n", '<option lang="zh-Hans">{}</option>', ((row.name,) for row in rows)))


def village_named(text: str, within: str, on: date) -> str:
    """The code of the one village that a text names, within a place where one was chosen; "" where it names none, or several."""
    found = places_named(text, on, within) if text else []
    return found[0].code if len(found) == 1 and found[0].level == Place.Level.VILLAGE else ""


class Hit(Struct, frozen=True):
    """A place that a typed name may mean: what it is called in full, and what a form must have chosen to mean it."""

    name: Text
    chosen: dict[str, str]


def sought(text: str, on: date) -> list[Hit]:
    """The places that a name may mean, whatever its level; none for the city itself, which says nothing."""
    found = [place for place in places_named(text, on) if place.level != Place.Level.CITY] if text else []
    return [Hit(name_of(place.code), _chosen(place)) for place in found[:MOST]]


def _chosen(place: Place) -> dict[str, str]:
    levels = dict(Place.objects.filter(code__in=place.path).values_list("level", "code"))
    return {
        "county": levels.get(Place.Level.COUNTY, ""),
        "town": levels.get(Place.Level.TOWN, ""),
        "village": place.name if place.level == Place.Level.VILLAGE else "",
    }


@require_safe
def named(request: HttpRequest) -> HttpResponse:
    """The places that a typed name may mean, for the form to take the one or ask which."""
    limits.count(SEEKING, limits.address(request), now())
    hits = sought(request.GET.get("q", "").replace("\0", "")[:LONGEST], today())
    return JsonResponse([{"name": say(hit.name), **hit.chosen} for hit in hits], safe=False)


def name_of(code: str) -> Text:
    """「魏都区西大街道」 for a place code, from the county down; empty where the place is unknown or not said."""
    path = path_of(code)
    names = {place.code: place for place in Place.objects.filter(code__in=path)}
    way = [names[above] for above in path]
    said = [place for place in way if place.level != Place.Level.CITY] or way
    return Text("".join(one.name for one in said), ", ".join(one.name_en for one in reversed(said)))
