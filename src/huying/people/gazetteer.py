"""Places by the names people write: 魏都区, 魏都, 许昌市魏都区, 建安区长村张乡. Pure; `selectors.gazetteer` fills it.

A name may lack its suffix or carry another of its level (村 for 村委会, 乡 for 街道); names of places above may stand before
it. A whole name comes before one without its suffix, what is in force before what was, and a former place stands for the
one that took its place. Of what is left, those nearest to the top are meant; where they are several, the name is ambiguous.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from msgspec import Struct

from huying.programmes.places.spots import LEVELS, Level

LONGEST = 80  # characters of a text that can be the name of a place, with all that stands above it
BETWEEN = re.compile(r"[\s·,，、/＞>—-]+")
PROVINCE = re.compile(r"^.{2,8}?(?:省|自治区)")
#: What may be left out at the end, one after the other.
PEELS: dict[Level, tuple[re.Pattern[str], ...]] = {
    "city": (re.compile("(?:市|地区|州|盟)$"),),
    "county": (re.compile("(?:区|县|市|旗)$"),),
    "town": (re.compile("(?:街道办事处|街道办|办事处|街道|.族[乡镇]|乡|镇)$"),),
    "village": (
        re.compile("(?:居民委员会|居委会|村民委员会|村委会)$"),
        re.compile("(?<=村)(?:民委员会|委会)$"),  # 位村委会 is 位村 too
        re.compile("(?:社区|行政村|村)$"),
    ),
}


class Named(Struct, frozen=True):
    """A place as the table holds it: its name and its other names, its codes from the top down to its own.

    `zone`: it is a functional zone or lies in one.
    """

    name: str
    also: tuple[str, ...]
    level: Level
    path: tuple[str, ...]
    since: date | None = None
    until: date | None = None
    successor: str = ""
    zone: bool = False

    @property
    def code(self) -> str:
        """Its own code."""
        return self.path[-1]

    def in_force(self, on: date) -> bool:
        """Whether there is such a place on that day."""
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)


class Hit(NamedTuple):
    """The place that bears a name, and the one that is meant today: itself, or what took its place."""

    bears: Named
    meant: Named


class Gazetteer:
    """Many places, found by name. Making it for a city with its villages takes some 50 ms, asking it tens of microseconds."""

    def __init__(self, places: Iterable[Named]) -> None:
        self._places = {place.code: place for place in places}
        self._whole: dict[str, list[Named]] = defaultdict(list)
        self._other: dict[str, list[Named]] = defaultdict(list)
        self._short: dict[tuple[Level, str], list[Named]] = defaultdict(list)
        for place in self._places.values():
            self._whole[place.name].append(place)
            for name in place.also:
                self._other[name].append(place)
            for form in {form for name in (place.name, *place.also) for form in forms(name, place.level)}:
                self._short[place.level, form].append(place)

    def named(self, text: str, on: date, within: str = "") -> list[str]:
        """The codes of the places in force on that day that `text` may mean, within a place where one is given; one code
        where it is clear, none for a text that is no place's name.
        """
        said = BETWEEN.sub("", text)
        if not said or len(said) > LONGEST:
            return []
        found = self._anywhere(said, on, [within] if within else []) or [
            hit for hit in self._anywhere(said, on, []) if not within or within in hit.meant.path
        ]
        if not found and PROVINCE.match(said):
            return self.named(PROVINCE.sub("", said), on, within)
        meant = {hit.meant.code: LEVELS.index(hit.meant.level) for hit in found}
        nearest = min(meant.values(), default=0)
        return [code for code, level in meant.items() if level == nearest]

    def _anywhere(self, said: str, on: date, inside: Sequence[str]) -> list[Hit]:
        """By the tree; else with the places of functional zones for places of any county: people go on naming the county
        that a zone was cut from.
        """
        return self._found(said, on, inside, zones=False) or self._found(said, on, inside, zones=True)

    def _found(self, said: str, on: date, inside: Sequence[str], *, zones: bool, parts: int = len(LEVELS)) -> list[Hit]:
        """By the whole text; else by a name that it begins with and, within that place, what follows: as many parts as
        there are levels, so that no text takes long.
        """
        if hits := self._bearing(said, on, inside, zones=zones):
            return hits
        for cut in range(len(said) - 2, 1, -1) if parts > 1 else ():
            above = [place.code for hit in self._bearing(said[:cut], on, inside, zones=zones) for place in hit]
            below = self._found(said[cut:], on, above, zones=zones, parts=parts - 1) if above else []
            if below:
                return below
        return []

    def _bearing(self, name: str, on: date, inside: Sequence[str], *, zones: bool) -> list[Hit]:
        """What bears this name, in the first way in which anything does."""
        for candidates in self._candidates(name):
            if hits := self._hits([place for place in candidates if self._lies(place, inside, zones=zones)], on):
                return hits
        return []

    def _candidates(self, said: str) -> Iterator[list[Named]]:
        """By the whole name, by another whole name, by a name without its suffix, by both without theirs."""
        yield self._whole.get(said, [])
        yield self._other.get(said, [])
        yield [place for level in LEVELS for place in self._short.get((level, said), [])]
        yield [place for level in LEVELS for form in forms(said, level) for place in self._short.get((level, form), [])]

    def _lies(self, place: Named, inside: Sequence[str], *, zones: bool) -> bool:
        if not inside or any(code in place.path for code in inside):
            return True
        return zones and place.zone and any(self._is_county(code) for code in inside)

    def _is_county(self, code: str) -> bool:
        place = self._places.get(code)
        return place is not None and place.level == "county" and not place.zone

    def _hits(self, places: Sequence[Named], on: date) -> list[Hit]:
        """Those in force, or else those that another took the place of."""
        if found := [Hit(place, place) for place in places if place.in_force(on)]:
            return found
        heirs = ((place, self._heir(place, on)) for place in places)
        return [Hit(place, heir) for place, heir in heirs if heir is not None]

    def _heir(self, place: Named, on: date) -> Named | None:
        """Whoever in the line of its successors is in force."""
        for _ in self._places:
            after = self._places.get(place.successor)
            if after is None or after.in_force(on):
                return after
            place = after
        return None


def forms(name: str, level: Level) -> set[str]:
    """A name, and what is left of it without the suffixes of its level, at least two characters."""
    found = {name}
    for suffix in PEELS[level]:
        found |= {suffix.sub("", one) for one in found}
    return {one for one in found if len(one) > 1 or one == name}
