"""Figures that every programme has though it lists none of its own: what came in, what is open, its lights, broken promises."""

from collections.abc import Iterator

from msgspec import Struct

from huying.rules.figures import COMMON, Part
from huying.rules.programme import Programme
from huying.rules.wording import Text


class Plain(Struct, frozen=True):
    """What such a figure is called, and how it is counted."""

    name: Text
    note: Text


PLAIN: dict[str, Plain] = {
    "opened": Plain(
        Text("登记", "Opened"), Text("统计期内登记的件数。", "Opened in the period.")
    ),
    "open": Plain(
        Text("在办", "Open"),
        Text("统计时点尚未办结的件数，不论何时登记。", "Not yet closed at that time, whenever they were opened."),
    ),
    "overdue": Plain(
        Text("逾承诺期未答复", "Promise broken"),
        Text("统计时点已过承诺时限、仍未答复的在办件数。", "Open cases past the promised date and still without an answer."),
    ),
    "red": Plain(
        Text("超期", "Red"), Text("统计时点亮红灯的在办件数。", "Open cases that show a red light.")
    ),
    "amber": Plain(
        Text("临期", "Amber"), Text("统计时点亮黄灯的在办件数。", "Open cases that show an amber light.")
    ),
    "green": Plain(
        Text("正常", "Green"), Text("统计时点亮绿灯的在办件数。", "Open cases that show a green light.")
    ),
}  # fmt: skip


def missing(programme: Programme) -> Iterator[tuple[str, Plain]]:
    """The parts among them that no indicator of the programme simply counts, each with its words."""
    shown = [programme.parts[one.of] for one in programme.indicators.values() if not one.per]
    for code, plain in PLAIN.items():
        part = programme.parts.get(code)
        if part is not None and part not in shown and code not in programme.indicators:
            yield code, plain


def counts(part: Part | None, code: str) -> bool:
    """Whether a part is the common one of this code, whatever the programme calls it."""
    return part is not None and part == COMMON.get(code)
