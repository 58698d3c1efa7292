"""Tokens for other systems: issued, shown once, revoked."""

from datetime import datetime, time

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from huying.clock import now
from huying.people.models import ApiToken, User
from huying.people.services import tokens as services
from huying.rules.calendar import LOCAL
from huying.rules.errors import BadInput, HuyingError
from huying.web.desk.admin import tabs
from huying.web.desk.admin.posts import NOBODY, day
from huying.web.desk.guard import StaffRequest

MOST = 200


@require_http_methods(["GET", "POST"])
@never_cache
@tabs.ADMINISTRATORS
def tokens(request: StaffRequest) -> HttpResponse:
    """The tokens; a new one is shown here this once."""
    tabs.demand(request, "tokens")
    error: HuyingError | None = None
    issued = ""
    if request.method == "POST":
        try:
            if request.POST.get("do") == "revoke":
                _revoke(request)
                return tabs.done(request, "admin-tokens")
            issued = _issue(request)
        except HuyingError as refused:
            error = refused
    rows = ApiToken.objects.select_related("user").order_by("-created", "-id")[:MOST]
    users = User.objects.filter(is_active=True).order_by("username")[:1000]
    return tabs.shown(request, "tokens", {"rows": rows, "issued": issued, "users": users, "now": now()}, error)


def _issue(request: StaffRequest) -> str:
    user = User.objects.filter(username=request.POST.get("username", "").replace("\0", "").strip()).first()
    if user is None:
        raise BadInput(field="username", problem=NOBODY)
    until = day(request, "expires")
    expires = datetime.combine(until, time(23, 59, 59), LOCAL) if until else None
    name = request.POST.get("name", "").replace("\0", "")[:60]
    return services.issue(user=user, name=name, by=request.actor, now=now(), expires=expires)


def _revoke(request: StaffRequest) -> None:
    typed = request.POST.get("token", "")
    token = get_object_or_404(ApiToken, pk=int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else 0)
    services.revoke(token=token, by=request.actor, now=now())
