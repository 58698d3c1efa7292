"""The forms of what the person who wrote may do now, made from the programme's own fields."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.rules import forms as rules
from huying.rules.available import available
from huying.rules.case import Case
from huying.rules.errors import BadInput
from huying.rules.policy import Actor
from huying.rules.programme import Action, Field, Programme
from huying.web.templatetags.huying_tags import say

SCALE = 10  # up to so many steps a whole number is chosen, not typed
FIVE = {"1": _("很不满意"), "2": _("不满意"), "3": _("一般"), "4": _("满意"), "5": _("很满意")}
YES_NO = (("true", _("是")), ("false", _("否")))


class Ask(forms.Form):
    """One action's form. `key` makes a second press of the button harmless."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, code: str, action: Action, programme: Programme, data: Any = None) -> None:
        self.code, self.action, self.title = code, action, action.name
        super().__init__(data, prefix=code, initial={"key": uuid4().hex})
        for name, field in action.fields.items():
            self.fields[name] = _field(field, programme)

    def payload(self) -> dict[str, Any]:
        """What was filled in, as the door takes it."""
        return {
            name: self.cleaned_data[name]
            for name in self.action.fields
            if self.cleaned_data.get(name) not in ("", None)
        }

    def refuse(self, error: BadInput) -> None:
        """Say beside the field what the rules found wrong with it."""
        problem = error.values.get("problem", "")
        self.add_error(error.field if error.field in self.fields else None, say(problem))


def asks(
    case: Case, actor: Actor, programme: Programme, bound: Ask | None = None, *, content: bool = False
) -> list[Ask]:
    """A form for everything the actor may do with the whole case; `bound` stands in for its own.

    For somebody who has said that they are `content`, each is called what the programme calls it on second thoughts.
    """
    codes = [choice.action for choice in available(case, actor, programme) if choice.task == 0]
    found = [bound if bound and bound.code == code else Ask(code, programme.actions[code], programme) for code in codes]
    for ask in found:
        ask.title = (ask.action.afterthought if content else None) or ask.action.name
    return found


def _field(field: Field, programme: Programme) -> forms.Field:
    common: dict[str, Any] = {"label": say(field.name), "required": field.required, "help_text": say(field.help)}
    match field.type:
        case "prose":
            return forms.CharField(
                widget=forms.Textarea({"rows": 4}), max_length=field.at_most or rules.PROSE, **common
            )
        case "bool":
            return forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, **common)
        case "choice":
            choices = [(code, say(text)) for code, text in programme.choices(field).items()]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
        case "int":
            return _number(field, common)
        case "date":
            return forms.DateField(widget=forms.DateInput({"type": "date"}), **common)
        case _:
            return forms.CharField(max_length=field.at_most or rules.LINE, **common)


def _number(field: Field, common: dict[str, Any]) -> forms.Field:
    low, high = field.at_least, field.at_most
    if low is None or high is None or high - low >= SCALE:
        return forms.IntegerField(min_value=low, max_value=high, **common)
    steps = [(str(step), str(step)) for step in range(high, low - 1, -1)]
    if [code for code, _label in reversed(steps)] == list(FIVE):
        steps = [(code, FIVE[code]) for code, _label in steps]  # type: ignore[misc]  # lazy texts are texts
    return forms.ChoiceField(choices=steps, widget=forms.RadioSelect, **common)
