"""The tokens of one's own account: a system's account issues them for itself, each shown this once."""

from datetime import datetime, time

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from huying.clock import now
from huying.people.models import ApiToken
from huying.people.roles import machines
from huying.people.services.tokens import issue
from huying.rules.calendar import LOCAL
from huying.rules.errors import HuyingError
from huying.web.desk.admin import tabs
from huying.web.desk.admin.posts import day
from huying.web.desk.admin.tokens import revoked
from huying.web.errors import NoPage, status_of
from huying.web.kit.guard import StaffRequest, staff
from huying.web.kit.wordings import refusal


@require_http_methods(["GET", "POST"])
@never_cache
@staff
def mine(request: StaffRequest) -> HttpResponse:
    """For accounts of systems only: nobody speaks as a person by a token."""
    if not machines(request.actor.posts):
        raise NoPage
    error: HuyingError | None = None
    issued, own = "", ApiToken.objects.filter(user=int(request.actor.id)).order_by("-created", "-id")
    if request.method == "POST":
        try:
            if request.POST.get("do") == "revoke":
                messages.success(request, revoked(request, own))
                return redirect("desk:my-tokens")
            issued = _issue(request)
        except HuyingError as refused:
            error = refused
    context = {"rows": own, "issued": issued, "now": now(), "typed": request.POST}
    context |= {"refusal": refusal(error) if error else ""}
    return render(request, "desk/my_tokens.html", context, status=status_of(error) if error else 200)


def _issue(request: StaffRequest) -> str:
    until = day(request, "expires")
    expires = datetime.combine(until, time(23, 59, 59), LOCAL) if until else None
    return issue(name=tabs.word(request, "name")[:60], by=request.actor, now=now(), expires=expires)
