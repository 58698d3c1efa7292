"""The programme that is written to on the portal, by setting; nothing here knows it by name."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from huying.programmes.registry import load, newest
from huying.rules.facts import Choice, Meaning
from huying.rules.programme import Action, Field, Portal, Programme


def programme() -> Programme:
    """Its newest published version."""
    return load(settings.HUYING_PORTAL_PROGRAMME)


def portal(rules: Programme) -> Portal:
    """What its own word says of the portal."""
    return rules.portal or Portal()


def opening(rules: Programme) -> Action:
    """The action that opens its cases."""
    return rules.actions[rules.start]


def asked(rules: Programme, meaning: Meaning) -> Field | None:
    """The field of the opening action that takes the fact of this meaning; None where nobody is asked for it."""
    code = rules.meaning(meaning)
    fields = opening(rules).fields.values() if code else ()
    return next((field for field in fields if field.fact == code), None)


def fixed(rules: Programme) -> Iterator[tuple[str, Any]]:
    """What every case from the portal says without being asked, by field of the opening action."""
    says = portal(rules).says
    return ((name, says[field.fact]) for name, field in opening(rules).fields.items() if field.fact in says)


def categories() -> dict[str, Choice]:
    """The categories of every programme that puts answers before the public, by code."""
    telling = [one for one in newest() if "publishes" in one.special]
    return {code: choice for one in telling for code, choice in one.choices("category").items()}
