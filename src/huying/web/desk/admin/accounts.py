"""Accounts: made, closed, opened, given new passwords. An account gives nobody a post."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from huying.clock import now
from huying.people.models import User
from huying.people.services import accounts as services
from huying.rules.errors import HuyingError
from huying.web.desk.admin import tabs
from huying.web.desk.guard import StaffRequest

MOST = 200


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters("password")
@tabs.ADMINISTRATORS
def accounts(request: StaffRequest) -> HttpResponse:
    """The list, narrowed by a name; and what is done to one of them."""
    tabs.demand(request, "accounts")
    error: HuyingError | None = None
    if request.method == "POST":
        try:
            _do(request, request.POST.get("do", ""))
            return tabs.done(request, "admin-accounts")
        except HuyingError as refused:
            error = refused
    wanted = request.GET.get("q", "").replace("\0", "").strip()[:60]
    found = User.objects.filter(Q(username__icontains=wanted) | Q(display_name__icontains=wanted)).order_by("pk")
    return tabs.shown(request, "accounts", {"rows": found[:MOST], "q": wanted, "most": MOST}, error)


def _do(request: StaffRequest, what: str) -> None:
    word = {name: request.POST.get(name, "").replace("\0", "").strip() for name in ("username", "display_name")}
    password = request.POST.get("password", "")
    if what == "create":
        services.create_account(**word, password=password, by=request.actor, now=now())
        return
    user = get_object_or_404(User, pk=_number(request.POST.get("user", "")))
    if what == "reset":
        services.reset_password(user=user, password=password, by=request.actor, now=now())
    elif what == "close":
        services.close_account(user=user, by=request.actor, now=now())
    elif what == "open":
        services.open_account(user=user, by=request.actor, now=now())


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else 0
