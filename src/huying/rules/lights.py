"""Lights and the ladder of urging as tables: when a clock turns amber and red, who is told what and when.

Both are data of a programme. A light table tells the light for every amount of remaining time, in the clock's own unit,
negative when overdue; it must cover every value exactly once. A ladder's rungs count from the due date in the same unit.
"""

from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Literal

from msgspec import Struct, field

from huying.rules.wording import Text

Light = Literal["green", "amber", "red"]
Kind = Literal["reminder", "slip", "bulletin", "interview_proposal"]

ORDER: tuple[Light, ...] = ("red", "amber", "green")  # by growing remaining time


class LightRow(Struct, frozen=True, forbid_unknown_fields=True):
    """`light` shines while `from` ≤ remaining < `below`; a bound left out is unbounded."""

    light: Light
    from_: int | float | None = field(default=None, name="from")
    below: int | float | None = None


LightTable = tuple[LightRow, ...]


class Rung(Struct, frozen=True, forbid_unknown_fields=True):
    """One step of urging: `after` units after the due date (negative: before it), to a role, of one kind.

    reminder 提醒, slip 催办单, bulletin 通报 draft, interview_proposal 约谈 proposal (a person decides on the last two).
    """

    after: int
    to: str
    kind: Kind


Ladder = tuple[Rung, ...]


def light_of(table: LightTable, value: float) -> Light:
    """The light for a number. The table has been checked, so exactly one row fits."""
    return next(row.light for row in table if _low(row) <= value < _high(row))


def worst(*lights: Light | None) -> Light | None:
    """The gravest of several lights; None where there is none at all."""
    return min((one for one in lights if one), key=ORDER.index, default=None)


def amber_from(table: LightTable) -> int:  # tables over time have whole bounds (`light_problems`)
    """How many units before the due date green ends; 0 where there is no amber."""
    for row in table:
        if row.light == "amber":
            return int(row.below or 0)
    return 0


def light_problems(table: LightTable) -> list[Text]:
    """Why a table does not give every amount of remaining time one light, red exactly when overdue; empty if it does."""
    return cover_problems(table) or list(_disordered(_sorted(table)))


def cover_problems(table: LightTable) -> list[Text]:
    """Why a table does not give every number one light and only one; empty if it does."""
    rows = _sorted(table)
    if not rows:
        return [Text("亮灯规则表是空的。", "The table of lights is empty.")]
    return [*_empty(rows), *_uncovered(rows)]


def _sorted(table: LightTable) -> list[LightRow]:
    return sorted(table, key=lambda row: (_low(row), _high(row)))


def _empty(rows: list[LightRow]) -> Iterator[Text]:
    for row in rows:
        if _low(row) >= _high(row):
            yield Text(
                f"{row.light} 一行不含任何数值（从 {row.from_} 到 {row.below}）。",
                f"The row {row.light} holds no value (from {row.from_} to below {row.below}).",
            )


def _uncovered(rows: list[LightRow]) -> Iterator[Text]:
    if rows[0].from_ is not None:
        yield _gap("−∞", str(rows[0].from_))
    covered = _high(rows[0])
    for row in rows[1:]:
        if _low(row) > covered:
            yield _gap(_show(covered), _show(_low(row)))
        elif _low(row) < covered:
            end = _show(min(covered, _high(row)))
            yield Text(
                f"从 {_show(_low(row))} 到 {end} 有两种灯。",
                f"From {_show(_low(row))} to below {end} there are two lights.",
            )
        covered = max(covered, _high(row))
    if covered != float("inf"):
        yield _gap(_show(covered), "∞")


def _disordered(rows: list[LightRow]) -> Iterator[Text]:
    lights = [row.light for row in rows]
    if lights != [light for light in ORDER if light in lights]:
        yield Text(
            "剩余时间由少到多，灯应依次为红、黄、绿，各一行。",
            "With growing remaining time the lights must be red, amber, green, one row each.",
        )
    elif any(isinstance(bound, float) for row in rows for bound in (row.from_, row.below)):
        yield Text(
            "时限按整数计，亮灯界限不能带小数。", "Time is counted in whole units; its lights have whole bounds."
        )
    elif rows[0].light != "red" or rows[0].below != 0:
        yield Text(
            "红灯应当恰好从超期（剩余时间低于 0）开始。",
            "Red must begin exactly when overdue (remaining time below 0).",
        )


def ladder_problems(ladder: Ladder, persons: Collection[str]) -> list[Text]:
    """Why a ladder is not in order, or does not end at a person; `persons` are the roles that a person can hold."""
    if not ladder:
        return [Text("没有催办阶梯。", "There is no ladder of urging.")]
    found = []
    if any(later.after < earlier.after for earlier, later in pairwise(ladder)):
        found.append(Text("催办阶梯应按时间先后排列。", "The rungs of the ladder must stand in order of time."))
    if len(set(ladder)) < len(ladder):
        found.append(Text("催办阶梯中有重复的一级。", "A rung of the ladder stands there twice."))
    if ladder[-1].after < 0:  # else a short limit could begin above the whole ladder
        found.append(
            Text("催办阶梯的最后一级不应早于到期。", "The last rung of the ladder must not lie before the due date.")
        )
    if ladder[-1].to not in persons:
        found.append(
            Text(
                f"催办阶梯的最后一级（{ladder[-1].to}）不是由人担任的角色。",
                f"The ladder ends at {ladder[-1].to}, a role that no person can hold.",
            )
        )
    return found


def _gap(low: str, high: str) -> Text:
    return Text(f"从 {low} 到 {high} 没有灯。", f"From {low} to below {high} there is no light.")


def _low(row: LightRow) -> float:
    return float("-inf") if row.from_ is None else row.from_


def _high(row: LightRow) -> float:
    return float("inf") if row.below is None else row.below


def _show(bound: float) -> str:
    return f"{bound:g}".replace("-inf", "−∞").replace("inf", "∞")
