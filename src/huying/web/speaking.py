"""In which language this request is answered, and words in it."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language


def language() -> str:
    """The language of this request, as `Text.say` wants it."""
    return get_language() or settings.LANGUAGE_CODE


def say(text: Any) -> str:
    """A Text (or anything else that can `say`) in the language of the page; anything else as it is."""
    speak = getattr(text, "say", None)
    return str(speak(language())) if callable(speak) else str(text or "")
