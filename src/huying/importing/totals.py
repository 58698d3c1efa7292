"""Rows that only add up the others (合计): they are no cases, and they check what was read."""

import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from huying.importing.amounts import number_of
from huying.importing.cells import Row, text_of
from huying.importing.errors import BadRow
from huying.rules.wording import Text

NAMES = frozenset(
    {"合计", "总计", "小计", "累计", "共计", "总数", "合计数", "total", "totals", "subtotal", "grandtotal", "sum"}
)
DIFFERS = Text("合计为 {said}，各行之和为 {sum}", "the total says {said}, the rows add up to {sum}.")


def is_total(row: Row) -> bool:
    """Whether the row's first words say that it adds up others."""
    first = next((text for text in map(text_of, row) if text), "")
    folded = unicodedata.normalize("NFKC", first).casefold()
    return "".join(sign for sign in folded if sign.isalnum()) in NAMES


class Sums:
    """What the columns of a sheet add up to, row by row; a column in which something is no number adds up to nothing."""

    def __init__(self, columns: Sequence[int]) -> None:
        self.columns = tuple(columns)
        self.sums: dict[int, Decimal] = dict.fromkeys(self.columns, Decimal(0))
        self.rows = 0

    def add(self, row: Row) -> None:
        """One more row."""
        self.rows += 1
        for at in [*self.sums]:
            text = text_of(row[at]) if at < len(row) else ""
            number = number_of(row[at]) if text else Decimal(0)
            if number is None:
                del self.sums[at]
            else:
                self.sums[at] += number

    def check(self, row: Row, captions: Sequence[str]) -> None:
        """Raise BadRow where the row's totals are not what was added up; how many rows there were will do as well."""
        for at, total in self.sums.items():
            said = number_of(row[at]) if at < len(row) and text_of(row[at]) else None
            if said is not None and said not in (total, self.rows):
                wrong = Text(DIFFERS.zh.format(said=said, sum=total), DIFFERS.en.format(said=said, sum=total))
                raise BadRow(field=captions[at], problem=wrong)
