"""Accounts: made and closed here; a password, and the opening of a closed account, are asked for and confirmed by another
administrator. An account gives nobody a post.
"""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from huying.clock import now
from huying.people import changes
from huying.people.models import PendingChange, User
from huying.people.openwork import left_without
from huying.people.services import accounts as services
from huying.people.services.changes import ask_code
from huying.people.services.reasons import LONGEST, SHORTEST
from huying.rules.calendar import LOCAL
from huying.rules.errors import HuyingError
from huying.web.desk.admin import tabs
from huying.web.desk.filters import address
from huying.web.kit.guard import StaffRequest
from huying.web.speaking import say

HERE = "admin-accounts"
CODES = (
    PendingChange.Kind.FIRST_PASSWORD,
    PendingChange.Kind.RESET_PASSWORD,
    PendingChange.Kind.OPEN_ACCOUNT,
)


@require_http_methods(["GET", "POST"])
@never_cache
@tabs.ADMINISTRATORS
def accounts(request: StaffRequest) -> HttpResponse:
    """The list, narrowed by a name; and what is done to one of them."""
    tabs.demand(request, "accounts")
    error: HuyingError | None = None
    if request.method == "POST":
        try:
            return tabs.done(request, HERE, _do(request, now()))
        except HuyingError as refused:
            error = refused
    wanted = request.GET.get("q", "").replace("\0", "").strip()[:60]
    found = User.objects.filter(Q(username__icontains=wanted) | Q(display_name__icontains=wanted)).order_by("pk")
    waiting = {one.subject_id: one for one in changes.waiting(now()).filter(kind__in=CODES)}
    page = tabs.paged(found, request)
    rows = [(user, waiting.get(user.pk)) for user in page]
    context: dict[str, Any] = {"rows": rows, "page": page, "kept": address({"q": wanted}), "q": wanted}
    context |= {"shortest": SHORTEST, "longest": LONGEST, "opened": tabs.opened(request, "user", "ask", "close")}
    return tabs.shown(request, "accounts", context, error)


def _do(request: StaffRequest, at: datetime) -> str:
    """What was done, in a sentence."""
    match request.POST.get("do"):
        case "create":
            return _create(request, at)
        case "close":
            return _close(request, at)
        case _:
            return _ask(request, at)


@transaction.atomic
def _create(request: StaffRequest, at: datetime) -> str:
    """The account, and in the same step the request for its first code."""
    user = services.create_account(
        username=tabs.word(request, "username"),
        display_name=tabs.word(request, "display_name"),
        by=request.actor,
        now=at,
    )
    ask_code(user=user, reason=tabs.word(request, "reason"), by=request.actor, now=at)
    return gettext("已新建%(person)s的账号；其一次性口令待另一名管理员确认。") % {"person": user}


def _close(request: StaffRequest, at: datetime) -> str:
    user = get_object_or_404(User, pk=tabs.number(request, "user"))
    services.close_account(user=user, by=request.actor, now=at)
    for unit, role, cases in left_without(user, at.astimezone(LOCAL).date()):
        words = {"unit": say(unit), "role": say(role), "cases": cases}
        messages.warning(
            request, gettext("%(unit)s还有%(cases)s件在办事项，现已无人任%(role)s，请安全管理员尽快任命。") % words
        )
    return gettext("已停用%(person)s的账号：登录已全部退出，密码和接口令牌已作废。") % {"person": user}


def _ask(request: StaffRequest, at: datetime) -> str:
    user = get_object_or_404(User, pk=tabs.number(request, "user"))
    change = ask_code(user=user, reason=tabs.word(request, "reason"), by=request.actor, now=at)
    said = {"person": user, "what": change.get_kind_display()}
    return gettext("已为%(person)s申请“%(what)s”，待另一名管理员确认。") % said
