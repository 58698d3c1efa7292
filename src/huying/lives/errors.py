"""Why lives can't be invented.

Refusal
└── NobodyToOpen
"""

from huying.rules.errors import Refusal


class NobodyToOpen(Refusal):
    """Nobody here may open a case of {programme}, or it lacks what it must hang on; appoint people, or simulate that programme first."""

    code = "lives.nobody"
    zh = "没有人能登记“{programme}”的事项，或缺少其所依附的事项；请先任命人员，或先模拟那个专项。"
