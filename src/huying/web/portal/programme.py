"""The programme that letters from the portal open. Another city may name another; nothing else here knows it by name."""

from huying.programmes.catalogue import load
from huying.rules.programme import Programme

CODE = "appeal"
CHANNEL = "web"


def programme() -> Programme:
    """Its newest published version."""
    return load(CODE)
