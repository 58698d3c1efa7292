"""A refusal as a form shows it: one sentence, with the field called as the form calls it."""

from huying.rules.errors import BadInput, HuyingError
from huying.rules.programme import Action
from huying.rules.refusals import Accused
from huying.web.errors import sentence
from huying.web.kit import names
from huying.web.speaking import language


def refusal(error: HuyingError, action: Action | None = None) -> str:
    """The sentence in the language of the page."""
    spoken = language()
    if isinstance(error, Accused):
        unit = str(error.values["unit"])
        return sentence(Accused(unit=names.units([unit])[unit].say(spoken)))
    if not isinstance(error, BadInput) or "problem" not in error.values:
        return sentence(error)
    problem = error.values["problem"]
    say = getattr(problem, "say", None)
    text = str(say(spoken)) if callable(say) else str(problem)
    field = action.fields.get(error.field) if action else None
    if field is None:
        return text
    between = "：" if spoken.startswith("zh") else ": "
    return f"{field.name.say(spoken)}{between}{text}"
