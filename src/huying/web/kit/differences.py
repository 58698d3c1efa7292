"""Two texts compared, for people: what was taken out, what was put in. Pure.

Sentences first, then signs within the sentences that changed, so that a long text costs no more than its changes do.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal

from msgspec import Struct

SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]?")
SIGN = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)
FINE = 1500  # signs of a changed stretch that are still compared one by one

Kind = Literal["same", "gone", "new"]


class Piece(Struct, frozen=True):
    """A stretch of text that is in both, only in the first (`gone`), or only in the second (`new`)."""

    kind: Kind
    text: str


def marked(before: str, after: str) -> list[Piece]:
    """The second text with everything that differs from the first; one piece where they are alike."""
    found: list[Piece] = []
    for piece in _compared(_split(SENTENCE, before), _split(SENTENCE, after), fine=True):
        if found and found[-1].kind == piece.kind:
            found[-1] = Piece(piece.kind, found[-1].text + piece.text)
        elif piece.text:
            found.append(piece)
    return found


def _split(by: re.Pattern[str], text: str) -> list[str]:
    return [one for one in by.findall(text.replace("\r\n", "\n")) if one]


def _compared(before: list[str], after: list[str], *, fine: bool) -> Iterator[Piece]:
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = "".join(before[a:b]), "".join(after[c:d])
        if kind == "equal":
            yield Piece("same", new)
        elif fine and kind == "replace" and max(len(old), len(new)) <= FINE:
            yield from _compared(_split(SIGN, old), _split(SIGN, new), fine=False)
        else:
            yield Piece("gone", old)
            yield Piece("new", new)
