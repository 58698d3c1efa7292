"""Reading the sentence files: `[a|b]` is expanded once, `{slot}` becomes a field of one quick `%` formatting."""

import tomllib
from collections.abc import Callable, Iterable
from functools import cache
from itertools import chain, product
from pathlib import Path
from random import Random
from string import Formatter
from typing import Any

from huying.programmes.demo_texts.words import SLOTS

DATA = Path(__file__).parent / "data"
Lines = tuple[str, ...]
Groups = tuple[Lines, ...]
Spread = Callable[..., Iterable[tuple[str, ...]]]


@cache
def table(name: str) -> dict[str, Any]:
    """The parsed `data/<name>.toml`."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def lines(file: str, key: str) -> Lines:
    """Templates under the dotted `key` of `data/<file>.toml`, expanded and ready for `pick`."""
    return prepare(_found(file, key))


def _found(file: str, key: str) -> list[str]:
    found: Any = table(file)
    for part in key.split("."):
        found = found[part]
    sentences: list[str] = found
    return sentences


def prepare(sentences: list[str], *, spread: Spread = product) -> Lines:
    """Every wording of every sentence, ready for `template % scene`."""
    return tuple(_percent(wording) for sentence in sentences for wording in expand(sentence, spread=spread))


@cache
def prepared(sentences: tuple[str, ...]) -> Lines:
    """As `prepare`, remembered."""
    return prepare(list(sentences))


def groups(sentences: list[str], *, spread: Spread = product) -> Groups:
    """As `prepare`, the wordings of one sentence kept together: so that no letter says the same thing twice."""
    return tuple(prepare([sentence], spread=spread) for sentence in sentences)


@cache
def line_groups(file: str, key: str) -> Groups:
    """As `lines`, the wordings of one sentence kept together."""
    return groups(_found(file, key))


def expand(sentence: str, *, spread: Spread = product) -> list[str]:
    """All wordings of `[a|b]` alternatives, which do not nest: `x[a|b]` gives `xa`, `xb`. `spread` combines the
    alternatives of several brackets: `product` freely, `paired` first with first and second with second.
    """
    literals: list[str] = []
    choices: list[list[str]] = []
    rest = sentence
    while "[" in rest:
        before, _, rest = rest.partition("[")
        inside, _, rest = rest.partition("]")
        literals.append(before)
        choices.append(inside.split("|"))
    literals.append(rest)
    return ["".join(chain(*zip(literals, (*chosen, ""), strict=True))) for chosen in spread(*choices)]


def paired(*choices: list[str]) -> Iterable[tuple[str, ...]]:
    """The n-th alternatives of all brackets together; freely where their numbers differ, once where there are none."""
    if choices and len({len(one) for one in choices}) == 1:
        return zip(*choices, strict=True)
    return product(*choices)


def _percent(wording: str) -> str:
    """`{slot}` to `%(slot)s`. Raises `ValueError` where the slot is unknown: a typing error in the data."""
    out = []
    for literal, slot, _, _ in Formatter().parse(wording):
        out.append(literal.replace("%", "%%"))
        if slot is None:
            continue
        if slot not in SLOTS:
            raise ValueError(f"unknown slot {slot!r} in {wording!r}")
        out.append(f"%({slot})s")
    return "".join(out)


def bare(template: str) -> str:
    """The words of a prepared template without its slots: what two templates can be compared by."""
    head, *rest = template.split("%(")
    return " ".join([head, *(part.partition(")s")[2] for part in rest)])


def pick(rng: Random, choices: Lines) -> str:
    """One of `choices`; four times as quick as `rng.choice`, which matters for millions of letters."""
    return choices[int(rng.random() * len(choices))]
