"""Which unit a letter belongs to: from what closed cases taught, and from the table of who answers for what.

A proposal to a person, never a decision: it comes with its reason, and nothing is dispatched by it.
"""

from collections.abc import Collection

import msgspec

from huying.language.answerable import Answerable, answerable, standing, upwards
from huying.language.keywords import weigh
from huying.language.learnt import Learnt, Verdict, features, judge
from huying.language.memory import current
from huying.rules.text import segment

HISTORY, DUTIES = 0.7, 0.3  # how much each says where both do
CATEGORIES = 3  # whose duties are looked up
FURTHER = 0.8  # a duty one level above the place counts so much of one at the place


class Suggestion(msgspec.Struct, frozen=True):
    """A unit that may answer for a letter: `score` 0–1; `why` is "history" (such cases were handled there), "duty" (the
    table of duties says so) or "both"; `words` are the words of the letter that spoke for it.
    """

    unit: str
    category: str
    score: float
    why: str
    words: tuple[str, ...]


def suggest(
    *, title: str, body: str, place: str = "", without: Collection[str] = (), limit: int = 3
) -> list[Suggestion]:
    """The likeliest units, the likeliest first; `place` is a place code or empty. `without`: units never to be proposed,
    such as those the letter accuses. Empty where neither history nor duties say anything.
    """
    learnt, places = current(), upwards(place)
    vector = features(learnt, title=segment(title), body=segment(body), places=places)
    categories = _categories(learnt, vector, title, body)
    history = judge(learnt.units, learnt.words, vector, limit=limit * 3) if learnt.units else []
    found = _merged(history, categories, answerable([one.label for one in categories], places))
    allowed = standing({one.unit for one in found}) - set(without)
    return sorted((one for one in found if one.unit in allowed), key=lambda one: (-one.score, one.unit))[:limit]


def suggest_categories(*, title: str, body: str, place: str = "") -> list[Verdict]:
    """The likeliest category codes of a letter with their probability and the words that spoke for them."""
    learnt = current()
    vector = features(learnt, title=segment(title), body=segment(body), places=upwards(place))
    return _categories(learnt, vector, title, body)


def _categories(learnt: Learnt, vector: dict[int, float], title: str, body: str) -> list[Verdict]:
    if learnt.categories:
        return judge(learnt.categories, learnt.words, vector, limit=CATEGORIES)
    return by_keywords(title=title, body=body)


def by_keywords(*, title: str, body: str) -> list[Verdict]:
    """Categories by the shipped table of words alone; empty where no word speaks for any."""
    weights = weigh(title=title, body=body)
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


def _merged(history: list[Verdict], categories: list[Verdict], duties: list[Answerable]) -> list[Suggestion]:
    likeliest = categories[0].label if categories else ""
    by_category = {one.label: one for one in categories}
    share = DUTIES if history else 1.0
    found = {
        one.label: Suggestion(
            unit=one.label, category=likeliest, score=one.score * HISTORY, why="history", words=one.words
        )
        for one in history
    }
    for duty in duties:
        verdict = by_category[duty.category]
        score = share * verdict.score * FURTHER**duty.levels
        found[duty.unit] = _with_duty(found.get(duty.unit), duty, score, verdict.words)
    return list(found.values())


def _with_duty(known: Suggestion | None, duty: Answerable, score: float, words: tuple[str, ...]) -> Suggestion:
    if known is None:
        return Suggestion(unit=duty.unit, category=duty.category, score=score, why="duty", words=words)
    if known.why != "history":
        return known if known.score >= score else _with_duty(None, duty, score, words)
    return Suggestion(
        unit=duty.unit, category=duty.category, score=known.score + score, why="both", words=known.words or words
    )
