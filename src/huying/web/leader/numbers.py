"""A figure as a page shows it: the number large, its counts and time small, every number a link to the cases behind it."""

from decimal import Decimal
from functools import cache, lru_cache

from django.urls import reverse
from msgspec import Struct

from huying.insight.common import counts
from huying.insight.registry import Figure, Side
from huying.insight.values import Value, bare, sum_said, summed
from huying.rules.figures import Part, Rate
from huying.web.leader.question import Question
from huying.web.speaking import language


class Number(Struct, frozen=True):
    """One figure with its links; `tone` colours it where it stands for a light. `big` is what is read from afar (「11,810」,
    「85.0%」, 「56,804.72 万元」), `above` and `of` are its counts.
    """

    figure: Figure
    value: Value
    link: str
    below: str
    big: str
    above: str
    of: str
    tone: str = ""

    @property
    def percent(self) -> Decimal | None:
        """Of a share, in per cent."""
        return Rate(self.value.numerator, self.value.denominator).percent if self.value.denominator else None


def number(value: Value, question: Question, **here: str) -> Number:
    """The figure's value with links to its numerator's and denominator's cases, narrowed to `here` (by dimension)."""
    figure = value.figure
    above, of = _counted(figure, "numerator", value.numerator), _counted(figure, "denominator", value.denominator or 0)
    return Number(
        figure=figure,
        value=value,
        link=behind(question, figure, "numerator", **here),
        below=behind(question, figure, "denominator", **here) if figure.per else "",
        big=value.say(language()) if figure.per else above,
        above=above,
        of=of,
        tone=tone(figure.part()) if value.numerator and not figure.per else "",
    )


def _counted(figure: Figure, side: Side, amount: int | Decimal) -> str:
    """A count, or a sum with its unit; of a share the unit stands below the line alone."""
    part = figure.part(side)
    if part is None or not part.sum:
        return f"{amount:,}"
    fact, above = summed(figure, side), side == "numerator" and figure.per
    return bare(fact, amount, language()) if above else sum_said(fact, amount, language())


def tone(part: Part | None) -> str:
    """The light that a part stands for; what is past a promise or a planned day is red."""
    if part is None or part.sum:
        return ""
    where = part.where
    return where.light or ("red" if where.passed or (where.promise == "over" and where.open) else "")


def behind(question: Question, figure: Figure, side: Side = "numerator", **changes: str) -> str:
    """The address of the list of cases behind one side of a figure."""
    part = "" if side == "numerator" else f"&part={side}"
    return f"{_list()}?figure={figure.key}{part}&{_query(question, tuple(changes.items()))}"


@cache
def _list() -> str:
    return reverse("desk:leader-cases")


@lru_cache(maxsize=1024)  # a page has a thousand links, but only some dozen different queries
def _query(question: Question, changes: tuple[tuple[str, str], ...]) -> str:
    return question.address(dict(changes))


def plain(figures: list[Figure], code: str) -> Figure | None:
    """The figure that simply counts this common part (opened, open, red …), under whatever name the programme gives it."""
    return next((one for one in figures if not one.per and counts(one.part(), code)), None)


def rates(figures: list[Figure]) -> list[Figure]:
    """The figures that are shares."""
    return [one for one in figures if one.per]


def heads(figures: list[Figure]) -> list[Figure]:
    """The counts that stand at the top, large: everything but amber and green lights, and shares."""
    calm = [plain(figures, code) for code in ("amber", "green")]
    return [one for one in figures if not one.per and one not in calm]
