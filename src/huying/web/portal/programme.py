"""The programme that letters from the portal open, by setting; nothing here knows it by name."""

from django.conf import settings

from huying.programmes.registry import load
from huying.rules.programme import Programme

CHANNEL = "web"


def programme() -> Programme:
    """Its newest published version."""
    return load(settings.HUYING_PORTAL_PROGRAMME)
