"""A figure as a page shows it: the number large, its counts and time small, every number a link to the cases behind it."""

from decimal import Decimal
from functools import cache, lru_cache

from django.urls import reverse
from msgspec import Struct

from huying.insight.figures import Side, Value
from huying.insight.registry import Figure
from huying.rules.figures import PRESENT, Part, Rate
from huying.web.leader.question import Question

TONES: dict[Part, str] = {"red": "red", "amber": "amber", "green": "green", "overdue": "red"}


class Number(Struct, frozen=True):
    """One figure with its links; `tone` colours it where it stands for a light."""

    figure: Figure
    value: Value
    link: str
    below: str
    tone: str = ""

    @property
    def big(self) -> str:
        """As it is read from afar: 「11,810」, 「85.0%」."""
        return f"{self.value.numerator:,}" if self.figure.per is None else self.value.shown

    @property
    def above(self) -> str:
        """The numerator."""
        return f"{self.value.numerator:,}"

    @property
    def of(self) -> str:
        """The denominator."""
        return f"{self.value.denominator or 0:,}"

    @property
    def percent(self) -> Decimal | None:
        """Of a share, in per cent."""
        return Rate(self.value.numerator, self.value.denominator).percent if self.value.denominator else None


def number(value: Value, question: Question, **here: str) -> Number:
    """The figure's value with links to its numerator's and denominator's cases, narrowed to `here`."""
    figure = value.figure
    tone = TONES.get(figure.of, "") if figure.of and value.numerator else ""
    below = behind(question, figure, "denominator", **here) if figure.per else ""
    return Number(figure, value, behind(question, figure, "numerator", **here), below, tone)


def behind(question: Question, figure: Figure, side: Side = "numerator", **changes: str) -> str:
    """The address of the list of cases behind one side of a figure."""
    part = "" if side == "numerator" else f"&part={side}"
    return f"{_list()}?figure={figure.key}{part}&{_query(question, tuple(changes.items()))}"


@cache
def _list() -> str:
    return reverse("desk:leader-cases")


@lru_cache(maxsize=1024)  # a page has a thousand links, but only some dozen different queries
def _query(question: Question, changes: tuple[tuple[str, str], ...]) -> str:
    return question.address(**dict(changes))


def plain(figures: list[Figure], part: Part) -> Figure | None:
    """The figure that simply counts this part; None where the programme shows none."""
    return next((one for one in figures if one.of == part and one.per is None), None)


def rates(figures: list[Figure]) -> list[Figure]:
    """The figures that are shares."""
    return [one for one in figures if one.per]


def heads(figures: list[Figure]) -> list[Figure]:
    """The counts that stand at the top, large: everything but amber and green lights, and shares."""
    lit = PRESENT - {"red", "supervised"}
    return [one for one in figures if one.per is None and one.of not in lit]
