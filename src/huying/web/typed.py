"""What people type, as machines read it. Pure."""

import unicodedata

BETWEEN = frozenset(" -()\u2010\u2011\u2012\u2013\u2014")


def plain(text: str) -> str:
    """The text with the wide letters and digits of a Chinese keyboard as the usual ones (NFKC)."""
    return unicodedata.normalize("NFKC", text)


def joined(text: str) -> str:
    """A telephone or case number without the blanks, dashes and brackets that people group it by."""
    return "".join(sign for sign in plain(text) if sign not in BETWEEN and sign.isprintable())
