"""A password kept too long is changed before anything else is done at the desk."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from huying.clock import now
from huying.people.models import User
from huying.people.passwords import expired

DESK = "/desk/"


class PasswordAgeMiddleware:
    """Sends whoever's password has aged to the page that changes it; pages for everybody stay open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        if request.path.startswith(DESK) and isinstance(request.user, User) and expired(request.user, now()):
            return redirect("account_change_password")
        return self.get_response(request)
