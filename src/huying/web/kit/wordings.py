"""A refusal as a form shows it: one sentence, with the field called as the form calls it."""

from django.utils.translation import get_language

from huying.rules.errors import BadInput, HuyingError
from huying.rules.programme import Action
from huying.rules.refusals import Accused
from huying.web.errors import sentence
from huying.web.kit import names


def refusal(error: HuyingError, action: Action | None = None) -> str:
    """The sentence in the language of the page."""
    language = get_language() or "zh-hans"
    if isinstance(error, Accused):
        unit = str(error.values["unit"])
        return sentence(Accused(unit=names.units([unit])[unit].say(language)))
    if not isinstance(error, BadInput) or "problem" not in error.values:
        return sentence(error)
    problem = error.values["problem"]
    say = getattr(problem, "say", None)
    text = str(say(language)) if callable(say) else str(problem)
    field = action.fields.get(error.field) if action else None
    if field is None:
        return text
    between = "：" if language.startswith("zh") else ": "
    return f"{field.name.say(language)}{between}{text}"
