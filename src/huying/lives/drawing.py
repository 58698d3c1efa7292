"""Drawing by weight, the steps summed up once."""

from bisect import bisect
from collections.abc import Callable, Mapping
from itertools import accumulate
from random import Random
from typing import Any, TypeVar

from huying.programmes.demo_texts import sentences

T = TypeVar("T")


def weights(table: Mapping[str, int] | str) -> dict[str, int]:
    """The weights themselves, or those of that name that the demo city has (`demo_texts/data/volume.toml`)."""
    return dict(sentences.table("volume")[table] if isinstance(table, str) else table)


def drawing(table: Mapping[T, int]) -> Callable[[Random], T]:
    """A draw by weight."""
    choices, steps = list(table), list(accumulate(table.values()))
    last, total = len(choices) - 1, steps[-1]
    return lambda rng: choices[bisect(steps, rng.random() * total, hi=last)]


def even(choices: tuple[Any, ...]) -> Callable[[Random], Any]:
    """A draw in which all are alike."""
    amount = len(choices)
    return lambda rng: choices[int(rng.random() * amount)]


def whole(rng: Random, low: int, high: int) -> int:
    """A whole number from `low` to `high`, both included; four times as quick as `randint`."""
    return low + int(rng.random() * (high - low + 1))
