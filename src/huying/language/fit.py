"""Fitting: from closed cases to `Learnt`. Only training imports scikit-learn; no serving process does.

Deterministic: the same cases in the same order give the same bytes.
"""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from huying.language.learnt import PLACE, Learnt, Linear, features, softmax

MAX_WORDS = 40_000  # whose rarity is kept, the most frequent first
MAX_FEATURES = 12_000  # of which so many may speak for a unit
MIN_CASES = 5  # a label seen less often is not learnt
HELD_OUT = 5  # every fifth case is not learnt from but asked, to say how often the answer is right
SHARPNESS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0)


class Taught(msgspec.Struct, frozen=True):
    """One closed case, cut into words; `places` are its place codes from the town upwards."""

    heading: list[str]
    matter: list[str]
    places: tuple[str, ...]
    unit: str
    category: str


class Fitted(msgspec.Struct, frozen=True):
    """What was learnt, and the share of held-out cases whose unit and category came first (None: too few to ask)."""

    learnt: Learnt
    unit_accuracy: float | None
    category_accuracy: float | None


def fit(cases: Sequence[Taught]) -> Fitted:
    """Learn from `cases`. With fewer than two units (or categories) seen `MIN_CASES` times, that part stays None."""
    known = vocabulary(cases)
    vectors = [features(known, heading=one.heading, matter=one.matter, places=one.places) for one in cases]
    units, unit_accuracy = _linear(known, vectors, [one.unit for one in cases])
    categories, category_accuracy = _linear(known, vectors, [one.category for one in cases])
    learnt = msgspec.structs.replace(known, units=units, categories=categories)
    return Fitted(learnt=learnt, unit_accuracy=unit_accuracy, category_accuracy=category_accuracy)


def vocabulary(taught: Iterable[Taught]) -> Learnt:
    """How many cases hold each word; words (and places) of one case only are left out."""
    counts: Counter[str] = Counter()
    cases = 0
    for one in taught:
        counts.update({*one.heading, *one.matter, *(PLACE + code for code in one.places)})
        cases += 1
    kept = sorted((word for word, n in counts.items() if n > 1), key=lambda word: (-counts[word], word))[:MAX_WORDS]
    return Learnt(cases=cases, words=kept, df=[counts[word] for word in kept])


def _linear(known: Learnt, vectors: list[dict[int, float]], labels: list[str]) -> tuple[Linear | None, float | None]:
    often = {label for label, n in Counter(labels).items() if label and n >= MIN_CASES}
    if len(often) < 2:
        return None, None
    chosen = [i for i, label in enumerate(labels) if label in often]
    asked, learnt = chosen[::HELD_OUT], [i for n, i in enumerate(chosen) if n % HELD_OUT]
    trial = _fit_svm(known, [vectors[i] for i in learnt], [labels[i] for i in learnt])
    accuracy, sharpness = _try(trial, [vectors[i] for i in asked], [labels[i] for i in asked])
    final = _fit_svm(known, [vectors[i] for i in chosen], [labels[i] for i in chosen])
    return _packed(final, sharpness), accuracy


def _fit_svm(known: Learnt, vectors: list[dict[int, float]], labels: list[str]) -> Any:
    from sklearn.svm import LinearSVC  # noqa: PLC0415 - no serving process loads it

    return LinearSVC(C=0.6, random_state=0).fit(_matrix(vectors), labels)


def _matrix(vectors: list[dict[int, float]]) -> Any:
    from numpy import frombuffer  # noqa: PLC0415 - no serving process loads it
    from scipy.sparse import csr_array  # noqa: PLC0415

    # scikit-learn takes 32-bit indices only
    starts, places, weights = array("i", [0]), array("i"), array("d")
    for vector in vectors:
        inside = {place: weight for place, weight in vector.items() if place < MAX_FEATURES}
        places.extend(inside)
        weights.extend(inside.values())
        starts.append(len(places))
    parts = (frombuffer(weights), frombuffer(places, "int32"), frombuffer(starts, "int32"))
    return csr_array(parts, shape=(len(vectors), MAX_FEATURES))


def _try(trial: Any, vectors: list[dict[int, float]], labels: list[str]) -> tuple[float, float]:
    """The share of cases answered rightly, and the sharpness under which the true labels were likeliest."""
    names = [str(name) for name in trial.classes_]
    right = 0
    losses = dict.fromkeys(SHARPNESS, 0.0)
    for margins, label in zip(_margins(trial, vectors), labels, strict=True):
        right += names[max(range(len(names)), key=margins.__getitem__)] == label
        for sharpness in SHARPNESS:
            share = softmax(margins, sharpness)[names.index(label)] if label in names else 0.0
            losses[sharpness] -= math.log(max(share, 1e-9))
    return right / len(labels), min(SHARPNESS, key=lambda sharpness: (losses[sharpness], sharpness))


def _margins(trial: Any, vectors: list[dict[int, float]]) -> list[list[float]]:
    values = trial.decision_function(_matrix(vectors)).tolist()
    # of two classes scikit-learn gives one margin
    return values if len(trial.classes_) > 2 else [[-value, value] for value in values]


def _packed(final: Any, sharpness: float) -> Linear:
    weights, bias = final.coef_, final.intercept_.tolist()
    if len(final.classes_) == 2:
        weights, bias = [-weights[0], weights[0]], [-bias[0], bias[0]]
    rows = array("f")
    for column in zip(*(row.tolist() for row in weights), strict=True):
        rows.extend(column)
    return Linear(labels=[str(c) for c in final.classes_], bias=bias, weights=rows.tobytes(), sharpness=sharpness)
