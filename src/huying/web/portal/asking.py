"""What the person who wrote may do now, as one form: which of it, and what each of them asks, made from the programme's own fields.

Where several things may be said of an answer, the first question is which of them; whether it is solved comes first, and that it is
not leads to having it handled again.
"""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from msgspec import Struct

from huying.rules.available import available
from huying.rules.calendar import Calendar
from huying.rules.case import Case
from huying.rules.errors import BadInput
from huying.rules.policy import Actor
from huying.rules.programme import Action, Programme
from huying.rules.wording import Text
from huying.web.portal.answering import field_for, said, sayable
from huying.web.speaking import say

WHICH = Text("您要做什么？", "What would you like to do?")


class Ask(forms.Form):
    """What one action asks. `key` makes a second press of the button harmless."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, code: str, programme: Programme, data: Any = None) -> None:
        self.code, self.programme, self.action = code, programme, programme.actions[code]
        self.name = self.action.name
        super().__init__(data, prefix=code, initial={"key": uuid4().hex})
        for name, field in self.action.fields.items():
            if sayable(field):
                self.fields[name] = field_for(field, programme)

    def payload(self) -> dict[str, Any]:
        """What was filled in, as the door takes it."""
        filled = {name: self.cleaned_data.get(name) for name in self.action.fields}
        return {
            name: said(self.action.fields[name], self.programme, value)
            for name, value in filled.items()
            if value not in ("", None)
        }

    def refuse(self, error: BadInput) -> None:
        """Say beside the field what the rules found wrong with it."""
        problem = error.values.get("problem", "")
        self.add_error(error.field if error.field in self.fields else None, say(problem))


class Choice(Struct, frozen=True):
    """Everything that may be done now: the question, an answer to it for each action, and which of them is chosen already."""

    question: Text
    asks: list[Ask]
    chosen: str

    def __bool__(self) -> bool:
        return bool(self.asks)

    @property
    def several(self) -> bool:
        """Whether there is something to choose."""
        return len(self.asks) > 1

    @property
    def judging(self) -> bool:
        """Whether each answer says whether it is solved."""
        return all(_solved(ask.programme, ask.action) is not None for ask in self.asks)


def choice(
    case: Case,
    actor: Actor,
    programme: Programme,
    now: datetime,
    calendar: Calendar,
    bound: Ask | None = None,
    *,
    content: bool = False,
) -> Choice:
    """What the actor may do with the whole case; `bound` stands in for its own form.

    For somebody who has said that they are `content`, each is called what the programme calls it on second thoughts.
    """
    codes = [one.action for one in available(case, actor, programme, now, calendar) if not one.task]
    codes = sorted(
        (code for code in codes if _askable(programme.actions[code])), key=lambda code: _rank(programme, code)
    )
    asks = [bound if bound and bound.code == code else Ask(code, programme) for code in codes]
    for ask in asks:
        ask.name = (ask.action.afterthought if content else None) or ask.action.name
    found = Choice(WHICH, asks, bound.code if bound else "")
    return Choice(_question(programme), asks, found.chosen) if found.judging else found


def _question(programme: Programme) -> Text:
    return programme.facts[programme.meaning("resolved")].name if programme.meaning("resolved") else WHICH


def _askable(action: Action) -> bool:
    """Whether it can be asked of somebody outside."""
    return all(sayable(field) or not field.required for field in action.fields.values())


def _solved(programme: Programme, action: Action) -> bool | None:
    """What taking the action says of whether it is solved; None where it says nothing."""
    value = action.sets.get(programme.meaning("resolved"))
    return value if isinstance(value, bool) else None


def _rank(programme: Programme, code: str) -> tuple[bool, bool]:
    """Solved comes first, then what goes on, then what ends it unsolved."""
    action = programme.actions[code]
    ends = bool(action.to) and programme.states[action.to].closed
    return _solved(programme, action) is not True, ends
