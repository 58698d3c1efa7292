"""What may stand between two pieces: anything, wherever HTML drops white space whatever the conditions turn out to be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scripts.markup.tokens import AS_WRITTEN, BOXES, Gap, Kind, Token, tokens


def judged(source: str) -> list[Token]:
    """The pieces of a template, with the gap before each."""
    pieces = tokens(source)
    ways = _Ways(pieces)
    return [replace(token, gap=ways.gap(at)) for at, token in enumerate(pieces)]


class _Ways:
    """The ways through a template. Where they all come to the tag of a block first, white space is not seen."""

    def __init__(self, pieces: list[Token]) -> None:
        self.pieces = pieces
        self.marks: dict[int, list[int]] = {}  # a piece of a Django block: where all pieces of that block stand
        self.outside = self._outside()
        for marks in self._blocks():
            self.marks.update(dict.fromkeys(marks, marks))

    def _blocks(self) -> Iterator[list[int]]:
        opened: list[list[int]] = []
        for at, token in enumerate(self.pieces):
            if token.kind is Kind.BEGIN:
                opened.append([at])
            elif token.kind in {Kind.MIDDLE, Kind.END} and opened:
                opened[-1].append(at)
                if token.kind is Kind.END:
                    yield opened.pop()

    def _outside(self) -> set[int]:
        """The pieces of a page that extends another which stand in none of its blocks, and go nowhere."""
        depth, found = 0, set[int]()
        for at, token in enumerate(self.pieces):
            depth -= token.name == "endblock"
            found |= {at} if not depth else set()
            depth += token.name == "block"
        return found if any(token.name == "extends" for token in self.pieces) else set()

    def gap(self, at: int) -> Gap:
        """What may stand before a piece."""
        if at == 0:
            return Gap.FREE
        before, here = self.pieces[at - 1], self.pieces[at]
        if _inside(AS_WRITTEN, before, here):
            return Gap.TIGHT
        shut = {at - 1, at} <= self.outside and here.name != "endblock"
        free = shut or _inside(BOXES, before, here) or self.block(at, 1, set()) or self.block(at - 1, -1, set())
        return Gap.FREE if free else here.gap

    def block(self, at: int, step: int, seen: set[int]) -> bool:
        """Whether every way from here, forwards (1) or backwards (-1), comes to a block before anything in a line.

        A file ends in a line break; what stands before it, or around a `{% block %}`, is not known here.
        """
        if at in seen:
            return True
        seen = seen | {at}
        if not 0 <= at < len(self.pieces):
            return at >= 0
        token = self.pieces[at]
        if token.block:
            return True
        if token.kind is Kind.SILENT:
            return self.block(at + step, step, seen)
        return at in self.marks and all(self.block(way, step, seen) for way in self._ways(at, step))

    def _ways(self, at: int, step: int) -> list[int]:
        """Where one comes to from a piece of a Django block: into its branches, past it, or once more round."""
        marks = self.marks[at][::step]
        name = self.pieces[self.marks[at][0]].name
        if name == "block":
            return [-1]
        inner, past = [mark + step for mark in marks[:-1]], marks[-1] + step
        if at == marks[0]:
            sure = name not in {"if", "for", "ifchanged"} or any(
                self.pieces[mark].name in {"else", "empty"} for mark in marks
            )
            return inner if sure else [*inner, past]
        return [inner[0], past] if name == "for" else [past]


def _inside(names: frozenset[str], before: Token, here: Token) -> bool:
    """Whether this is the first or last thing inside an element of these names."""
    return (before.kind is Kind.OPEN and before.name in names) or (here.kind is Kind.CLOSE and here.name in names)
