"""A template in pieces: tags of HTML, tags of Django, words; and what may stand between two of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

# HTML shows no white space beside these, inside or outside.
_BLOCKS = """
    address article aside blockquote body circle col colgroup datalist dd details div dl dt fieldset figcaption
    figure footer form g h1 h2 h3 h4 h5 h6 head header hr html legend li line link main meta nav ol optgroup option
    p path polyline pre rect script section style summary table tbody td template text tfoot th thead title tr ul
"""
BLOCKS = frozenset(_BLOCKS.split())
# Nor inside these, which stand in a line like a word.
BOXES = frozenset({"button", "select", "svg"})
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
AS_WRITTEN = frozenset({"textarea", "pre", "script", "style"})  # what is inside is not ours to move
MIDDLES = frozenset({"else", "elif", "empty"})
SENTENCES = frozenset({"blocktranslate", "blocktrans", "comment", "verbatim"})  # taken whole, like a word
SILENT = frozenset({"load", "extends", "csrf_token", "get_current_language"})  # put nothing on the page that is seen

_DJANGO = r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}"
_TAG = rf"""</?[A-Za-z](?:{_DJANGO}|"(?:{_DJANGO}|[^"])*"|'(?:{_DJANGO}|[^'])*'|[^>"'])*>"""
_PIECE = re.compile(rf"<!--.*?-->|<![^>]*>|{_TAG}|{_DJANGO}|(?:(?!{_DJANGO})[^\s<])+|<", re.DOTALL | re.ASCII)


class Kind(Enum):
    """What a piece is."""

    OPEN = "open"  # <p>
    CLOSE = "close"  # </p>
    ALONE = "alone"  # <br>
    BEGIN = "begin"  # {% if %}
    MIDDLE = "middle"  # {% else %}
    END = "end"  # {% endif %}
    SILENT = "silent"  # {% load %}
    WORD = "word"  # anything that is read: words, {{ variables }}, {% icon %}


class Gap(Enum):
    """What stands between a piece and the one before it."""

    TIGHT = "tight"  # nothing, and nothing may
    SPACE = "space"  # white space, and a reader sees it
    FREE = "free"  # whatever we like


@dataclass(frozen=True, slots=True)
class Token:
    """One piece, and the white space before it: what it means, and how many line breaks it had."""

    kind: Kind
    text: str
    name: str = ""
    gap: Gap = Gap.FREE
    breaks: int = 0
    line: int = 1

    @property
    def block(self) -> bool:
        """Whether HTML drops the white space around this piece."""
        return self.name in BLOCKS or self.text.startswith(("<!", '<input type="hidden"', "{% csrf_token"))


def tokens(source: str) -> list[Token]:
    """Cut a template up. Of a gap only what stands there is known yet: see :mod:`gaps`."""
    return [replace(token, kind=_kind(token, source)) for token in _raw(source)]


def _raw(source: str) -> Iterator[Token]:
    """The pieces as they stand. A sentence for the translators is one piece, and so is what a <textarea> holds."""
    at = 0
    while match := _PIECE.search(source, at):
        space = source[at : match.start()]
        text = str(match[0])
        name, at = _name(text), match.end()
        line = source.count("\n", 0, match.start()) + 1
        if text.startswith("{%") and name in SENTENCES:
            shut = f"{{% end{name} %}}"
            at = source.index(shut, at) + len(shut)
            text, name = source[match.start() : at], ""
        yield Token(Kind.WORD, text, name, Gap.SPACE if space else Gap.TIGHT, space.count("\n"), line)
        if name in AS_WRITTEN and not text.startswith("</"):
            end = source.index(f"</{name}>", at)
            if at < end:
                yield Token(Kind.WORD, source[at:end], gap=Gap.TIGHT, line=line)
            at = end


def _name(text: str) -> str:
    """What a tag is called: `p` for `</p>`, `if` for `{% if x %}`; empty for anything else."""
    found = re.match(r"</?([A-Za-z][\w-]*)|\{%-?\s*(\w+)", text)
    return (found[1] or found[2]).lower() if found else ""


def _kind(token: Token, source: str) -> Kind:
    if token.text.startswith("{%") and token.name:
        return _django_kind(token, source)
    if token.text.startswith("{#"):
        return Kind.SILENT
    if not token.text.startswith("<") or not token.name:
        return Kind.WORD
    if token.text.startswith("</"):
        return Kind.CLOSE
    return Kind.ALONE if token.name in VOID or token.text.endswith("/>") else Kind.OPEN


def _django_kind(token: Token, source: str) -> Kind:
    if token.name in MIDDLES:
        return Kind.MIDDLE
    if re.search(rf"\{{%-?\s*end{token.name}\b", source):
        return Kind.BEGIN
    if token.name.startswith("end"):
        return Kind.END
    named = re.search(r"\sas \w+ %\}$", token.text)
    return Kind.SILENT if token.name in SILENT or named else Kind.WORD
