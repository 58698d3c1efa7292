"""What the person said about the answer when the matter was closed: by the page that asks for it, or when the centre called."""

from typing import Any

from msgspec import Struct, json

from huying.ledger.models import Case as Row
from huying.rules.case import Case
from huying.rules.programme import Programme

MIDDLE = 3  # of five: from here on somebody is content, as the satisfaction rate counts


class LastWord(Struct, frozen=True):
    """The rating (1 to 5) and whether it was solved, each if it was said; whether the person said it here or on the phone."""

    rating: int | None
    solved: bool | None
    here: bool

    @property
    def content(self) -> bool:
        """Solved in the person's own words; where that was not said, rated as at least middling."""
        return (self.rating or 0) >= MIDDLE if self.solved is None else self.solved


def last_word(row: Row, case: Case, programme: Programme) -> LastWord | None:
    """None while the matter is open, and where it was closed without a word of the person's."""
    if not programme.states[case.state].closed:
        return None
    event = row.events.filter(action__in=_closing(programme)).order_by("-seq").first()
    if event is None or "rating" not in programme.actions[event.action].records:
        return None
    said: dict[str, Any] = json.decode(event.data)
    word = LastWord(said.get("rating"), said.get("resolved"), programme.roles[event.role].at == "party")
    return None if word.rating is None and word.solved is None else word


def _closing(programme: Programme) -> list[str]:
    """The actions that take an open case off the ledger."""
    closed = {code for code, state in programme.states.items() if state.closed}
    return [code for code, action in programme.actions.items() if action.to in closed and not closed & {*action.from_}]
