"""The pieces of a template, nested: elements of HTML and blocks of Django, each whole inside the other."""

from __future__ import annotations

from dataclasses import dataclass, field

from scripts.markup.gaps import judged
from scripts.markup.tokens import Kind, Token


class UnreadableError(Exception):
    """The template does not nest: what is opened in a condition must be closed in it."""


@dataclass(frozen=True, slots=True)
class Node:
    """A piece with what it holds. A Django block has as many parts as branches, an element one, a word none.

    `marks` are the pieces that begin each part and end the last one: `<p>` and `</p>`, or `if`, `else` and `endif`.
    """

    marks: list[Token]
    parts: list[list[Node]] = field(default_factory=list)

    @property
    def first(self) -> Token:
        """The piece it begins with, which knows the gap before it."""
        return self.marks[0]

    @property
    def element(self) -> bool:
        """Whether this is HTML and not Django."""
        return self.first.kind is not Kind.BEGIN

    @property
    def block(self) -> bool:
        """Whether it stands on lines of its own, itself or by what its branches hold."""
        inner = self.parts if not self.element else []
        return (self.element and self.first.block) or any(node.block for part in inner for node in part)


def tree(source: str) -> list[Node]:
    """Read a template; raise :class:`UnreadableError`, with the line, where something is not closed where it was opened."""
    root = Node([], [[]])
    opened = [root]
    for token in judged(source):
        now = opened[-1]
        if token.kind in {Kind.OPEN, Kind.BEGIN}:
            opened.append(Node([token], [[]]))
            now.parts[-1].append(opened[-1])
        elif token.kind is Kind.MIDDLE:
            _belongs(now, token, Kind.BEGIN)
            now.marks.append(token)
            now.parts.append([])
        elif token.kind in {Kind.CLOSE, Kind.END}:
            _belongs(now, token, Kind.OPEN if token.kind is Kind.CLOSE else Kind.BEGIN)
            now.marks.append(token)
            opened.pop()
        else:
            now.parts[-1].append(Node([token]))
    if len(opened) > 1:
        raise UnreadableError(f"line {opened[-1].first.line}: {opened[-1].first.text} is never closed")
    return root.parts[0]


def _belongs(node: Node, token: Token, kind: Kind) -> None:
    fits = node.marks and node.first.kind is kind
    if fits and token.kind is not Kind.MIDDLE:
        fits = node.first.name == token.name.removeprefix("end" if kind is Kind.BEGIN else "")
    if not fits:
        opened = f"{node.first.text} of line {node.first.line} is" if node.marks else "nothing is"
        raise UnreadableError(f"line {token.line}: {token.text} stands where {opened} open")
