"""What can go wrong with figures, in sentences."""

from huying.rules.errors import Refusal


class NotKept(Refusal):
    """What lights shone in the past is not counted; ask for this figure without a date."""

    code = "figure.not_kept"
    zh = "过去某日的亮灯情况不作统计，请不指定日期查询此项。"
