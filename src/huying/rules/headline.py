"""A title for a letter that has none: people write what happened, not headlines. Pure."""

import re

LONGEST = 40  # characters
END = re.compile(r"[。！？!?；;\n]|\.(?=\s|$)")
GREETING = re.compile(r"^(尊敬的.{0,16}?[:：,，！!]|(各位)?领导[:：,，]?|您好|你好|[!！,，。:：\s])+")


def headline(body: str) -> str:
    """The first sentence of `body` without the greeting, at most 40 characters; empty for an empty body."""
    text = GREETING.sub("", body.strip()) or body.strip()
    first = next((part.strip() for part in END.split(text) if part and part.strip()), "")
    return first if len(first) <= LONGEST else first[: LONGEST - 1] + "…"
