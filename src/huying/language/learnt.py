"""What the city's closed cases have taught: how rare each word is, and which words point to which unit and category.

Pure. Nothing here needs numpy or scikit-learn: a case has a hundred words, and adding up a hundred short rows is quick.
Training (`train.py`) and asking share `features`, so that what is learnt is what is asked.
"""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import msgspec

from huying.rules.decoding import readable

PLACE = "@"  # a place is a word that no case contains
PLACE_WEIGHT = 0.7  # beside a text vector of length 1


class Linear(msgspec.Struct, frozen=True):
    """A linear classifier: `weights` are little-endian float32, one row of `len(labels)` for each word of `Learnt.words`
    from the first on; `sharpness` turns margins into probabilities.
    """

    labels: list[str]
    bias: list[float]
    weights: bytes
    sharpness: float


class Verdict(msgspec.Struct, frozen=True):
    """One label, its probability (0–1) and the words of the case that spoke most for it."""

    label: str
    score: float
    words: tuple[str, ...]


@readable
class Learnt(msgspec.Struct, frozen=True, dict=True):
    """One training: `df[i]` of as many as `cases` hold `words[i]`, the most frequent first."""

    cases: int
    words: list[str]
    df: list[int]
    units: Linear | None = None
    categories: Linear | None = None

    @cached_property
    def index(self) -> dict[str, int]:
        """Where each word stands."""
        return {word: place for place, word in enumerate(self.words)}

    def share(self, word: str) -> float:
        """The share of cases that hold `word`; one that was never seen counts as seen once."""
        place = self.index.get(word)
        return (1 if place is None else self.df[place]) / max(self.cases, 1)

    def idf(self, word: str) -> float:
        """How much `word` tells: ln((1 + cases) / (1 + cases with it)) + 1."""
        return self.idfs.get(word, self._unseen)

    @cached_property
    def idfs(self) -> dict[str, float]:
        """`idf` of every known word."""
        return {word: self._idf(df) for word, df in zip(self.words, self.df, strict=True)}

    def weight(self, words: Iterable[str]) -> float:
        """The squared length of a set of words, each as long as its idf."""
        known, unseen = self.idfs, self._unseen
        return sum(known.get(word, unseen) ** 2 for word in words)

    @cached_property
    def _unseen(self) -> float:
        return self._idf(0)

    def _idf(self, df: int) -> float:
        return math.log((1 + self.cases) / (1 + df)) + 1


NOTHING = Learnt(cases=0, words=[], df=[])


def features(
    learnt: Learnt, *, heading: Sequence[str], matter: Sequence[str], places: Iterable[str]
) -> dict[int, float]:
    """A case as {place of the word: weight}: log tf × idf over known words, at length 1; a heading counts twice. Then the
    place codes it belongs to, each at `PLACE_WEIGHT`.
    """
    counts = Counter(matter)
    counts.update(heading)
    counts.update(heading)
    index = learnt.index
    vector = {index[w]: (1 + math.log(n)) * learnt.idf(w) for w, n in counts.items() if w in index}
    length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    vector = {place: weight / length for place, weight in vector.items()}
    vector.update({index[PLACE + code]: PLACE_WEIGHT for code in places if PLACE + code in index})
    return vector


def judge(linear: Linear, words: Sequence[str], vector: Mapping[int, float], *, limit: int = 3) -> list[Verdict]:
    """The `limit` likeliest labels for a vector, the likeliest first; ties by label."""
    rows = _rows(linear, vector)
    margins = [bias + sum(row[i] for _, row in rows) for i, bias in enumerate(linear.bias)]
    shares = softmax(margins, linear.sharpness)
    best = sorted(range(len(shares)), key=lambda i: (-shares[i], linear.labels[i]))[:limit]
    return [Verdict(label=linear.labels[i], score=shares[i], words=_speakers(rows, words, i)) for i in best]


def softmax(margins: Sequence[float], sharpness: float) -> list[float]:
    """Margins as shares that add up to 1."""
    top = max(margins)
    powers = [math.exp(sharpness * (margin - top)) for margin in margins]
    total = sum(powers)
    return [power / total for power in powers]


def _rows(linear: Linear, vector: Mapping[int, float]) -> list[tuple[int, list[float]]]:
    width = len(linear.labels)
    size = 4 * width
    known = len(linear.weights) // size
    rows = []
    for place, weight in vector.items():
        if place < known:
            row = array("f")
            row.frombytes(linear.weights[place * size : (place + 1) * size])
            rows.append((place, [weight * value for value in row]))
    return rows


def _speakers(rows: list[tuple[int, list[float]]], words: Sequence[str], label: int) -> tuple[str, ...]:
    spoken = sorted(((row[label], words[place]) for place, row in rows if row[label] > 0), reverse=True)
    return tuple(word for _, word in spoken if not word.startswith(PLACE) and len(word) > 1)[:4]
