"""Where a matter is: counties and their towns, as the place picker offers them."""

from msgspec import Struct

from huying.people.models import Place
from huying.rules.wording import Text


class County(Struct, frozen=True):
    """One county with its towns: (code, name)."""

    code: str
    name: Text
    towns: tuple[tuple[str, Text], ...]


def counties() -> list[County]:
    """The counties in their usual order, each with its towns; two queries."""
    towns: dict[str, list[tuple[str, Text]]] = {}
    for town in Place.objects.filter(level=Place.Level.TOWN):
        towns.setdefault(str(town.parent_id), []).append((town.code, town.text))
    rows = Place.objects.filter(level=Place.Level.COUNTY)
    return [County(row.code, row.text, tuple(towns.get(row.code, ()))) for row in rows]


def name_of(code: str) -> Text:
    """「魏都区 西大街道」 for a place code; empty where the place is unknown or not said."""
    row = Place.objects.select_related("parent").filter(code=code).first()
    if row is None:
        return Text("", "")
    if row.level != Place.Level.TOWN or row.parent is None:
        return row.text
    return Text(f"{row.parent.name}{row.name}", f"{row.name_en}, {row.parent.name_en}")
