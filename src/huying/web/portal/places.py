"""Where a matter is, in the words of the portal: villages are asked for one town at a time, or named."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from huying.people.models import Place
from huying.people.selectors import parts_of, path_of, places_named
from huying.rules.wording import Text
from huying.web.days import today

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


def name_of(code: str) -> Text:
    """「魏都区西大街道」 for a place code, from the county down; empty where the place is unknown or not said."""
    path = path_of(code)
    names = {place.code: place for place in Place.objects.filter(code__in=path)}
    way = [names[above] for above in path]
    said = [place for place in way if place.level != Place.Level.CITY] or way
    return Text("".join(one.name for one in said), ", ".join(one.name_en for one in reversed(said)))
