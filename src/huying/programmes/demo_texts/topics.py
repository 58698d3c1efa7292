"""What people write about: `data/topics/<category>.toml`, one table a topic, with its season and who writes."""

from collections.abc import Iterable
from functools import cache
from typing import Any, Literal

import msgspec

from huying.programmes.demo_texts.sentences import Groups, Lines, bare, groups, lines, paired, prepare, table

Subject = Literal["citizen", "enterprise"]
_PEAK = 5  # how much more often a topic comes up in its peak season: a sample setting
_APART = ("village", "compound")


class Telling(msgspec.Struct, frozen=True):
    """One way to tell the matter, `fact`, with what goes with it: titles, details, requests, and the parts of an answer,
    `found`, `done`, `rule`. All are templates.
    """

    fact: str
    titles: Lines
    details: Groups
    requests: Lines
    found: Lines
    done: Lines
    rule: Lines


class Topic(msgspec.Struct, frozen=True):
    """One matter. `spans`: from–to days (month * 100 + day) outside which nobody writes about it, empty = all year.
    `urgent`, `critical`: chances out of 1.
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
    tellings: tuple[Telling, ...]


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
    kind = raw.get("kind", "complain")
    facts = prepare(raw["facts"], spread=paired)
    return Topic(
        code=code,
        kind=kind,
        gist=raw["gist"],
        who=tuple(raw.get("who", ["citizen"])),
        weight=raw.get("weight", 2),
        spans=_spans(raw.get("spans", [])),
        peak=_spans(raw.get("peak", [])),
        urgent=raw.get("urgent", 0.06),
        critical=raw.get("critical", 0.005),
        tellings=tuple(_telling(fact, kind, raw) for fact in facts),
    )


def _telling(fact: str, kind: str, raw: dict[str, Any]) -> Telling:
    def near(name: str) -> Lines:
        return nearest(fact, prepare(raw[name], spread=paired))

    own = tuple(title for title in prepare(raw["titles"], spread=paired) if kinship(fact, title))
    return Telling(
        fact=fact,
        titles=own + lines("common", f"titles.{kind}"),
        details=_fitting(fact, groups(raw["details"], spread=paired)),
        requests=near("requests"),
        found=near("found"),
        done=near("done"),
        rule=near("rule"),
    )


def kinship(one: str, other: str) -> int:
    """How many pairs of neighbouring characters two sentences share: whether they speak of the same thing."""
    first, second = ({text[n : n + 2] for n in range(len(text) - 1)} for text in (bare(one), bare(other)))
    return len(first & second)


def nearest(fact: str, choices: Lines) -> Lines:
    """Those of `choices` at least half as near to `fact` as the nearest one; all where none is near."""
    scores = [kinship(fact, choice) for choice in choices]
    return tuple(choice for choice, score in zip(choices, scores, strict=True) if 2 * score >= max(scores))


def _fitting(fact: str, details: Groups) -> Groups:
    """`details` without those about compounds in a letter about a village, and the other way round."""
    apart = table("common")["apart"]
    strange = [word for slot in _APART if f"%({slot})s" in fact for word in apart[slot]]
    kept = tuple(group for group in details if not any(word in text for text in group for word in strange))
    return kept if len(kept) > 1 else details


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
