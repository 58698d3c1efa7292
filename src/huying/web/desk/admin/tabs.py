"""Which administrator finds which page, and how every page of theirs answers."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from huying.people.administration import Change, may
from huying.people.roles import SECADMIN, SYSADMIN
from huying.rules.errors import HuyingError
from huying.rules.wording import Text
from huying.web.desk.guard import StaffRequest, holding
from huying.web.desk.wordings import refusal
from huying.web.errors import NoPage, status_of

TABS: tuple[tuple[str, Text, Change], ...] = (
    ("admin-accounts", Text("账号", "Accounts"), "accounts"),
    ("admin-units", Text("单位与职责", "Units and duties"), "units"),
    ("admin-places", Text("地点", "Places"), "units"),
    ("admin-calendar", Text("节假日", "Holidays"), "calendar"),
    ("admin-posts", Text("岗位任免", "Posts"), "posts"),
    ("admin-locks", Text("登录锁定", "Lock-outs"), "locks"),
    ("admin-tokens", Text("接口令牌", "API tokens"), "tokens"),
)
ADMINISTRATORS = holding(SYSADMIN, SECADMIN)


@ADMINISTRATORS
def admin(request: StaffRequest) -> HttpResponse:
    """The first page that this administrator has."""
    return redirect(next(f"desk:{view}" for view, _, change in TABS if may(request.actor, change)))


def demand(request: StaffRequest, change: Change) -> None:
    """Raises NoPage where this administrator has no such page: not every administrator sees every page."""
    if not may(request.actor, change):
        raise NoPage


def shown(
    request: StaffRequest, template: str, context: dict[str, Any], error: HuyingError | None = None
) -> HttpResponse:
    """The page; after a refusal with its sentence, and with what was typed."""
    tabs = [(view, name) for view, name, change in TABS if may(request.actor, change)]
    more = {"tabs": tabs, "refusal": refusal(error) if error else "", "typed": request.POST}
    return render(request, f"desk/admin/{template}.html", context | more, status=status_of(error) if error else 200)


def done(request: StaffRequest, view: str) -> HttpResponse:
    """The page again, saying that it is done."""
    messages.success(request, gettext("已办理。"))
    return redirect(f"desk:{view}")
