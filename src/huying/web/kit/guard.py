"""Who comes in: staff who are signed in. Everybody else is shown the way to the sign-in page and loses nothing typed."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url

from huying.rules.policy import Actor
from huying.web.actors import ActorRequest
from huying.web.errors import NoPage

View = Callable[..., HttpResponseBase]


class StaffRequest(ActorRequest):
    """A request of somebody who is signed in."""


def staff(view: View) -> View:
    """Only for signed-in staff. A part of a page (htmx) is answered by sending the whole page to the sign-in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _sign_in(request)
        return view(cast("StaffRequest", request), *args, **kwargs)

    return guarded


def holding(*roles: str) -> Callable[[View], View]:
    """Only for holders of one of these roles of the whole city; for others there is no such page."""

    def wrap(view: View) -> View:
        @staff
        @wraps(view)
        def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not holds(request.actor, *roles):
                raise NoPage
            return view(request, *args, **kwargs)

        return guarded

    return wrap


def holds(actor: Actor, *roles: str) -> bool:
    """Whether the actor holds a post of one of these roles of the whole city, as the three administrators do."""
    return any(post.role in roles and not post.programme for post in actor.posts)


def partial(request: HttpRequest) -> bool:
    """Whether only a part of the page was asked for."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true"


def _sign_in(request: HttpRequest) -> HttpResponse:
    if not partial(request):
        return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}")
    back = request.headers.get("HX-Current-URL", "/desk/").partition("//")[2].partition("/")[2]
    response = HttpResponse(status=401)
    response["HX-Redirect"] = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': '/' + back})}"
    return response
