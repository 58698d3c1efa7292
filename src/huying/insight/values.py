"""What a figure came to, and how that is said."""

from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from huying.insight.registry import Figure, Side
from huying.programmes.registry import load
from huying.rules.facts import Fact
from huying.rules.figures import Period, Rate, shown
from huying.rules.wording import Text

TEN_THOUSAND = Decimal(10_000)
MONEY, MONEY_LARGE = Text("元", "yuan"), Text("万元", "yuan")  # English has no word for ten thousand yuan


class Value(Struct, frozen=True):
    """What a figure came to: counts, or exact sums. `denominator` is None for what is no share, `period` for how things stand."""

    figure: Figure
    numerator: int | Decimal
    denominator: int | Decimal | None
    as_of: datetime
    period: Period | None

    @property
    def shown(self) -> str:
        """As it is printed: a count, a sum with its unit, or a share in per cent at the figure's own precision."""
        return self.say("zh")

    def say(self, language: str) -> str:
        """The same in a language."""
        if self.denominator is not None:
            return shown(Rate(self.numerator, self.denominator), self.figure.digits)
        part = self.figure.part()
        return sum_said(summed(self.figure), self.numerator, language) if part and part.sum else str(self.numerator)


def summed(figure: Figure, side: Side = "numerator") -> Fact:
    """The fact that one side of the figure adds up. Raises KeyError for a side that is no sum."""
    part = figure.part(side)
    return load(figure.programme).facts[part.sum if part else ""]


def sum_said(fact: Fact, value: int | Decimal, language: str) -> str:
    """A sum with its unit, exactly: money in 万元 where the fact is shown so ("56,804.72 万元")."""
    unit = unit_said(fact, language)
    return f"{bare(fact, value, language)} {unit}" if unit else bare(fact, value, language)


def bare(fact: Fact, value: int | Decimal, language: str) -> str:
    """The same without the unit."""
    large = fact.ten_thousands and language.startswith("zh")
    return plain(value / TEN_THOUSAND if large else value)


def unit_said(fact: Fact, language: str) -> str:
    """In what a sum is counted; empty for a bare number."""
    if fact.type == "money":
        return (MONEY_LARGE if fact.ten_thousands else MONEY).say(language)
    return fact.unit.say(language) if fact.unit else ""


def plain(value: int | Decimal) -> str:
    """A number with its thousands apart, without zeros that say nothing: "568,047,200", "56,804.72"."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
