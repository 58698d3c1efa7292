"""Where a matter is, in the words of the portal."""

from huying.people.models import Place
from huying.people.selectors import path_of
from huying.rules.wording import Text


def name_of(code: str) -> Text:
    """「魏都区西大街道」 for a place code, from the county down; empty where the place is unknown or not said."""
    names = {place.code: place for place in Place.objects.filter(code__in=path_of(code))}
    way = [names[above] for above in path_of(code)]
    said = [place for place in way if place.level != Place.Level.CITY] or way
    return Text("".join(one.name for one in said), ", ".join(one.name_en for one in reversed(said)))
