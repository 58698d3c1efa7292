"""What the office says: the published answer to a letter, and the unit's internal feedback to the centre."""

from random import Random
from typing import Literal
from zlib import crc32

from huying.programmes.demo_texts.letters import Letter
from huying.programmes.demo_texts.sentences import Lines, lines, pick
from huying.programmes.demo_texts.topics import Telling, topic
from huying.programmes.demo_texts.words import Scene
from huying.rules.calendar import LOCAL

Kind = Literal["resolved", "explained", "partial", "declined", "direct"]

# The order of the parts of each kind of answer: from the topic (found, done, rule) or from answers.toml (the rest).
_ANSWER: dict[Kind, tuple[str, ...]] = {
    "resolved": ("opening", "checked", "found", "done", "resolved", "closing"),
    "explained": ("opening", "checked", "found", "rule", "explained", "closing"),
    "partial": ("opening", "checked", "found", "done", "partial", "closing"),
    "declined": ("opening", "declined", "closing"),
    "direct": ("opening", "rule", "direct", "closing"),
}
_BY_KIND = ("opening", "checked", "resolved")
_FEEDBACK: dict[Kind, tuple[str, ...]] = {
    "resolved": ("received", "found", "done", "told", "asks_close"),
    "explained": ("received", "found", "rule", "told_why", "asks_close"),
    "partial": ("received", "found", "done", "remains", "told"),
    "declined": ("received", "outside", "told_why"),
    "direct": ("received", "rule", "told"),
}


def answer(rng: Random, *, of: Letter, unit_name: str, kind: Kind, attempt: int = 1) -> str:
    """The answer of `unit_name` to a letter, for publication: names the same road, compound or firm as the letter, and
    finds and does what `feedback` of the same `attempt` says. `attempt` counts the rounds of a case handled again.
    """
    return _assembled(rng, of, unit_name, "answer", _ANSWER[kind], attempt)


def feedback(rng: Random, letter: Letter, unit_name: str, kind: Kind, attempt: int = 1) -> str:
    """What `unit_name` reports to the centre about `letter`: what it found, did, and told the person."""
    return _assembled(rng, letter, unit_name, "feedback", _FEEDBACK[kind], attempt)


def _assembled(rng: Random, letter: Letter, unit_name: str, file: str, parts: tuple[str, ...], attempt: int) -> str:
    """The facts come from the letter's own chance, so that two texts about one case agree; the wording from `rng`."""
    about = topic(letter.topic)
    facts = Random(crc32(letter.matter.encode()) + attempt)
    chosen = {part: pick(facts, choices) for part, choices in _findings(about.tellings[letter.telling])}
    known = {**letter.facts, "unit": unit_name, "heading": letter.heading}
    scene = Scene(facts, letter.at.astimezone(LOCAL).month, known)
    for text in chosen.values():
        text % scene  # draws the slots of every finding in one order, whichever of them this text uses
    templates = [chosen.get(part) or pick(rng, _wordings(file, part, about.kind)) for part in parts]
    return "".join([template % scene for template in templates])


def _findings(told: Telling) -> tuple[tuple[str, Lines], ...]:
    return ("found", told.found), ("done", told.done), ("rule", told.rule)


def _wordings(file: str, part: str, kind: str) -> Lines:
    """The common sentences for `part`; how an answer opens and ends depends on the kind of the letter."""
    return lines("answers", f"{file}.{part}.{kind}" if file == "answer" and part in _BY_KIND else f"{file}.{part}")
