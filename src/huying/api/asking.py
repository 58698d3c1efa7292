"""Who asks, and about which case: for others than those who may see it, it does not exist."""

from django.http import HttpRequest

from huying.ledger.models import Case
from huying.ledger.selectors.scope import cases_for
from huying.rules.errors import NotFound
from huying.rules.policy import Actor
from huying.rules.wording import Text

CASE = Text("事项", "case")


def actor_of(request: HttpRequest) -> Actor:
    """Whoever the request's token acts for."""
    actor: Actor = request.auth  # type: ignore[attr-defined]  # set by Token
    return actor


def row_of(actor: Actor, number: str, *only: str) -> Case:
    """The case of that number (some of its columns, where they are named). Raises NotFound."""
    rows = cases_for(actor).filter(number=number) if "\0" not in number else Case.objects.none()
    row = (rows.only(*only) if only else rows).first()
    if row is None:
        raise NotFound(what=CASE)
    return row
