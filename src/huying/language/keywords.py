"""The shipped table of words and categories: what a city falls back on before it has cases of its own to learn from."""

import tomllib
from functools import cache
from importlib.resources import files

from huying.rules.text import clean


@cache
def table() -> dict[str, tuple[str, ...]]:
    """Categories that each word speaks for, from `data/keywords.toml`."""
    text = files("huying.language").joinpath("data/keywords.toml").read_text(encoding="utf-8")
    spoken: dict[str, tuple[str, ...]] = {}
    for category, entry in tomllib.loads(text).items():
        for word in entry["words"].split():
            spoken[word] = (*spoken.get(word, ()), category)
    return spoken


def weigh(*, heading: str, matter: str) -> dict[str, dict[str, float]]:
    """For each category spoken for, the words found and their weight: characters of the word, twice in a heading, shared
    between the categories that claim the word. Words are looked for as written, whatever the cutter makes of them.
    """
    heading, matter = clean(heading), clean(matter)
    weights: dict[str, dict[str, float]] = {}
    for word, claimed in table().items():
        times = 2 if word in heading else 1 if word in matter else 0
        if not times:
            continue
        for category in claimed:
            weights.setdefault(category, {})[word] = times * len(word) / len(claimed)
    return weights
