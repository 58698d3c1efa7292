"""One invented letter: a topic in season, told in one person's tone."""

from bisect import bisect
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from itertools import accumulate
from random import Random

import msgspec

from huying.programmes.demo_texts.sentences import Groups, Lines, line_groups, lines, pick, table
from huying.programmes.demo_texts.topics import Subject, Telling, Topic, in_season, topic
from huying.programmes.demo_texts.words import Scene
from huying.rules.calendar import LOCAL

SHORTEST, LONGEST = 80, 500  # characters of its matter


class Letter(msgspec.Struct, frozen=True):
    """`facts` are the invented road, compound, firm … of this letter, so that answers can name the same ones; `telling`
    is the number of the way in which the topic is told.
    """

    heading: str
    matter: str
    category: str
    urgency: str
    topic: str
    telling: int
    subject: Subject
    at: datetime
    facts: dict[str, str]


class Tone(msgspec.Struct, frozen=True):
    """How one kind of person writes: which parts, how many `details` and `extras` (what else was tried or suffered)."""

    opening: Lines
    plea: Lines
    closing: Lines
    details: tuple[int, int]
    extras: tuple[int, int]
    listed: bool
    introduces: float


def written(rng: Random, *, category: str, place_name: str, town_name: str, subject: Subject, at: datetime) -> Letter:
    """A letter about `category` from `town_name` in `place_name`, written at `at` (aware). Body of 80–500 characters."""
    day = at.astimezone(LOCAL)
    season = in_season(category, subject, day.month * 100 + day.day)
    about = season[int(rng.random() * len(season))]
    telling = int(rng.random() * len(about.tellings))
    facts = {"place": place_name, "town": town_name, "gist": about.gist}
    return _write(rng, about, telling, category, subject, at, Scene(rng, day.month, facts))


def echo(rng: Random, *, of: Letter, at: datetime) -> Letter:
    """Another person's letter about the very same matter as `of` (same road, compound, firm): what gets merged."""
    scene = Scene(rng, at.astimezone(LOCAL).month, of.facts)
    return _write(rng, topic(of.topic), of.telling, of.category, of.subject, at, scene)


def pool(rng: Random, n: int, *, places: Sequence[tuple[str, str]], at: datetime) -> list[Letter]:
    """`n` letters of all categories and both subjects by their sample weights, from random (county, town) `places`."""
    weights = table("volume")["subjects"]
    names: tuple[Subject, ...] = ("citizen", "enterprise")
    subjects = [name for name in names for _ in range(weights[name])]
    month = at.astimezone(LOCAL).month
    found = []
    for _ in range(n):
        subject = subjects[int(rng.random() * len(subjects))]
        place, town = places[int(rng.random() * len(places))]
        category = _category(rng, subject, month)
        found.append(written(rng, category=category, place_name=place, town_name=town, subject=subject, at=at))
    return found


@cache
def category_weights(subject: Subject, month: int) -> dict[str, int]:
    """How often `subject` writes about each category in `month`; any positive scale. Sample, not official."""
    volume = table("volume")
    base: dict[str, int] = volume["categories"] if subject == "citizen" else volume["enterprise_categories"]
    season: dict[str, int] = volume["season"].get(str(month), {})
    return {code: weight * season.get(code, 10) for code, weight in base.items()}


@cache
def _steps(subject: Subject, month: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    weights = category_weights(subject, month)
    return tuple(weights), tuple(accumulate(weights.values()))


def _category(rng: Random, subject: Subject, month: int) -> str:
    codes, steps = _steps(subject, month)
    return codes[bisect(steps, rng.random() * steps[-1], hi=len(steps) - 1)]


@cache
def _tones(subject: Subject, kind: str) -> tuple[Tone, ...]:
    """The tones in which `subject` writes a letter of `kind`, each as often as it weighs."""
    chosen: list[Tone] = []
    for name, raw in table("tones")[subject].items():
        if kind not in raw.get("kinds", [kind]):
            continue
        tone = Tone(
            opening=lines("tones", f"{subject}.{name}.opening"),
            plea=lines("tones", f"{subject}.{name}.plea"),
            closing=lines("tones", f"{subject}.{name}.closing"),
            details=tuple(raw["details"]),
            extras=tuple(raw["extras"]),
            listed=raw.get("listed", False),
            introduces=raw["introduces"],
        )
        chosen += [tone] * raw["weight"]
    return tuple(chosen)


def _write(
    rng: Random, about: Topic, telling: int, category: str, subject: Subject, at: datetime, scene: Scene
) -> Letter:
    tones = _tones(subject, about.kind)
    tone = tones[int(rng.random() * len(tones))]
    told = about.tellings[telling]
    matter = _matter(rng, told, about.kind, subject, tone, scene)
    return Letter(
        heading=pick(rng, told.titles) % scene,
        matter=matter,
        category=category,
        urgency=_urgency(rng.random(), about),
        topic=about.code,
        telling=telling,
        subject=subject,
        at=at,
        facts=dict(scene),
    )


def _urgency(chance: float, about: Topic) -> str:
    if chance < about.critical:
        return "critical"
    return "urgent" if chance < about.critical + about.urgent else "normal"


def _matter(rng: Random, told: Telling, kind: str, subject: Subject, tone: Tone, scene: Scene) -> str:
    head = pick(rng, tone.opening) % scene
    introduced = rng.random() < tone.introduces
    scene["we"] = "我公司" if introduced else scene["own"]
    if introduced:
        head += pick(rng, lines("common", f"intro.{subject}")) % scene
    head += told.fact % scene
    middle = [text % scene for text in _some(rng, told.details, tone.details)]
    middle += [text % scene for text in _some(rng, line_groups("common", f"extras.{kind}.{subject}"), tone.extras)]
    tail = pick(rng, told.requests) % scene + pick(rng, tone.plea) % scene + pick(rng, tone.closing) % scene
    return _fitted(head, middle, tail, told, tone, scene)


def _fitted(head: str, middle: list[str], tail: str, told: Telling, tone: Tone, scene: Scene) -> str:
    """Head, middle and tail as one text of 80–500 characters: the middle gives way, or the writer says more."""
    room = len(head) + len(tail)
    while middle and room + sum(map(len, middle)) + 3 * len(middle) > LONGEST:
        middle.pop()
    if room + sum(map(len, middle)) < SHORTEST:
        _say_more(middle, SHORTEST - room, told, scene)
    if tone.listed and len(middle) > 1:
        middle = [f"{n}、{text}" for n, text in enumerate(middle, 1)]
    return head + "".join(middle) + tail


def _say_more(middle: list[str], wanted: int, told: Telling, scene: Scene) -> None:
    """Add sentences to `middle` until it has `wanted` characters: what the topic has left to say, then a plea to look."""
    said = set(middle)
    for wordings in (*told.details, *line_groups("common", "padding")):
        texts = [wording % scene for wording in wordings]
        if sum(map(len, middle)) >= wanted:
            return
        if said.isdisjoint(texts):
            middle.append(texts[0])


def _some(rng: Random, choices: Groups, span: tuple[int, int]) -> list[str]:
    """Between `span[0]` and `span[1]` different sentences in random order; fewer where a draw repeats itself."""
    low, high = span
    wanted = low + int(rng.random() * (high - low + 1))
    drawn = {int(rng.random() * len(choices)): None for _ in range(wanted)}
    return [pick(rng, choices[n]) for n in drawn]
