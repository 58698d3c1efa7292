"""Tokens of other systems, as the security administrator sees them: whose they are, whether they are used, and an end to them."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from huying.clock import now
from huying.people.models import ApiToken
from huying.people.services.tokens import revoke
from huying.rules.errors import HuyingError
from huying.web.desk.admin import tabs
from huying.web.kit.guard import StaffRequest


@require_http_methods(["GET", "POST"])
@never_cache
@tabs.ADMINISTRATORS
def tokens(request: StaffRequest) -> HttpResponse:
    """The tokens of every account. Their owners issue them (`desk.mytokens`)."""
    tabs.demand(request, "tokens")
    error: HuyingError | None = None
    if request.method == "POST":
        try:
            return tabs.done(request, "admin-tokens", revoked(request, ApiToken.objects.all()))
        except HuyingError as refused:
            error = refused
    page = tabs.paged(ApiToken.objects.select_related("user").order_by("-created", "-id"), request)
    return tabs.shown(request, "tokens", {"rows": page, "page": page, "now": now()}, error)


def revoked(request: StaffRequest, among: QuerySet[ApiToken]) -> str:
    """Revoke the token that the form names; what was done, in a sentence."""
    token = get_object_or_404(among, pk=tabs.number(request, "token"))
    revoke(token=token, by=request.actor, now=now())
    return gettext("已吊销“%(name)s”的令牌，它不能再登录。") % {"name": token.name}
