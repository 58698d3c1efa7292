"""How pages write times and numbers, in both languages. Pure."""

from datetime import datetime

from huying.rules.calendar import LOCAL
from huying.rules.lights import Light

WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WAN = 10_000


def day(at: datetime, language: str, now: datetime) -> str:
    """The local date with its weekday; the year only where it is not the present one."""
    local = at.astimezone(LOCAL)
    other_year = local.year != now.astimezone(LOCAL).year
    if language.startswith("zh"):
        year = f"{local.year}年" if other_year else ""
        return f"{year}{local.month}月{local.day}日（周{WEEKDAYS_ZH[local.weekday()]}）"
    year = f" {local.year}" if other_year else ""
    return f"{WEEKDAYS_EN[local.weekday()]} {local.day} {MONTHS_EN[local.month - 1]}{year}"


def moment(at: datetime, language: str, now: datetime) -> str:
    """The local date with weekday and time of day."""
    clock = f"{at.astimezone(LOCAL):%H:%M}"
    between = "" if language.startswith("zh") else ", "
    return f"{day(at, language, now)}{between}{clock}"


def number(value: float | None, language: str) -> str:
    """A count as people say it: by 万 in Chinese from ten thousand up (two digits behind the point, none needless)."""
    if value is None:
        return "—"
    if language.startswith("zh") and abs(value) >= WAN:
        return f"{value / WAN:.2f}".rstrip("0").rstrip(".") + "万"
    return f"{value:,}"


def light(due: datetime, amber: datetime, now: datetime) -> Light:
    """The light that a clock shows: red past its due instant, amber past its amber one."""
    if now > due:
        return "red"
    return "amber" if now > amber else "green"
