"""Accounts that are locked out of signing in, and letting them in again."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from huying.clock import now
from huying.people.lockouts import locked
from huying.people.models import User
from huying.people.services.lockouts import lift_lockout
from huying.people.services.reasons import LONGEST, SHORTEST
from huying.rules.errors import HuyingError
from huying.web.desk.admin import tabs
from huying.web.kit.guard import StaffRequest


@require_http_methods(["GET", "POST"])
@never_cache
@tabs.ADMINISTRATORS
def locks(request: StaffRequest) -> HttpResponse:
    """Who is locked out now and until when; each is let in again with a reason."""
    tabs.demand(request, "locks")
    error: HuyingError | None = None
    if request.method == "POST":
        try:
            return tabs.done(request, "admin-locks", _lift(request))
        except HuyingError as refused:
            error = refused
    context = {"rows": list(locked(now())), "shortest": SHORTEST, "longest": LONGEST}
    return tabs.shown(request, "locks", context, error)


def _lift(request: StaffRequest) -> str:
    user = get_object_or_404(User, pk=tabs.number(request, "user"))
    lift_lockout(user=user, reason=tabs.word(request, "reason"), by=request.actor, now=now())
    return gettext("已为%(person)s解锁，现在可以用原密码登录。") % {"person": user}
