"""Merging: the parent case that a clerk names by its number, found, locked and checked."""

from collections.abc import Mapping
from typing import Any

from huying.ledger import store
from huying.ledger.selectors.scope import cases_for
from huying.rules.case import Case
from huying.rules.errors import BadInput
from huying.rules.forms import text
from huying.rules.policy import Actor
from huying.rules.programme import Programme
from huying.rules.wording import Text

NO_SUCH = Text("没有这个编号的事项，请核对", "no case has this number; check it.")
ITSELF = Text("不能并入自身", "a case can't be merged into itself.")
TOO_LATE = Text(
    "母单已回复或已并入他件，请选择仍在办理的事项",
    "the parent is already replied to or merged; choose a case still being handled.",
)


def resolved(
    programme: Programme, case: Case, action: str, payload: Mapping[str, Any], actor: Actor
) -> Mapping[str, Any]:
    """The payload with every field of type "case" turned from a number into an id; the case it names is locked."""
    fields = programme.actions[action].fields if action in programme.actions else {}
    found = {
        name: _parent(programme, case, name, text(name, payload[name]), actor)
        for name, field in fields.items()
        if field.type == "case" and payload.get(name)
    }
    return {**payload, **found}


def _parent(programme: Programme, case: Case, field: str, number: str, actor: Actor) -> str:
    row = cases_for(actor).filter(number=number).only("id").first()
    if row is None:
        raise BadInput(field=field, problem=NO_SUCH)
    if str(row.id) == case.id:
        raise BadInput(field=field, problem=ITSELF)
    parent = store.lock(str(row.id))
    if parent.parent or parent.closed or programme.promise_until in parent.milestones:
        raise BadInput(field=field, problem=TOO_LATE)
    return parent.id
