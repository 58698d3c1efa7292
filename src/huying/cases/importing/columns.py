"""Which column is which, by its header: the names that city exports, message boards and hotlines use for the same thing."""

from collections.abc import Iterable, Iterator
from typing import Any

from huying.cases.importing.errors import NoHeader
from huying.cases.importing.tables import Row, text_of

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


def find_header(rows: Iterable[Row]) -> tuple[dict[str, int], Iterator[Row]]:
    """The columns by meaning, and the rows after the header. Raises NoHeader naming what is missing."""
    waiting = iter(rows)
    for number, row in enumerate(waiting):
        columns = _columns(row)
        if all(name in columns for name in REQUIRED):
            return columns, waiting
        if number >= SEARCHED:
            break
    raise NoHeader(field="file", missing="、".join(NAMES[name][0] for name in REQUIRED))


def _columns(row: Row) -> dict[str, int]:
    titles = [text_of(cell).strip().lower() for cell in row]
    return {name: titles.index(title) for name, known in NAMES.items() for title in known[::-1] if title in titles}


def cell(row: Row, columns: dict[str, int], name: str) -> Any:
    """The row's cell of that meaning, or None."""
    at = columns.get(name)
    return row[at] if at is not None and at < len(row) else None
