"""Who asks: `request.actor` for everybody signed in, and the person who wrote for the cases that their session has opened."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from huying.people.actors import actor_for
from huying.rules.policy import NOBODY, Actor, party
from huying.web.days import today

OPENED = "opened"  # session key: ids of the cases whose query code was given
MOST = 20


class ActorRequest(HttpRequest):
    """A request after the middleware: it knows who asks."""

    actor: Actor


class ActorMiddleware:
    """Sets `request.actor`; the posts are read only where a page asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]  # see ActorRequest
        return self.get_response(request)


def _actor(request: HttpRequest) -> Actor:
    return actor_for(request.user, today())


def petitioner(request: HttpRequest, case_id: str) -> Actor:
    """The person who wrote this case, if this session has opened it; nobody otherwise."""
    return party(case_id) if case_id in request.session.get(OPENED, []) else NOBODY


def open_case(request: HttpRequest, case_id: str) -> None:
    """Remember that this session gave the case's query code (or just sent it in). The session gets a new key."""
    known = [one for one in request.session.get(OPENED, []) if one != case_id]
    request.session.cycle_key()
    request.session[OPENED] = [*known, case_id][-MOST:]


def leave(request: HttpRequest) -> None:
    """Forget every opened case: for phones that several people use."""
    request.session.pop(OPENED, None)
