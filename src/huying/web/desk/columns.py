"""The columns of a list: what every case has, and the facts that the programme shows there."""

from collections.abc import Iterator

from msgspec import Struct

from huying.rules.facts import NUMBERS, Fact
from huying.rules.programme import Programme
from huying.rules.wording import Text
from huying.web.desk import filters
from huying.web.desk.listing import Asked, sorts
from huying.web.kit.values import label

NAMES = {
    "heading": Text("标题", "Title"),
    "programme": Text("专项", "Programme"),
    "state": Text("状态", "State"),
    "place": Text("地点", "Place"),
    "unit": Text("单位", "Unit"),
    "due": Text("期限", "Due"),
    "opened": Text("登记", "Opened"),
    "number": Text("编号", "Number"),
}
CLASSES = {"heading": "t", "programme": "c c1", "state": "s", "place": "p", "unit": "u", "due": "d", "opened": "o"}


class Column(Struct, frozen=True):
    """One column: how it is sorted by in the address (empty: it is not), its heading, its class, and which way it stands now."""

    way: str
    name: Text
    kind: str
    sorted: str = ""
    query: str = ""


def facts(programme: Programme | None) -> dict[str, Fact]:
    """The facts that lists show, by code; the place has a column of its own, and free text none."""
    if programme is None:
        return {}
    known = programme.case_facts.items()
    return {code: fact for code, fact in known if fact.column and fact.type != "prose" and fact.meaning != "place"}


def head(asked: Asked, query: dict[str, str]) -> list[Column]:
    """The heads of the list's columns (the light's aside), each with the address that sorts by it."""
    return list(_head(asked, query))


def _head(asked: Asked, query: dict[str, str]) -> Iterator[Column]:
    now = sorts(asked)
    for code in ("heading", "programme", "state", "place", "unit"):
        if code != "programme" or (asked.several and asked.programme is None):
            yield _column("" if code == "programme" else code, NAMES[code], CLASSES[code], now, query)
    for place, (code, fact) in enumerate(facts(asked.programme).items(), 1):
        kind = f"c c{place} num" if fact.type in NUMBERS else f"c c{place}"
        yield _column(f"f.{code}", label(fact), kind, now, query)
    for code in ("due", "opened", "number"):
        yield _column(code, NAMES[code], {"due": "d", "opened": "o", "number": "n"}[code], now, query)


def _column(way: str, name: Text, kind: str, now: str, query: dict[str, str]) -> Column:
    if not way:
        return Column("", name, kind)
    stands = {way: "ascending", f"-{way}": "descending"}.get(now, "")
    other = f"-{way}" if now == way else way
    return Column(way, name, kind, stands, filters.address(query, sort=other))
