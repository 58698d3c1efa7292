"""What the person said about the answer when the matter was closed: by the page that asks for it, or when the unit called."""

from typing import Any

from msgspec import Struct, json

from huying.ledger.models import Case as Row
from huying.ledger.models import Event
from huying.rules.case import Case
from huying.rules.facts import Meaning
from huying.rules.programme import Action, Programme
from huying.rules.wording import Text

MIDDLE = 3  # of five: from here on somebody is content, as the satisfaction rate counts


class LastWord(Struct, frozen=True):
    """The score (1 to 5) and whether it was solved, each if it was said; whether the person said it here or on the phone. `plain` is
    what it came to, where it says more than these two.
    """

    score: int | None
    solved: bool | None
    here: bool
    plain: Text | None = None

    @property
    def content(self) -> bool:
        """Solved in the person's own words; where that was not said, rated as at least middling."""
        return (self.score or 0) >= MIDDLE if self.solved is None else self.solved


def last_word(row: Row, case: Case, programme: Programme) -> LastWord | None:
    """None while the matter is open, and where it was closed without a word of the person's."""
    if not programme.states[case.state].closed:
        return None
    event = row.events.filter(action__in=_closing(programme)).order_by("-seq").first()
    action = programme.actions[event.action] if event else None
    if event is None or action is None:
        return None
    score, solved = _said(programme, action, event, "score"), _said(programme, action, event, "resolved")
    here = event.role in programme.roles and programme.roles[event.role].at == "asker"
    if (score is None and solved is None) or not (here or _asks(programme, action)):
        return None
    return LastWord(score, solved, here, action.plain if here and solved is False else None)


def _closing(programme: Programme) -> list[str]:
    """The actions that take an open case off the ledger."""
    closed = {code for code, state in programme.states.items() if state.closed}
    return [code for code, action in programme.actions.items() if action.to in closed and not closed & {*action.from_}]


def _asks(programme: Programme, action: Action) -> bool:
    """Whether it asks how content the person is: then it is the person who said so, whoever writes it down."""
    score = programme.meaning("score")
    return bool(score) and any(field.fact == score for field in action.fields.values())


def _said(programme: Programme, action: Action, event: Event, meaning: Meaning) -> Any:
    """What the event says of the fact of this meaning: by a field, or because the action itself means it."""
    code = programme.meaning(meaning)
    if not code:
        return None
    data: dict[str, Any] = json.decode(event.data)
    typed = [data[name] for name, field in action.fields.items() if field.fact == code and name in data]
    return typed[0] if typed else action.sets.get(code)
