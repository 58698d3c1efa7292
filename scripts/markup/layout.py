"""A template written down again, at most WIDTH characters a line where that can be had without being seen."""

from __future__ import annotations

from scripts.markup.tags import attributes, called, one_line
from scripts.markup.tokens import Gap, Kind, Token
from scripts.markup.tree import Node, tree

WIDTH = 120
INDENT = "  "


def laid_out(source: str) -> str:
    """The template as it should stand; the same again for one that stands so."""
    paper = _Paper()
    paper.all_of(tree(source), 0)
    return "\n".join(line.rstrip(" ") for line in paper.lines) + "\n"


class _Paper:
    """What is written so far."""

    def __init__(self) -> None:
        self.lines = [""]

    @property
    def column(self) -> int:
        return len(self.lines[-1])

    def write(self, text: str) -> None:
        first, *others = text.split("\n")
        self.lines[-1] += first
        self.lines += others

    def turn(self, depth: int, *, empty: bool = False) -> None:
        """Begin a new line, after an empty one where the writer left one."""
        self.lines += [""] * empty
        self.lines.append(INDENT * depth)

    def all_of(self, nodes: list[Node], depth: int) -> None:
        """One after the other; the gap before the first is the caller's."""
        for at, node in enumerate(nodes):
            if at and _turns(node.first):
                self.turn(depth, empty=node.first.breaks > 1)
            elif at and node.first.gap is Gap.SPACE:
                if self.column + 1 + _stretch(nodes, at) > WIDTH:
                    self.turn(depth)
                else:
                    self.write(" ")
            self.one(node, depth)

    def one(self, node: Node, depth: int) -> None:
        text = flat(node)
        if text is not None and (self.column + len(text) <= WIDTH or node.first.kind is Kind.WORD):
            self.write(text)
        else:
            self.opened(node, depth)

    def opened(self, node: Node, depth: int) -> None:
        """A node over several lines, each part one step in."""
        self.mark(node.first, depth, tight=not loose(node, 0))
        for at, part in enumerate(node.parts):
            after = node.marks[at + 1]
            if part:
                self.edge(part[0].first, depth + 1, turn=loose(node, at))
            self.all_of(part, depth + 1)
            self.edge(after, depth, turn=loose(node, at))
            self.mark(after, depth, tight=False)

    def edge(self, token: Token, depth: int, *, turn: bool) -> None:
        """The gap at the beginning or end of a part."""
        if turn or (token.gap is Gap.SPACE and token.breaks):
            self.turn(depth)
        else:
            self.write(_flat_gap(token))

    def mark(self, token: Token, depth: int, *, tight: bool) -> None:
        """A tag; one attribute a line where it is too long, or where nothing else about its element can be broken."""
        text = one_line(token)
        pieces = attributes(token)
        if len(pieces) < 2 or (self.column + len(text) <= WIDTH and not tight):
            self.write(text)
            return
        self.write(f"<{called(token.text)}")
        for piece in pieces:
            self.turn(depth + 1)
            self.write(piece)
        self.turn(depth)
        self.write("/>" if token.text.endswith("/>") else ">")


def loose(node: Node, at: int) -> bool:
    """Whether a part may stand on lines of its own: at both ends, or not at all, because half is hard to read."""
    part = node.parts[at] if node.parts else []
    return bool(part) and part[0].first.gap is not Gap.TIGHT and node.marks[at + 1].gap is not Gap.TIGHT


def flat(node: Node) -> str | None:
    """The node on one line, or None where it holds what wants lines of its own."""
    if any(_wants_lines(node, part, at) for at, part in enumerate(node.parts)):
        return None
    said = [one_line(node.first)]
    for mark, part in zip(node.marks[1:], node.parts, strict=True):
        for inner in part:
            text = flat(inner)
            if text is None:
                return None
            said += [_flat_gap(inner.first), text]
        said += [_flat_gap(mark), one_line(mark)]
    return "".join(said)


def _turns(token: Token) -> bool:
    """Whether a new line begins here: between blocks, and where somebody began one."""
    return token.gap is Gap.FREE or (token.gap is Gap.SPACE and token.breaks > 0)


def _flat_gap(token: Token) -> str:
    return " " if token.gap is Gap.SPACE else ""


def _wants_lines(node: Node, part: list[Node], at: int) -> bool:
    """Whether a part can't be shown on the line of its tags: a block stands in it, or line breaks that were set."""
    if any(inner.block for inner in part) or any(_turns(inner.first) for inner in part[1:]):
        return True
    edges = [part[0].first, node.marks[at + 1]] if part else []
    return not node.element and any(edge.gap is Gap.SPACE and edge.breaks for edge in edges)


def _stretch(nodes: list[Node], at: int) -> int:
    """How long the next stretch without a gap is."""
    length = 0
    for node in nodes[at:]:
        if length and node.first.gap is not Gap.TIGHT:
            break
        text = flat(node)
        if text is None:
            break
        length += len(text)
    return length
