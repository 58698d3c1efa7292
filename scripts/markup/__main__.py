"""`python -m scripts.markup` lays all templates out; with `--check` it only tells which are not."""

from __future__ import annotations

import sys
from pathlib import Path

from scripts.markup.layout import laid_out
from scripts.markup.tree import UnreadableError

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = "src/huying/**/templates/**/*.html"
LONG = 160  # characters; nobody reviews a line that is longer
SHARE = 0.15  # of a template may stand on such lines


def main(arguments: list[str]) -> int:
    """Lay out, or only look. Returns how many templates want something done, each with a sentence that says what."""
    told = [told for path in sorted(ROOT.glob(TEMPLATES)) if (told := wanting(path, write="--check" not in arguments))]
    print("\n".join(told), file=sys.stderr, end="\n" if told else "")
    return len(told)


def wanting(path: Path, *, write: bool) -> str:
    """What a template wants that it does not have, after laying it out if we may."""
    name, source = path.relative_to(ROOT), path.read_text("utf-8")
    try:
        result = laid_out(source)
    except UnreadableError as problem:
        return f"{name}: {problem}"
    if write and result != source:
        path.write_text(result, "utf-8")
    elif result != source:
        return f"{name}: `make tidy` lays it out"
    share = sum(len(line) for line in result.splitlines() if len(line) > LONG) / max(len(result), 1)
    if share > SHARE:
        return f"{name}: {share:.0%} stand on lines over {LONG} characters; name a part with {{% translate … as … %}}"
    return ""


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
