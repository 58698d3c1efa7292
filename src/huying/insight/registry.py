"""Which figures there are: those of every published programme, under its code and the indicator's, and plain counts."""

from collections.abc import Callable
from functools import cache

from msgspec import Struct

from huying.people.selectors import counties
from huying.programmes.registry import published
from huying.rules.errors import NotFound
from huying.rules.figures import PRESENT, STANDING, Indicator, Part
from huying.rules.programme import Programme
from huying.rules.wording import Text

FIGURE = Text("指标", "figure")
SAMPLE = Text("（示例口径）", " (sample definition)")


class Figure(Struct, frozen=True):
    """One figure over the cases of a programme (`of`, as a share `per` another part), or a plain `count` of something else."""

    key: str
    name: Text
    note: Text
    programme: str = ""
    of: Part | None = None
    per: Part | None = None
    digits: int = 0
    sample: bool = False
    rule: str = ""
    count: Callable[[], int] | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts it is made of."""
        return tuple(part for part in (self.of, self.per) if part)

    @property
    def standing(self) -> bool:
        """Whether it tells how things stand, and not what came in during a period."""
        return self.of in STANDING or self.count is not None

    @property
    def present(self) -> bool:
        """Whether it is known of the present only."""
        return not PRESENT.isdisjoint(self.parts) or self.count is not None

    @property
    def definition(self) -> Text:
        """How it is counted, and whether that is a sample."""
        mark = SAMPLE if self.sample else Text("", "")
        return Text(self.note.zh + mark.zh, self.note.en + mark.en)


COUNTS = (
    Figure(
        key="place.counties",
        name=Text("县（市、区）", "Counties, cities and districts"),
        note=Text(
            "地区表中的县（市、区），含功能区。",
            "Counties, cities, districts and functional zones in the table of places.",
        ),
        rule="place.counties/1",
        count=lambda: counties().count(),
    ),
)


@cache
def figures() -> dict[str, Figure]:
    """Every figure by its key, in the programmes' own order. The newest version of a programme names its figures."""
    newest = {programme.code: programme for programme in published()}
    found = [_figure(one, code, item) for one in newest.values() for code, item in one.indicators.items()]
    return {figure.key: figure for figure in (*found, *COUNTS)}


def figure(key: str) -> Figure:
    """One figure. Raises NotFound."""
    if key not in figures():
        raise NotFound(what=FIGURE)
    return figures()[key]


def of_programme(code: str) -> list[Figure]:
    """The figures of one programme."""
    return [one for one in figures().values() if one.programme == code]


def _figure(programme: Programme, code: str, item: Indicator) -> Figure:
    return Figure(
        key=f"{programme.code}.{code}", name=item.name, note=item.note, programme=programme.code, of=item.of,
        per=item.per, digits=item.digits, sample=item.sample, rule=f"{programme.code}.{code}/{programme.version}",
    )  # fmt: skip
