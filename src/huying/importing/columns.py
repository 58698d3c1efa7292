"""Which column is which, by its header: the names that city exports, message boards and hotlines use for the same thing."""

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from huying.importing.errors import NoHeader
from huying.importing.tables import Row, text_of

NAMES: dict[str, tuple[str, ...]] = {
    "source": ("留言编号", "工单编号", "编号", "序号", "id", "number"),
    "author": ("留言用户", "诉求人", "姓名", "来电人", "user", "name"),
    "phone": ("联系电话", "电话", "手机", "phone"),
    "title": ("留言主题", "标题", "主题", "title", "subject"),
    "opened": ("留言时间", "来信时间", "登记时间", "受理时间", "时间", "time", "created"),
    "body": ("留言详情", "内容", "诉求内容", "正文", "text", "body"),
    "answer": ("答复意见", "回复内容", "答复内容", "办理结果", "answer", "reply"),
    "answered": ("答复时间", "回复时间", "办结时间", "answered"),
    "category": ("一级标签", "一级分类", "类别", "分类", "category"),
    "channel": ("渠道", "来源", "channel"),
    "place": ("县区", "区县", "地区", "place"),
}
REQUIRED = ("body",)
SEARCHED = 20  # rows from the top in which the header may stand
TITLE = 40  # characters of a column's name that are shown


class Header(Struct, frozen=True):
    """Which row holds the names of the columns (from 1), every name as the file writes it, and the columns by meaning."""

    line: int
    titles: tuple[str, ...]
    columns: dict[str, int]

    def cell(self, row: Row, name: str) -> Any:
        """The row's cell of that meaning, or None."""
        at = self.columns.get(name)
        return row[at] if at is not None and at < len(row) else None

    def title(self, name: str) -> str:
        """What the file calls a meaning; our own first name for one that it has no column for."""
        at = self.columns.get(name)
        return self.titles[at] if at is not None else NAMES.get(name, (name,))[0]


def find_header(rows: Iterable[Row]) -> tuple[Header, Iterator[Row]]:
    """The header, and the rows after it. Raises NoHeader naming what is missing."""
    waiting = iter(rows)
    for line, row in enumerate(waiting, 1):
        columns = _columns(row)
        if all(name in columns for name in REQUIRED):
            return Header(line, tuple(text_of(cell)[:TITLE] for cell in row), columns), waiting
        if line > SEARCHED:
            break
    raise NoHeader(field="file", missing="、".join(NAMES[name][0] for name in REQUIRED))


def _columns(row: Row) -> dict[str, int]:
    titles = [text_of(cell).lower() for cell in row]
    return {name: titles.index(title) for name, known in NAMES.items() for title in known[::-1] if title in titles}
