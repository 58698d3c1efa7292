"""What a case holds beyond the loop: typed facts, what they mean to the rooms above, and links to other cases. Words of a
programme; nothing here knows one by name.

A value lies in the document as JSON has it, in one form only: money as yuan with two digits ("568047200.00"), a quantity
with the fact's own digits, a date as "2021-12-30", free text as the id of the passage that holds it.
"""

from typing import Literal

from msgspec import Struct

from huying.rules.wording import Text

FactType = Literal[
    "prose", "line", "choice", "code", "mark", "count", "money", "quantity", "date", "place", "unit", "person", "firm", "rating"
]  # fmt: skip
Meaning = Literal[
    "heading", "matter", "draft", "answer", "score", "resolved", "consent", "urgency", "category", "channel", "place",
    "writer", "outcome", "supervised", "handler",
]  # fmt: skip

MEANS: dict[Meaning, tuple[FactType, ...]] = {
    "heading": ("prose", "line"),  # 标题: one line that names the case
    "matter": ("prose",),  # 事由: what was asked, in the asker's own words
    "draft": ("prose",),  # 拟答: what a unit proposes to answer
    "answer": ("prose",),  # 答复: what the asker was told in the end
    "score": ("rating",),  # 评分: how content the asker is
    "resolved": ("mark",),  # 解决: whether it helped, never said by who did the work
    "consent": ("mark",),  # 同意公开
    "urgency": ("choice",),  # 紧急程度: the first choice is the usual one
    "category": ("choice",),  # 类别
    "channel": ("choice",),  # 渠道
    "place": ("place",),  # 地点: where it is; who sees by place sees by this one
    "writer": ("choice",),  # 身份: what kind of asker
    "outcome": ("choice",),  # 结果
    "supervised": ("mark",),  # 重点督办
    "handler": ("unit",),  # 原承办单位: who had it elsewhere, before it came here
}
"""What rooms above ask for, and of which types such a fact may be. One fact of a programme at most has each meaning."""

NUMBERS: frozenset[FactType] = frozenset({"count", "money", "quantity", "rating"})
NAMES: frozenset[FactType] = frozenset({"place", "unit", "person", "firm"})
"""Types whose value is the code of something that the city keeps; the door looks each up."""


class Choice(Text, frozen=True):
    """One thing that a choice may be; `aliases` are what other systems call it."""

    aliases: tuple[str, ...] = ()


class Fact(Struct, frozen=True, forbid_unknown_fields=True):
    """One fact of a case, or of one of its assignments (`on`).

    `column` shows it in lists and exports, `filter` narrows by it (and gives it an index), `sum` lets figures add it up.
    `one_line` is free text without line breaks; `unit` and `digits` are of a quantity; `ten_thousands` shows and asks money
    in 万元; `ahead` is a date that must lie ahead when it is given.
    """

    name: Text
    type: FactType
    on: Literal["case", "task"] = "case"
    meaning: Meaning | None = None
    choices: dict[str, Choice] = {}
    unit: Text | None = None
    digits: int = 0
    ten_thousands: bool = False
    at_least: int | None = None
    at_most: int | None = None
    one_line: bool = False
    ahead: bool = False
    column: bool = False
    filter: bool = False
    sum: bool = False
    help: Text | None = None


class Link(Struct, frozen=True, forbid_unknown_fields=True):
    """A named link from this case to another one, the target. `back` is what the target calls the cases that point to it.

    The target is a case of `programmes` (this one where none is named, any where "*" is), and still open where `open` says
    so. `holds`: the target can't be closed while this case is open. `follows`: what this case does by itself when the target
    does something, by the target's action. `carries`: facts of the target that forms of this case begin with.
    """

    name: Text
    back: Text
    programmes: tuple[str, ...] = ()
    open: bool = True
    holds: bool = False
    follows: dict[str, str] = {}
    carries: tuple[str, ...] = ()


class Asker(Struct, frozen=True, forbid_unknown_fields=True, rename={"kind": "is"}):
    """Who asks: a party (contact data sealed, known by number and query code), an account, a firm, or nobody.

    `fact` names the person or firm fact that says which account or firm; without one it is whoever opens the case.
    """

    kind: Literal["party", "account", "firm", "nobody"] = "party"
    fact: str = ""


class Home(Struct, frozen=True, forbid_unknown_fields=True):
    """Who keeps the loop: one `unit`, the unit that answers for the case's place, or the unit that a `fact` names."""

    by: Literal["unit", "place", "fact"] = "unit"
    unit: str = ""
    fact: str = ""


class Promise(Struct, frozen=True, forbid_unknown_fields=True):
    """What the asker was promised: an answer (the milestone `until`) before this clock runs out."""

    clock: str
    until: str
