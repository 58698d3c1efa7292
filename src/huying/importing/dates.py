"""Dates and times as people and systems write them: 2021.3.5, 20210305, 2021年3月5日（周五）上午9:05, 5/02/2016 5:00:00 PM, …Z.

Pure. What a file writes without a zone is local. Whether 5/02 is in May or in February the file itself must tell (`order`).
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, NamedTuple

from huying.importing.cells import text_of
from huying.rules.calendar import LOCAL

Order = Literal["day", "month", ""]  # which comes first; "" where nothing tells

DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel's, local
SERIALS = (1, 100_000)  # days since then that are meant as such
LIKELY = (20_000, 80_000)  # of those, in a file that knows text only: 1954 to 2119
EPOCH = (10**12, 10**13)  # milliseconds since 1970 that are meant as such
NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = {name: at for at, name in enumerate(NAMES, 1)}

DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\s*(\d{2})(\d{2})(\d{2})?)?")
YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
YEAR_LAST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
NAMED = re.compile(
    r"(?:(\d{1,2})[\s.-]*([a-z]{3})[a-z]*|([a-z]{3})[a-z]*\.?\s*(\d{1,2})(?:st|nd|rd|th)?)[\s,.-]*(\d{4})"
)
TIME = re.compile(
    r"(?P<half>上午|下午|凌晨|早上|中午|晚上|am|pm)?\s*(?P<hour>\d{1,2})\s*(?:[:时点]\s*(?P<minute>\d{1,2})?)?\s*分?"
    r"\s*(?::?\s*(?P<second>\d{1,2})(?:[.,]\d+)?\s*秒?)?(?:[.,]\d+)?\s*(?P<noon>[ap]\.?m\.?)?"
    r"\s*(?P<zone>z|utc|gmt|[+-]\d{2}:?\d{2})?"
)
NOISE = re.compile(
    r"\((?:[^()]*)\)|(?:星期|周|礼拜)[一二三四五六日天]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?(?=[\s\d])"
)
LATER = ("下午", "晚上", "pm", "p")
NOON, DAY_HOURS, HOUR_MINUTES = 12, 24, 60


class Read(NamedTuple):
    """A local date and time without zone, and whether a time was said at all."""

    at: datetime
    timed: bool


def order(cells: Iterable[Any]) -> Order:
    """Whether day or month comes first in a file, by its dates that can be meant in one way only."""
    days = months = 0
    for cell in cells:
        found = YEAR_LAST.match(_folded(text_of(cell))) if isinstance(cell, str) else None
        if found and found[2] != ".":
            days += int(found[1]) > NOON
            months += int(found[3]) > NOON
    if days and not months:
        return "day"
    return "month" if months and not days else ""


def read_of(cell: Any, first: Order = "") -> Read | None:
    """A cell as a local date and time without zone, and whether a time was said; None where it is none (or could be two)."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _counted(float(cell))
    text = _folded(text_of(cell))
    try:
        return _read(text, first) if text else None
    except (ValueError, OverflowError):
        return None


def _folded(text: str) -> str:
    return NOISE.sub(" ", unicodedata.normalize("NFKC", text).casefold().strip()).strip()


def _counted(number: float) -> Read | None:
    """Excel's count of days, a date written as one number, or milliseconds since 1970."""
    if SERIALS[0] <= number < SERIALS[1]:
        return Read(DAY_ZERO + timedelta(seconds=round(number * 86_400)), not number.is_integer())
    if EPOCH[0] <= number < EPOCH[1]:
        return Read(_local(datetime.fromtimestamp(number / 1000, UTC)), timed=True)
    return read_of(str(int(number))) if number.is_integer() else None


def _read(text: str, first: Order) -> Read | None:
    if found := DIGITS.fullmatch(text):
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        return Read(datetime(year, month, day, hour, minute, second), found[4] is not None)  # noqa: DTZ001 - local
    for form, parts in FORMS:
        if said := form.match(text):
            dated = parts(said, first)
            return _timed(dated, text[said.end() :].strip(" t,，")) if dated else None
    meant = text.isdigit() and (EPOCH[0] <= int(text) < EPOCH[1] or LIKELY[0] <= int(text) < LIKELY[1])
    return _counted(float(text)) if meant else None


def _year_first(found: re.Match[str], _: Order) -> datetime:
    return datetime(int(found[1]), int(found[2]), int(found[3]))  # noqa: DTZ001 - local


def _year_last(found: re.Match[str], first: Order) -> datetime | None:
    """With points it is the day that comes first; else as the file has it, or as it must be."""
    left, right, year = int(found[1]), int(found[3]), int(found[4])
    if found[2] == "." or left > NOON:
        first = "day"
    elif right > NOON:
        first = "month"
    if not first and left != right:
        return None
    month, day = (right, left) if first == "day" else (left, right)
    return datetime(year, month, day)  # noqa: DTZ001 - local


def _named(found: re.Match[str], _: Order) -> datetime | None:
    month = MONTHS.get(found[2] or found[3])
    return datetime(int(found[5]), month, int(found[1] or found[4])) if month else None  # noqa: DTZ001 - local


Parts = Callable[[re.Match[str], Order], datetime | None]
FORMS: tuple[tuple[re.Pattern[str], Parts], ...] = ((YEAR_FIRST, _year_first), (YEAR_LAST, _year_last), (NAMED, _named))


def _timed(day: datetime, rest: str) -> Read | None:
    """The day with the time that follows it; None where what follows is no time."""
    if not rest:
        return Read(day, timed=False)
    found = TIME.fullmatch(rest)
    if found is None or (
        found["minute"] is None and not (found["half"] or found["noon"] or "时" in rest or "点" in rest)
    ):
        return None
    at = day + timedelta(hours=_hour(found), minutes=int(found["minute"] or 0), seconds=int(found["second"] or 0))
    return Read(_zoned(at, found["zone"]), timed=True) if at.date() == day.date() else None


def _hour(found: re.Match[str]) -> int:
    """The hour of twenty-four. Raises ValueError for one that there is not."""
    hour, half = int(found["hour"]), (found["half"] or found["noon"] or "").rstrip(".")
    if hour >= DAY_HOURS or max(int(found["minute"] or 0), int(found["second"] or 0)) >= HOUR_MINUTES:
        raise ValueError("no such time")
    if half.startswith(LATER) and hour < NOON:
        return hour + NOON
    if half.startswith("a") and hour == NOON:
        return 0
    return hour


def _zoned(at: datetime, zone: str | None) -> datetime:
    """Local time of an instant that was given with its zone."""
    if not zone:
        return at
    plain = zone.replace(":", "")
    offset = timedelta() if plain in ("z", "utc", "gmt") else timedelta(hours=int(plain[1:3]), minutes=int(plain[3:5]))
    return _local((at - offset if plain[0] != "-" else at + offset).replace(tzinfo=UTC))


def _local(at: datetime) -> datetime:
    return at.astimezone(LOCAL).replace(tzinfo=None)
