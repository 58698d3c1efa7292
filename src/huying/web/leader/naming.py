"""What the values of a fact are called, as figures are cut by them: as texts."""

from collections.abc import Iterable
from typing import Any

from huying.rules.facts import Fact
from huying.rules.policy import NOBODY
from huying.rules.wording import Text
from huying.web.kit.names import gather
from huying.web.kit.values import shown


def named(fact: Fact, values: Iterable[str]) -> dict[str, Text]:
    """Names of these values; the empty one, which says nothing, is left out."""
    told = {value: typed(fact, value) for value in values if value}
    names = gather(((fact, value) for value in told.values()), NOBODY)
    return {text: shown(fact, value, names) for text, value in told.items()}


def typed(fact: Fact, value: str) -> Any:
    """A value as the document has it, out of its text."""
    if fact.type == "mark":
        return value == "true"
    return int(value) if fact.type in ("count", "rating") and value.lstrip("-").isdigit() else value
