"""One row as one letter: what it says, when, and under which key it is known for ever."""

import hashlib
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from huying.importing.columns import NAMES, Header
from huying.importing.errors import BadRow
from huying.importing.tables import Row, instant_of, text_of
from huying.rules.calendar import OFFSET
from huying.rules.headline import headline
from huying.rules.programme import Programme
from huying.rules.wording import Text

NO_DATE = Text("不是可识别的日期时间（如 2019/4/24 16:03）", "not a date and time such as 2019/4/24 16:03.")
FUTURE = Text("晚于现在", "lies in the future.")
BEFORE = Text("早于来信时间", "is earlier than the letter.")
EMPTY = Text("不能为空", "must not be empty.")
ALONE = Text("有答复内容而没有答复时间", "there is an answer, but not its time.")
EARLIEST = 1990  # year


class Letter(Struct, frozen=True):
    """A letter from a file; `answer` and `answered` where it was answered there."""

    key: str
    author: str
    phone: str
    title: str
    body: str
    opened: datetime
    category: str
    channel: str
    place: str
    answer: str = ""
    answered: datetime | None = None


def letter(programme: Programme, row: Row, header: Header, places: dict[str, str], now: datetime) -> Letter:
    """The row's letter. `places` are codes by name. Raises BadRow naming the column as the file calls it."""
    said = {name: text_of(header.cell(row, name)) for name in NAMES}
    if not said["body"]:
        raise BadRow(field=header.title("body"), problem=EMPTY)
    opened = _opened(row, header, said, now)
    answered = _answered(row, header, said["answer"], opened, now)
    body = tidy(said["body"])
    return Letter(
        key=_key(said),
        author=said["author"],
        phone=said["phone"],
        title=" ".join(said["title"].split()) or headline(body),
        body=body,
        opened=opened,
        category=coded(programme, said["category"]),
        channel=_channel(programme, said["channel"]),
        place=places.get(said["place"], ""),
        answer=said["answer"] if answered else "",
        answered=answered,
    )


def tidy(text: str) -> str:
    """Paragraphs without the tabs and blank lines that web pages leave around them."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _key(said: dict[str, str]) -> str:
    """What a letter is known by: its number there, its title and its time; its text where it has no number or no time."""
    named = [said["source"], said["title"], said["opened"]]
    words = "\n".join(named if all(named) else [*named, said["body"]])
    return f"import:{hashlib.sha256(words.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _opened(row: Row, header: Header, said: dict[str, str], now: datetime) -> datetime:
    """When the letter came. One without a date comes in now; but an answer needs a letter that came before it."""
    if said["opened"] or said["answer"]:
        return _instant(row, header, "opened", now)
    return now.replace(microsecond=0)


def _instant(row: Row, header: Header, name: str, now: datetime) -> datetime:
    local = instant_of(header.cell(row, name))
    if local is None or local.year < EARLIEST:
        raise BadRow(field=header.title(name), problem=NO_DATE)
    at = (local - OFFSET).replace(tzinfo=UTC, microsecond=0)
    if at > now:
        raise BadRow(field=header.title(name), problem=FUTURE)
    return at


def _answered(row: Row, header: Header, answer: str, opened: datetime, now: datetime) -> datetime | None:
    if not answer:
        return None
    if not text_of(header.cell(row, "answered")):
        raise BadRow(field=header.title("answered"), problem=ALONE)
    at = _instant(row, header, "answered", now)
    if at < opened:
        raise BadRow(field=header.title("answered"), problem=BEFORE)
    return max(at, opened + timedelta(seconds=1))


def coded(programme: Programme, name: str) -> str:
    """The category's code by its name or another system's name for it; empty for one we do not know: a clerk decides."""
    for code, one in programme.categories.items():
        if name and name in (code, one.name.zh, one.name.en, *one.aliases):
            return code
    return ""


def _channel(programme: Programme, name: str) -> str:
    known = (code for code, text in programme.channels.items() if name and name in (code, text.zh, text.en))
    return next(known, "") or next(iter(programme.channels))
