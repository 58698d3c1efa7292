"""What a figure came to, and how that is said."""

from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from huying.insight.registry import Figure
from huying.programmes.registry import load
from huying.rules.facts import Fact
from huying.rules.figures import Period, Rate, shown

TEN_THOUSAND = Decimal(10_000)


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


def summed(figure: Figure) -> Fact:
    """The fact that the figure's numerator adds up. Raises KeyError for a figure that is no sum."""
    part = figure.part()
    return load(figure.programme).facts[part.sum if part else ""]


def sum_said(fact: Fact, value: int | Decimal, language: str) -> str:
    """A sum with its unit, exactly: money in 万元 where the fact is shown so ("56804.72 万元")."""
    chinese = language.startswith("zh")
    if fact.type == "money":
        if fact.ten_thousands and chinese:
            return f"{plain(value / TEN_THOUSAND)} 万元"
        return f"{plain(value)} {'元' if chinese else 'yuan'}"
    return f"{plain(value)} {fact.unit.say(language)}" if fact.unit else plain(value)


def plain(value: int | Decimal) -> str:
    """A number without zeros that say nothing: "568047200", "56804.72"."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
