"""Numbers, money, marks and scores as people write them: 6,600(万人民币元), ¥200.5, 62万人民币, 3人, 是, √, 非常满意. Pure."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from huying.importing.cells import text_of

TEN_THOUSAND, HUNDRED_MILLION = Decimal(10_000), Decimal(100_000_000)
CENT = Decimal("0.01")
NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
MONEY = re.compile(r"[¥$€£]|人民币|rmb|cny|元|万|亿|约|共|\(|\)|\s")
UNIT = re.compile(r"亿|万")
YES = frozenset({"是", "有", "对", "已", "√", "✓", "✔", "y", "yes", "true", "1", "t", "同意", "公开", "已解决", "解决"})
NO = frozenset({"否", "无", "没有", "未", "×", "✗", "x", "n", "no", "false", "0", "f", "不同意", "不公开", "未解决"})
SCORES = {
    "非常满意": 5, "很满意": 5, "满意": 4, "比较满意": 4, "基本满意": 3, "一般": 3, "不太满意": 2, "不满意": 2, "很不满意": 1, "非常不满意": 1,
    "very satisfied": 5, "satisfied": 4, "neutral": 3, "dissatisfied": 2, "very dissatisfied": 1,
}  # fmt: skip


def _folded(cell: Any) -> str:
    return unicodedata.normalize("NFKC", text_of(cell)).casefold().replace("\uffe5", "¥").strip()


def header_unit(caption: str) -> Decimal | None:
    """By what a header says its money is counted in: 总投资（万元） is in tens of thousands; None where it says nothing."""
    folded = unicodedata.normalize("NFKC", caption)
    if "亿" in folded:
        return HUNDRED_MILLION
    if "万" in folded:
        return TEN_THOUSAND
    return Decimal(1) if re.search(r"[(\[]\s*元\s*[)\]]|元$", folded) else None


def money_of(cell: Any, unit: Decimal) -> str | None:
    """Money in yuan with two digits; `unit` is what it is counted in where the cell does not say. None for what is none, or not exact."""
    text = _folded(cell)
    said = UNIT.search(text)
    if said:
        unit = HUNDRED_MILLION if said.group() == "亿" else TEN_THOUSAND
    elif "元" in text or "¥" in text:
        unit = Decimal(1)
    number = _decimal(MONEY.sub("", text))
    amount = number * unit if number is not None else None
    return f"{amount.quantize(CENT):f}" if amount is not None and amount == amount.quantize(CENT) else None


def number_of(cell: Any) -> Decimal | None:
    """A number, its unit left aside: 3人, 2.5 亩, 1,200; None for what is none."""
    text = _folded(cell)
    found = NUMBER.match(text)
    if found is None or any(sign.isdigit() for sign in text[found.end() :]):
        return None
    number = _decimal(found.group())
    scale = UNIT.match(text[found.end() :].strip())
    return (
        number * (HUNDRED_MILLION if scale.group() == "亿" else TEN_THOUSAND)
        if number is not None and scale
        else number
    )


def mark_of(cell: Any) -> bool | None:
    """Yes or no; None for what is neither."""
    text = _folded(cell)
    return True if text in YES else False if text in NO else None


def score_of(cell: Any) -> int | None:
    """One to five; None for what is no score."""
    text = _folded(cell)
    number = number_of(text.removesuffix("分").removesuffix("星"))
    if number is not None:
        return int(number) if number == int(number) and 1 <= number <= 5 else None
    return SCORES.get(text)


def _decimal(text: str) -> Decimal | None:
    if not NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
