"""Hiding personal data: masks for single values, and scrubbing of prose before it is published.

Scrubbing never judges alone: `scrub_spans` shows the reviewing clerk what it found and why, `scrub` hides exactly that.
Masks: 张*, 138****1234, first three and last four of an identity number (DOMAIN, privacy).
"""

import re
import unicodedata

import msgspec

from huying.rules.personal import COMPOUND, PATTERNS, Pattern

HIDDEN = "*"
_MAX_PASSES = 8
_KNOWN = 10_000  # characters
_NUMERALS = str.maketrans("零〇○Oo一幺壹lI二两贰三叁四肆五伍六陆七柒八捌九玖", "000001111122233445566778899")
_COMPOUND = re.compile(COMPOUND)
# what is left of a hidden value, by kind; everything else leaves three stars
_LEFT = {"name": "*", "address": "*"}


class _Plain(dict[int, str]):
    """Full-width forms and digits of any script to ASCII, one character for one: positions stay. Filled as it is used, up
    to `_KNOWN` characters, so that nobody can make it grow without end.
    """

    def __missing__(self, code: int) -> str:
        plain = _ascii(chr(code))
        if len(self) < _KNOWN:
            self[code] = plain
        return plain


def _ascii(char: str) -> str:
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 and plain.isascii() else char


_PLAIN = _Plain()


class Span(msgspec.Struct, frozen=True, order=True):
    """`text[start:end]` is personal data of `kind`: phone, identity, card, number, email, plate, account, address, name."""

    start: int
    end: int
    kind: str


def mask_name(name: str) -> str:
    """The surname and one star, however long the name: 张*, 欧阳*. Empty stays empty."""
    name = name.strip()
    compound = _COMPOUND.match(name) if len(name) > 2 else None
    return (compound.group() if compound else name[:1]) + HIDDEN if name else ""


def mask_phone(phone: str) -> str:
    """First three and last four digits: 138****1234. Shorter than nine digits: all hidden but the last two."""
    digits = re.sub(r"\D", "", phone)
    if len(digits) < 9:
        return HIDDEN * max(len(digits) - 2, 0) + digits[-2:] if len(digits) > 4 else HIDDEN * len(digits)
    return f"{digits[:3]}{HIDDEN * 4}{digits[-4:]}"


def scrub(text: str) -> str:
    """`text` fit to be published: phones, identity and card numbers, mail, plates, accounts, house and room numbers and
    given names hidden; surnames, compounds and streets stay. Idempotent; linear in the length of the text.
    """
    pieces: list[str] = []
    done = 0
    for span in scrub_spans(text):
        pieces += [text[done : span.start], _LEFT.get(span.kind, HIDDEN * 3)]
        done = span.end
    return "".join([*pieces, text[done:]])


def scrub_spans(text: str) -> list[Span]:
    """What `scrub` hides, in order, without overlap; positions count characters of `text`."""
    view = text.translate(_PLAIN)
    spans: list[Span] = []
    for _ in range(_MAX_PASSES):
        view, found = _pass(view)
        spans += found
        if not found:
            break
    return sorted(spans)


def _pass(view: str) -> tuple[str, list[Span]]:
    spans: list[Span] = []
    for pattern in PATTERNS:
        found = _found(pattern, view)
        spans += found
        view = _without(view, found)
    return view, spans


def _found(pattern: Pattern, view: str) -> list[Span]:
    seen = view.translate(_NUMERALS) if pattern.numerals else view
    spans = []
    for match in pattern.found.finditer(seen):
        for start, end in _hidden(pattern, match):
            spans.append(Span(start=start, end=end, kind=pattern.kind))
    return spans


def _hidden(pattern: Pattern, match: re.Match[str]) -> list[tuple[int, int]]:
    if pattern.hidden is not None:
        return [part.span() for part in pattern.hidden.finditer(match.string, match.start(), match.end())]
    return [match.span("x" if "x" in pattern.found.groupindex else 0)]


def _without(view: str, spans: list[Span]) -> str:
    if not spans:
        return view
    pieces: list[str] = []
    done = 0
    for span in spans:
        pieces += [view[done : span.start], HIDDEN * (span.end - span.start)]
        done = span.end
    return "".join([*pieces, view[done:]])
