"""What people write about: `data/topics/<category>.toml`, one table a topic, with its season and who writes."""

from collections.abc import Iterable
from functools import cache
from typing import Any, Literal

import msgspec

from huying.programmes.demo_texts.sentences import Groups, Lines, groups, lines, paired, prepare, table

Subject = Literal["citizen", "enterprise"]
_PEAK = 5  # how much more often a topic comes up in its peak season: a sample setting
_TEXTS = ("titles", "facts", "requests", "found", "done", "rule")


class Topic(msgspec.Struct, frozen=True):
    """One matter. `spans`: from–to days (month * 100 + day) outside which nobody writes about it, empty = all year.
    `urgent`, `critical`: chances out of 1. The texts are templates: `found`, `done`, `rule` belong to the answer.
    """

    code: str
    kind: str
    gist: str
    who: tuple[str, ...]
    weight: int
    spans: tuple[tuple[int, int], ...]
    peak: tuple[tuple[int, int], ...]
    urgent: float
    critical: float
    titles: Lines
    facts: Lines
    details: Groups
    requests: Lines
    found: Lines
    done: Lines
    rule: Lines


@cache
def categories() -> tuple[str, ...]:
    """Codes of the sixteen categories, in the order of the volume table."""
    return tuple(table("volume")["categories"])


@cache
def topics(category: str) -> tuple[Topic, ...]:
    """All topics of `category`. Raises `ValueError` for an unknown one."""
    if category not in categories():
        raise ValueError(f"unknown category {category!r}")
    raw = table(f"topics/{category}")["topic"]
    return tuple(_topic(f"{category}.{code}", body) for code, body in raw.items())


@cache
def topic(code: str) -> Topic:
    """The topic with the dotted `code`, `housing.property`."""
    return next(one for one in topics(code.partition(".")[0]) if one.code == code)


def _topic(code: str, raw: dict[str, Any]) -> Topic:
    texts = {name: prepare(raw[name], spread=paired) for name in _TEXTS}
    texts["titles"] += lines("common", "titles." + raw.get("kind", "complain"))
    return Topic(
        code=code,
        kind=raw.get("kind", "complain"),
        gist=raw["gist"],
        who=tuple(raw.get("who", ["citizen"])),
        weight=raw.get("weight", 2),
        spans=_spans(raw.get("spans", [])),
        peak=_spans(raw.get("peak", [])),
        urgent=raw.get("urgent", 0.06),
        critical=raw.get("critical", 0.005),
        details=groups(raw["details"], spread=paired),
        **texts,
    )


def _spans(raw: list[list[str]]) -> tuple[tuple[int, int], ...]:
    return tuple((_day(start), _day(end)) for start, end in raw)


def _day(text: str) -> int:
    month, _, day = text.partition("-")
    return int(month) * 100 + int(day)


def _within(spans: Iterable[tuple[int, int]], day: int) -> bool:
    """Whether `day` lies in one span; a span may run over New Year."""
    return any(start <= day <= end if start <= end else day >= start or day <= end for start, end in spans)


@cache
def in_season(category: str, subject: Subject, day: int) -> tuple[Topic, ...]:
    """Topics that `subject` may write about on `day` (month * 100 + day), each as often as it weighs."""
    chosen: list[Topic] = []
    for one in topics(category):
        if subject in one.who and (not one.spans or _within(one.spans, day)):
            chosen += [one] * (one.weight * (_PEAK if _within(one.peak, day) else 1))
    return tuple(chosen)
