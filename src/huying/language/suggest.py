"""Which unit a case belongs to: from what closed cases taught, and from the table of who answers for what.

A proposal to a person, never a decision: it comes with its reason, and nothing is dispatched by it.
"""

from collections.abc import Collection, Sequence

import msgspec

from huying.language.keywords import weigh
from huying.language.learnt import Learnt, Verdict, features, judge
from huying.language.memory import current
from huying.people.selectors import path_of, units, units_for
from huying.rules.text import segment

HISTORY, DUTIES = 0.7, 0.3  # how much each says where both do
CATEGORIES = 3  # whose duties are looked up
FURTHER = 0.7  # the second unit on the table counts so much of the first


class Suggestion(msgspec.Struct, frozen=True):
    """A unit that may answer for a case: `score` 0–1; `why` is "history" (such cases were handled there), "duty" (the
    table of duties says so) or "both"; `words` are the words of the case that spoke for it.
    """

    unit: str
    category: str
    score: float
    why: str
    words: tuple[str, ...]


def suggest(
    *, heading: str, matter: str, place: str = "", without: Collection[str] = (), limit: int = 3
) -> list[Suggestion]:
    """The likeliest units, the likeliest first; `place` is a place code or empty. `without`: units never to be proposed,
    such as those the case accuses. Empty where neither history nor duties say anything.
    """
    learnt = current()
    vector = _vector(learnt, heading, matter, place)
    categories = _categories(learnt, vector, heading, matter)
    history = judge(learnt.units, learnt.words, vector, limit=limit * 3) if learnt.units else []
    found = _with_duties(_with_history(history, categories), categories, place)
    allowed = set(units().values_list("code", flat=True)) - set(without)
    return sorted((one for one in found if one.unit in allowed), key=lambda one: (-one.score, one.unit))[:limit]


def places_of(path: Sequence[str]) -> tuple[str, ...]:
    """The place codes a case belongs to: of all its path but the city itself, which every case has."""
    return tuple(path[1:])


def _vector(learnt: Learnt, heading: str, matter: str, place: str) -> dict[int, float]:
    return features(learnt, heading=segment(heading), matter=segment(matter), places=places_of(path_of(place)))


def _categories(learnt: Learnt, vector: dict[int, float], heading: str, matter: str) -> list[Verdict]:
    if learnt.categories:
        return judge(learnt.categories, learnt.words, vector, limit=CATEGORIES)
    return by_keywords(heading=heading, matter=matter)


def by_keywords(*, heading: str, matter: str) -> list[Verdict]:
    """Categories by the shipped table of words alone; empty where no word speaks for any."""
    weights = weigh(heading=heading, matter=matter)
    total = sum(sum(words.values()) for words in weights.values())
    verdicts = [
        Verdict(
            label=category,
            score=sum(words.values()) / total,
            words=tuple(sorted(words, key=lambda w: (-words[w], w))[:4]),
        )
        for category, words in weights.items()
    ]
    return sorted(verdicts, key=lambda one: (-one.score, one.label))[:CATEGORIES]


def _with_history(history: list[Verdict], categories: list[Verdict]) -> dict[str, Suggestion]:
    likeliest = categories[0].label if categories else ""
    return {
        one.label: Suggestion(
            unit=one.label, category=likeliest, score=one.score * HISTORY, why="history", words=one.words
        )
        for one in history
    }


def _with_duties(found: dict[str, Suggestion], categories: list[Verdict], place: str) -> list[Suggestion]:
    share = DUTIES if found else 1.0
    seen: set[str] = set()  # a unit counts for its likeliest category only
    for verdict in categories:
        for rank, unit in enumerate(units_for(verdict.label, place)):
            if unit.code not in seen:
                seen.add(unit.code)
                score = share * verdict.score * FURTHER**rank
                found[unit.code] = _and_duty(found.get(unit.code), unit.code, verdict, score)
    return list(found.values())


def _and_duty(known: Suggestion | None, unit: str, verdict: Verdict, score: float) -> Suggestion:
    if known is None:
        return Suggestion(unit=unit, category=verdict.label, score=score, why="duty", words=verdict.words)
    return Suggestion(
        unit=unit, category=verdict.label, score=known.score + score, why="both", words=known.words or verdict.words
    )
