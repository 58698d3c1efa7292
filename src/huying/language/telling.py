"""Which words of a case to look for others by: telling enough to mean the same matter, rare enough to be quick.

Pure. A word that a third of all cases hold would make the index hand over a third of the ledger; such words are only
asked for together.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from huying.language.learnt import Learnt

MAX_WORDS = 24
MAX_UNSEEN = 10  # words of no known case: names, and misspellings
MAX_ROWS = 150  # which the index may be expected to hand over
TOGETHER = 6


def telling(learnt: Learnt, tokens: Sequence[str]) -> list[str]:
    """The words of a case, each once, the most telling first: (1 + ln times) × idf, then longer, then by spelling."""
    counts = Counter(word for word in tokens if len(word) > 1)
    return sorted(counts, key=lambda word: (-(1 + math.log(counts[word])) * learnt.idf(word), -len(word), word))


def alternatives(learnt: Learnt, tokens: Sequence[str], *, rows: int) -> str:
    """A query for `to_tsquery('simple', …)` that finds cases like this one among `rows` of them: any of the rare words,
    or the common ones together. Empty where the case has no words.
    """
    rare: list[str] = []
    common: list[str] = []
    left, unseen = float(MAX_ROWS), MAX_UNSEEN
    for word in telling(learnt, tokens):
        expected = learnt.share(word) * rows
        new = word not in learnt.index
        if expected > left or (new and unseen == 0):
            common.append(word)
        elif len(rare) < MAX_WORDS:
            rare.append(word)
            left -= expected
            unseen -= new
    return " | ".join([*(f"'{word}'" for word in rare), *_together(common, learnt)])


def _together(common: list[str], learnt: Learnt) -> list[str]:
    known = [word for word in common if word in learnt.index][:TOGETHER]
    # three of the six most telling common words: pairs are too many, all six at once too few
    triples = [known[i : i + 3] for i in range(0, len(known) - 2, 3)] or ([known] if known else [])
    return ["(" + " & ".join(f"'{word}'" for word in triple) + ")" for triple in triples]


def likeness(learnt: Learnt, mine: Iterable[str], other: Iterable[str]) -> float:
    """How much two sets of words have in common, 0–1: the cosine of their words weighted by idf."""
    mine, other = set(mine), set(other)
    lengths = learnt.weight(mine) * learnt.weight(other)
    return learnt.weight(mine & other) / math.sqrt(lengths) if lengths else 0.0
