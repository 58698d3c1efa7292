"""What stands inside one tag: its attributes, with the conditions that Django puts around them."""

from __future__ import annotations

import re

from scripts.markup.tokens import Kind, Token


def one_line(token: Token) -> str:
    """A piece on one line: of a tag, its attributes with one blank between them."""
    pieces = attributes(token)
    if not pieces:
        return token.text
    said = "".join(_conditional(piece) or f" {piece}" for piece in pieces)
    return f"<{called(token.text)}{said}{'/>' if token.text.endswith('/>') else '>'}"


def _conditional(piece: str) -> str:
    """`{% if x %}checked{% endif %}` with the blank inside the condition; empty for other attributes."""
    found = re.fullmatch(r"(\{% (?:if|for) .*?%\})(.*)", piece, re.DOTALL)
    return f"{found[1]} {found[2]}" if found else ""


_ATOM = re.compile(
    r"""\s+|\{%.*?%\}|\{\{.*?\}\}|"(?:\{%.*?%\}|\{\{.*?\}\}|[^"])*"|'(?:\{%.*?%\}|\{\{.*?\}\}|[^'])*'|[^\s"'{]+|\{""",
    re.ASCII,
)


def attributes(token: Token) -> list[str]:
    """The attributes of an opening tag, a condition around some of them as one piece; none for other pieces."""
    if token.kind not in {Kind.OPEN, Kind.ALONE}:
        return []
    inside = re.sub(r"\s*/?>$", "", token.text[len(called(token.text)) + 1 :])
    pieces, depth = [""], 0
    atoms = _ATOM.findall(inside)
    for atom, after in zip(atoms, [*atoms[1:], ""], strict=False):
        begins = bool(re.match(r"\{% (?:if|for) ", atom))
        if not depth and (atom.isspace() or (begins and after.isspace())):
            pieces.append("")
        if pieces[-1] or not atom.isspace():
            pieces[-1] += atom
        depth += begins - bool(re.match(r"\{% end", atom))
    return [re.sub(r"^(\{% (?:if|for) .*?%\})[ \n]+", r"\1", piece) for piece in pieces if piece]


def called(tag: str) -> str:
    """The name of an opening tag, as it is written."""
    found = re.match(r"<([A-Za-z][\w-]*)", tag)
    return found[1] if found else ""
