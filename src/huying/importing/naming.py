"""Names that files write, as codes: places by the tree, units, persons and firms by what they are called."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import cached_property

from huying.people.gazetteer import Gazetteer
from huying.people.models import Firm, User
from huying.people.selectors import counties, gazetteer, paths, place_in_force, unit_names, units

BELOW = re.compile("[区县镇乡]|街道")  # in the name of a unit of a place below the city
SHORTEST = 2  # characters of a unit's name without its city


class Names:
    """What the city's places, units, persons and firms are called, read once for a file."""

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return gazetteer()

    @cached_property
    def _places(self) -> dict[tuple[str, date], str]:
        return {}

    def place(self, name: str, on: date) -> str:
        """The code of the place that is meant on that day; empty where there is none, or where it could be several."""
        known = self._places
        if (name, on) not in known:
            coded = [name] if place_in_force(name, on) else []
            found = coded if name in self._paths else self._gazetteer.named(name, on)
            known[name, on] = found[0] if len(found) == 1 else ""
        return known[name, on]

    @cached_property
    def _paths(self) -> dict[str, tuple[str, ...]]:
        return paths()

    @cached_property
    def _counties(self) -> frozenset[str]:
        return frozenset(counties().values_list("code", flat=True))

    def path(self, code: str) -> tuple[str, ...]:
        """The codes from the city down to the place; empty for none."""
        return self._paths.get(code, ())

    def county(self, code: str) -> str:
        """The county that the place is or lies in, empty where it lies in none."""
        return next((one for one in reversed(self.path(code)) if one in self._counties), "")

    @cached_property
    def _homes(self) -> dict[tuple[str, ...], str]:
        return {}

    def home(self, within: tuple[str, ...], ask: Callable[[], str]) -> str:
        """The unit that answers for a place, asked once for each. Raises what `ask` raises."""
        if within not in self._homes:
            self._homes[within] = ask()
        return self._homes[within]

    @cached_property
    def _units(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for code, text in sorted(unit_names().items(), key=lambda one: one[0] not in self._in_use):
            for name in (code, text.zh, text.en, *_short(text.zh)):
                found.setdefault(_folded(name), code)
        return found

    @cached_property
    def _in_use(self) -> frozenset[str]:
        return frozenset(units().values_list("code", flat=True))

    def unit(self, name: str) -> str:
        """The code of a unit that is in use, by its name as `unit_ever` reads it; empty where there is none."""
        code = self.unit_ever(name)
        return code if code in self._in_use else ""

    def unit_ever(self, name: str) -> str:
        """The code of a unit, in use or not, by its name, with or without the city before it, short or in full; empty where there is none."""
        if name not in self._found:
            forms = [_folded(name), *map(_folded, _short(name))]
            code = next((self._units[form] for form in forms if form in self._units), "")
            self._found[name] = code or self._in_full(forms[-1])
        return self._found[name]

    @cached_property
    def _found(self) -> dict[str, str]:
        return {}

    def _in_full(self, name: str) -> str:
        """The one unit whose name is this one's short form: 城管局 is 城市管理局. That of a county is another."""
        if BELOW.search(name):
            return ""
        codes = {code for short, code in self._units.items() if len(short) > SHORTEST and _abbreviates(short, name)}
        return codes.pop() if len(codes) == 1 else ""

    @cached_property
    def _persons(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for pk, username, shown in User.objects.filter(is_active=True).values_list("pk", "username", "display_name"):
            for name in {username, shown}:
                found[name] = "" if name in found else str(pk)  # two of one name are nobody
        return found

    def person(self, name: str) -> str:
        """The account of that user name or name, where only one bears it."""
        return self._persons.get(name, "")

    @cached_property
    def _firms(self) -> dict[str, str]:
        rows = Firm.objects.filter(active=True).values_list("code", "name")
        return {key: code for code, name in rows for key in (code, name)}

    def firm(self, name: str) -> str:
        """The code of a firm by its code or name."""
        return self._firms.get(name, "")


def _abbreviates(short: str, name: str) -> bool:
    """Whether a name is shortened to the other: its characters in their order, with the first and the last."""
    letters = iter(name)
    return short[0] == name[0] and short[-1] == name[-1] and all(sign in letters for sign in short)


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _short(name: str) -> list[str]:
    """A unit's name without its city: 许昌市城市管理局 and 市城市管理局 are 城市管理局."""
    after = name.split("市", 1)[-1] if "市" in name[:4] else name
    return [after] if after != name and len(after) > SHORTEST else []
