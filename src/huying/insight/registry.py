"""Which figures there are: those of every programme, under its code and the indicator's or under the key that is published, and what
other rooms count that is no case.
"""

from collections.abc import Callable, Iterator
from typing import Literal

from django.conf import settings
from django.utils.module_loading import import_string
from msgspec import Struct

from huying.insight.common import missing
from huying.programmes.registry import derived, load, newest
from huying.rules.errors import NotFound, ProgrammeError
from huying.rules.figures import Indicator, Part
from huying.rules.programme import Programme
from huying.rules.wording import Text

Side = Literal["numerator", "denominator"]
FIGURE = Text("指标", "figure")
SAMPLE = Text("（示例口径）", " (sample definition)")
TAKEN = Text("指标键与另一指标相同，请另起一个", "its key is that of another figure; choose another one.")


class Figure(Struct, frozen=True):
    """One figure over the cases of a programme: a part (`of`), as a share `per` another where that is given. Or a plain `count` of
    something else.
    """

    key: str
    name: Text
    note: Text
    programme: str = ""
    of: str = ""
    per: str = ""
    digits: int = 0
    sample: bool = False
    rule: str = ""
    count: Callable[[], int] | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        """The codes of the parts it is made of."""
        return tuple(code for code in (self.of, self.per) if code)

    def part(self, side: Side = "numerator") -> Part | None:
        """The part above or below the line; None where there is none."""
        code = self.of if side == "numerator" else self.per
        return load(self.programme).parts[code] if code else None

    @property
    def whole(self) -> list[Part]:
        """The parts themselves."""
        return [load(self.programme).parts[code] for code in self.parts]

    @property
    def standing(self) -> bool:
        """Whether it tells how things stand, and not what came in during a period."""
        return all(part.standing for part in self.whole)

    @property
    def present(self) -> bool:
        """Whether it is known of the present only."""
        return self.count is not None or any(part.present for part in self.whole)

    @property
    def definition(self) -> Text:
        """How it is counted, and whether that is a sample."""
        mark = SAMPLE if self.sample else Text("", "")
        return Text(self.note.zh + mark.zh, self.note.en + mark.en)


@derived
def figures() -> dict[str, Figure]:
    """Every figure by its key, in the programmes' own order. The newest version of a programme names its figures. Raises
    ProgrammeError for two of one key.
    """
    found: dict[str, Figure] = {}
    for figure in _every():
        if figure.key in found:
            raise ProgrammeError(file=figure.key, problem=TAKEN)
        found[figure.key] = figure
    return found


@derived
def cells() -> dict[str, Figure]:
    """What stands in the cells of every matrix, by its key ("petition.batches.settled"): counts like any other, but shown there alone."""
    return {
        (key := f"{programme.code}.{code}.{part}"): Figure(
            key=key,
            name=name,
            note=matrix.name,
            programme=programme.code,
            of=part,
            rule=f"{key}/{programme.version}",
        )
        for programme in newest()
        for code, matrix in programme.matrices.items()
        for part, name in matrix.parts.items()
    }


def figure(key: str) -> Figure:
    """One figure, or what stands in the cells of a matrix. Raises NotFound."""
    found = figures().get(key) or cells().get(key)
    if found is None:
        raise NotFound(what=FIGURE)
    return found


def of_programme(code: str) -> list[Figure]:
    """The figures of one programme."""
    return [one for one in figures().values() if one.programme == code]


def _every() -> Iterator[Figure]:
    for programme in newest():
        for code, item in programme.indicators.items():
            yield _figure(programme, code, item)
        for code, plain in missing(programme):
            yield _figure(programme, code, Indicator(plain.name, plain.note, code))
    for path in settings.HUYING_FIGURES:
        yield from import_string(path)()


def _figure(programme: Programme, code: str, item: Indicator) -> Figure:
    return Figure(
        key=item.key or f"{programme.code}.{code}",
        name=item.name,
        note=item.note,
        programme=programme.code,
        of=item.of,
        per=item.per,
        digits=item.digits,
        sample=item.sample,
        rule=f"{programme.code}.{code}/{programme.version}",
    )
