"""A repeated request is harmless: an actor's key names one event for ever."""

from collections.abc import Mapping
from typing import Any

from msgspec import json

from huying.ledger.errors import KeyReused
from huying.ledger.models import Event, Passage
from huying.rules.calendar import LOCAL
from huying.rules.errors import BadInput
from huying.rules.forms import check
from huying.rules.log import digest
from huying.rules.policy import Actor
from huying.rules.programme import Programme
from huying.rules.wording import Text

LONGEST = 80
BAD_KEY = Text("请使用不超过80个可打印的ASCII字符", "use at most 80 printable ASCII characters.")


def earlier(actor: Actor | None, key: str) -> Event | None:
    """The event that this key already made, if any. Nobody in particular (None) is known by the key alone.

    Raises BadInput for a key that can't be kept.
    """
    if not key:
        return None
    if len(key) > LONGEST or not (key.isascii() and key.isprintable()):
        raise BadInput(field="key", problem=BAD_KEY)
    events = Event.objects.select_related("case").filter(key=key)
    return (events.filter(actor=actor.id) if actor else events.filter(actor__startswith="party:")).first()


def demand_same(event: Event, programme: Programme, code: str, payload: Mapping[str, Any]) -> None:
    """Raises KeyReused where the key's event is another action, or said something else: a silent receipt would lose that."""
    if event.action != code or not _repeats(event, programme, code, payload):
        raise KeyReused(field="key")


def _repeats(event: Event, programme: Programme, code: str, payload: Mapping[str, Any]) -> bool:
    action, said = programme.actions[code], json.decode(event.data)
    values = check(programme, action, payload, event.at.astimezone(LOCAL).date())
    salts = {one.id.hex: one.salt for one in Passage.objects.filter(case_id=event.case_id)}
    return values.keys() == said.keys() and all(
        _same(value, said[name], salts) for name, value in values.items() if action.fields[name].type != "link"
    )


def _same(value: Any, said: Any, salts: Mapping[str, str]) -> bool:
    """Whether a value is what was said; what has been forgotten (no salt) can't be told any more."""
    if not isinstance(said, dict):
        return bool(value == said)
    if "passage" not in said:  # a file: its id is new each time it is sent
        return bool(value["digest"] == said["digest"])
    salt = salts.get(said["passage"])
    return not salt or digest(value, salt) == said["digest"]
