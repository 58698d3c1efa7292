"""How the tallies of a programme are laid out: which parts are counted at which place, cut by what, under the name of which rules.
Pure: it follows from the newest version of the programme.
"""

import hashlib
from functools import cached_property

from msgspec import Struct, json

from huying.insight.parts import counted, milestone, moved
from huying.programmes.registry import derived, load
from huying.rules.conditions import Where
from huying.rules.facts import Fact
from huying.rules.figures import Part
from huying.rules.programme import Programme

LAYOUT = 1  # grows when what is kept of the same parts changes, so that all is counted anew
PARTS = 62  # that fit into one number (bigint); what a programme declares beyond them is counted in the ledger itself
FACT = "f."  # before the code of a fact, wherever a figure is narrowed or cut by it
MARK = 16  # characters of the digest


class Book(Struct, frozen=True, dict=True):
    """The book of one programme. `parts` are those that are tallied, each at its place (a bit of an image, a member of a
    tally's counts); `cuts` are the dimensions beside county and month.
    """

    programme: str
    rules: str
    parts: dict[str, Part]
    facts: tuple[str, ...]

    @property
    def cuts(self) -> tuple[str, ...]:
        """By what a figure can be cut and narrowed besides county and month: the unit that leads, the state, declared facts."""
        return ("unit", "state", *(FACT + code for code in self.facts))

    @cached_property
    def place(self) -> dict[str, int]:
        """Where each part stands."""
        return {code: number for number, code in enumerate(self.parts)}

    @cached_property
    def conditions(self) -> list[Where]:
        """What a case must fulfil to count, part by part."""
        return [counted(part) for part in self.parts.values()]

    @cached_property
    def moving(self) -> list[int]:
        """The places of the parts that the clock moves."""
        return [number for number, where in enumerate(self.conditions) if moved(where)]

    @cached_property
    def milestones(self) -> tuple[str, ...]:
        """Those by whose dates something is counted."""
        return tuple(dict.fromkeys(name for part in self.parts.values() if (name := milestone(part))))

    @cached_property
    def sums(self) -> tuple[str, ...]:
        """The facts that are added up."""
        return tuple(dict.fromkeys(part.sum for part in self.parts.values() if part.sum))

    @cached_property
    def items(self) -> tuple[str, ...]:
        """The facts whose values are told apart."""
        return tuple(dict.fromkeys(part.distinct for part in self.parts.values() if part.distinct))

    @cached_property
    def summed(self) -> tuple[str, ...]:
        """The parts that are sums, in the order in which a tally keeps these."""
        return tuple(code for code, part in self.parts.items() if part.sum)

    @cached_property
    def strands(self) -> dict[tuple[str, str], int]:
        """The parts that lie in a period by the same date, and tell the same fact's values apart, as a mask of bits: by what
        dates them ("to_date", "opened", a milestone) and the fact (empty: none).
        """
        found: dict[tuple[str, str], int] = {}
        for number, part in enumerate(self.parts.values()):
            key = (part.over, part.distinct)
            found[key] = found.get(key, 0) | 1 << number
        return found

    def mask(self, parts: list[str]) -> int:
        """These parts as bits."""
        return sum(1 << self.place[code] for code in parts)


@derived
def book(programme: str) -> Book:
    """The book of a programme. Raises NotFound."""
    rules = load(programme)
    parts = dict(list(rules.parts.items())[:PARTS])
    facts = tuple(filters(rules))
    said = json.encode([LAYOUT, rules.code, parts, facts, rules.clockwork], order="deterministic")
    return Book(rules.code, hashlib.sha256(said).hexdigest()[:MARK], parts, facts)


def filters(programme: Programme) -> dict[str, Fact]:
    """The facts by which the programme's cases are narrowed and cut."""
    return {code: fact for code, fact in programme.case_facts.items() if fact.filter}
