"""Amounts: exact decimals, kept as text with just so many digits behind the point, never rounded. Money is kept in yuan, and may
be said in 万元 as well.
"""

import re
from decimal import Decimal

CENTS = 2  # digits of money behind the point
TEN_THOUSAND = 4  # digits between 元 and 万元
WAN = 10**TEN_THOUSAND
SCALES = {None: 0, "元": 0, "万": TEN_THOUSAND, "万元": TEN_THOUSAND, "亿": 8, "亿元": 8}
WRITTEN = re.compile(
    r"(?P<number>[-+]?(?:[0-9]{1,3}(?:[,，][0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)\s*(?P<scale>元|万元|万|亿元|亿)?"
)
PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")  # as the document has amounts, and conditions bound them
LONGEST = 40  # characters
PRECISE = 27  # digits in all, one less than decimals are counted with


def exact(value: int | str | Decimal, digits: int, *, money: bool = False) -> Decimal | None:
    """The amount with just so many digits; None for what is no number, or has more digits than are kept. Money may say its own
    unit: "56804.72万元" are 568047200.00 yuan.
    """
    text = value.strip() if isinstance(value, str) else _plain(Decimal(value))
    found = WRITTEN.fullmatch(text) if len(text) <= LONGEST else None
    if found is None or (found["scale"] and not money):
        return None
    amount = Decimal(found["number"].replace(",", "").replace("，", "")).scaleb(SCALES[found["scale"]])
    if amount.adjusted() + digits >= PRECISE:
        return None
    exactly = amount.quantize(Decimal(1).scaleb(-digits))
    return exactly if exactly == amount else None


def _plain(amount: Decimal) -> str:
    """Without an exponent; empty for what is no number, or too large to be one."""
    return f"{amount:f}" if amount.is_finite() and abs(amount.adjusted()) < LONGEST else ""


def kept(amount: Decimal) -> str:
    """As the document has it: "568047200.00"; there is no negative zero."""
    return f"{amount + 0:f}"
