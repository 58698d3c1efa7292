"""What the language room costs: `python -m bench.language`. Invented cases; the references are measured in the same run.

Similar cases are looked for in whatever ledger the installation holds: load a million with `huying simulate` first.
"""

import os
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import rjieba

from huying.language.fit import Taught, fit
from huying.language.keywords import table
from huying.language.learnt import features, judge
from huying.rules.scrub import scrub
from huying.rules.text import segment

LETTERS, WORDS, UNITS = 2_000, 90, 24
ASKED = 100


def cases(rng: random.Random) -> list[tuple[str, str]]:
    """(text, unit): each unit has its own sixth of the vocabulary, and shares the rest with all."""
    vocabulary = sorted(table())
    own = {f"unit{n}": rng.sample(vocabulary, len(vocabulary) // 6) for n in range(UNITS)}
    made = []
    for _ in range(LETTERS):
        unit = rng.choice(sorted(own))
        words = rng.choices(own[unit], k=WORDS // 4) + rng.choices(vocabulary, k=WORDS * 3 // 4)
        made.append(("，".join(words) + "，联系电话13812345678。", unit))
    return made


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def say(what: str, value: str, reference: str = "") -> None:
    print(f"{what:<44}{value:>16}  {reference}")


def cutting(texts: list[str]) -> None:
    size = sum(len(text.encode()) for text in texts) / 1e6
    segment("词典")  # loads it
    bare = seconds(lambda: [rjieba.cut_for_search(text, False) for text in texts])
    ours = seconds(lambda: [segment(text) for text in texts])
    say("segment", f"{size / ours:.1f} MB/s", f"the bare cutter {size / bare:.1f} MB/s")
    say("scrub", f"{size / seconds(lambda: [scrub(text) for text in texts]):.1f} MB/s")


def learning(made: list[tuple[str, str]]) -> None:
    cut = [Taught(heading=[], matter=segment(text), places=(), unit=unit, category="") for text, unit in made]
    started = time.perf_counter()
    fitted = fit(cut)
    say("train", f"{len(cut) / (time.perf_counter() - started):.0f} cases/s", f"{UNITS} units")
    learnt = fitted.learnt
    say("held-out cases answered rightly", f"{fitted.unit_accuracy:.1%}", f"by chance {1 / UNITS:.1%}")
    units = learnt.units
    if units is None:
        raise SystemExit("the invented cases taught nothing")
    spent = seconds(
        lambda: [
            judge(units, learnt.words, features(learnt, heading=[], matter=segment(text), places=()))
            for text, _ in made[:ASKED]
        ]
    )
    say("suggest, one case", f"{1000 * spent / ASKED:.2f} ms")


def similar_cases(texts: list[str]) -> None:
    from huying.language.selectors import similar
    from huying.language.train import train
    from huying.ledger.models import Case, SearchEntry

    train(now=datetime.now(UTC))  # without a training nothing is like anything
    cases = Case.objects.all()
    spent = sorted(seconds(partial(similar, text=text, among=cases)) for text in texts[:ASKED])
    say("similar cases, p95", f"{1000 * spent[ASKED * 95 // 100]:.1f} ms", f"among {SearchEntry.objects.count()} cases")


def main() -> None:
    made = cases(random.Random(2021))
    texts = [text for text, _ in made]
    cutting(texts)
    learning(made)
    similar_cases(texts)


if __name__ == "__main__":
    from huying.config.database import embedded_cluster
    from huying.config.embedded import hold

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
    cluster = embedded_cluster()
    if cluster:
        hold(cluster)
    import django

    django.setup()
    main()
