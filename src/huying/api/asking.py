"""Who asks, and about which case: for others than those who may see it, it does not exist. What a token does is written down
with its name, beside the event and in the same transaction.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeVar

from django.db import transaction
from django.http import HttpRequest

from huying.ledger.models import Case
from huying.ledger.selectors.scope import cases_for
from huying.ledger.services import access
from huying.ledger.services.retrying import again
from huying.people.selectors import Bearer
from huying.rules.errors import NotFound
from huying.rules.policy import Actor
from huying.rules.wording import Text

CASE = Text("事项", "case")


class Done(Protocol):
    """What the door gives back: above all, on which case something was done."""

    @property
    def case(self) -> str:
        """The case's id."""


Receipt = TypeVar("Receipt", bound=Done)


def bearer_of(request: HttpRequest) -> Bearer:
    """The request's token, and whom it acts for."""
    found: Bearer = request.auth  # type: ignore[attr-defined]  # set by Token
    return found


def actor_of(request: HttpRequest) -> Actor:
    """Whoever the request's token acts for."""
    return bearer_of(request).actor


def signed(request: HttpRequest, now: datetime, work: Callable[[Actor], Receipt]) -> Receipt:
    """What the token's actor does, and by which token: an account may have several, and an event names only the account."""
    by = bearer_of(request)
    return again(lambda: _signed(by, now, work))


def _signed(by: Bearer, now: datetime, work: Callable[[Actor], Receipt]) -> Receipt:
    with transaction.atomic():
        done = work(by.actor)
        access.note(actor=by.actor, kind="token", case_id=done.case, detail=named(by), now=now)
    return done


def named(by: Bearer) -> str:
    """The token as the access log names it: what it is called, and its number, which no other has."""
    return f"{by.name} #{by.token}"


def row_of(actor: Actor, number: str, *only: str) -> Case:
    """The case of that number (some of its columns, where they are named). Raises NotFound."""
    rows = cases_for(actor).filter(number=number) if "\0" not in number else Case.objects.none()
    row = (rows.only(*only) if only else rows).first()
    if row is None:
        raise NotFound(what=CASE)
    return row
