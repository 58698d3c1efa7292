"""What can go wrong with figures, in sentences."""

from huying.rules.errors import Refusal
from huying.rules.wording import Text

NO_FILTER = Text("此专项不能按这一项筛选", "the programme's figures can't be narrowed by this.")


class NotKept(Refusal):
    """What lights shone in the past is not counted; ask for this figure without a date."""

    code = "figure.not_kept"
    zh = "过去某日的亮灯情况不作统计，请不指定日期查询此项。"
