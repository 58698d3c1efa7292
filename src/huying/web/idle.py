"""A session ends half an hour after the last request. That it was used is written down once a minute, not with every page."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

from huying.clock import now

USED = "used"  # seconds since 1970
MINUTE = int(timedelta(minutes=1).total_seconds())


class IdleMiddleware:
    """Keeps the session of whoever goes on working; a visitor without one is given none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, then note that the session was used."""
        answer = self.get_response(request)
        if request.session.accessed and not request.session.is_empty():
            _note(request.session)
        return answer


def left() -> int:
    """How many seconds a session lives at least after a request."""
    return settings.SESSION_COOKIE_AGE - MINUTE


def _note(session: SessionBase) -> None:
    at = int(now().timestamp())
    if at - session.get(USED, 0) >= MINUTE:
        session[USED] = at
