"""A case as words: to find others like it, and to lay two of them side by side before they are linked."""

from msgspec import Struct

from huying.ledger import models, store
from huying.ledger.selectors.scope import cases_for
from huying.programmes.registry import load
from huying.rules.facts import Meaning
from huying.rules.policy import Actor
from huying.rules.programme import Programme, said
from huying.rules.wording import Text
from huying.web.kit import names
from huying.web.kit.values import shown

READ = 4000  # characters of a matter that are enough to know what it is about
SAME: tuple[Meaning, ...] = ("category", "place")  # what two cases should have in common before one joins the other


class Side(Struct, frozen=True):
    """One of two cases: its number, what it is called, what it asks, where it stands, and what should be the same in both."""

    number: str
    heading: str
    matter: str
    state: Text
    facts: tuple[tuple[Text, Text], ...]


class Pair(Struct, frozen=True):
    """Two cases side by side, and the names of what differs in them."""

    this: Side
    other: Side
    differ: tuple[Text, ...]


def texts(row: models.Case) -> tuple[str, str]:
    """What the case is called, and what it asks, as far as that is needed to know what it is about."""
    programme = load(row.programme, row.version)
    matter = programme.meaning("matter")
    passage = store.read(row).facts.get(matter) if matter else None
    found = names.texts([passage])[passage] if passage else None
    return row.heading, found.zh[:READ] if found and found != names.FORGOTTEN else ""


def state(row: models.Case) -> Text:
    """The state's name."""
    return load(row.programme, row.version).states[row.state].name


def beside(row: models.Case, number: str, actor: Actor) -> Pair | None:
    """The case and the one of that number, as far as the actor may see it."""
    other = cases_for(actor).filter(number=number.strip().replace("\0", "")).first() if number.strip() else None
    if other is None or other.pk == row.pk:
        return None
    mine, theirs = _values(row), _values(other)
    differ = tuple(
        mine[meaning][0]
        for meaning in SAME
        if meaning in mine and meaning in theirs and mine[meaning][1] != theirs[meaning][1]
    )
    return Pair(_side(row, mine), _side(other, theirs), differ)


def _side(row: models.Case, values: dict[Meaning, tuple[Text, Text]]) -> Side:
    heading, matter = texts(row)
    return Side(row.number, heading, matter, state(row), tuple(values.values()))


def _values(row: models.Case) -> dict[Meaning, tuple[Text, Text]]:
    programme: Programme = load(row.programme, row.version)
    found: dict[Meaning, tuple[Text, Text]] = {}
    for meaning in SAME:
        value, code = said(programme, row.facts, meaning), programme.meaning(meaning)
        if value:
            fact = programme.facts[code]
            places = names.Names(places=names.places([value]))
            found[meaning] = (fact.name, shown(fact, value, places))
    return found
