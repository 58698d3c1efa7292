"""Which administrator finds which page, and how every page of theirs answers."""

from typing import Any, TypeVar

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from huying.clock import now
from huying.people import changes
from huying.people.administration import Change, may
from huying.people.models import Place, User
from huying.people.roles import AUDITOR, SECADMIN, SYSADMIN
from huying.people.selectors import counties, place_names, places_named
from huying.rules.errors import BadInput, HuyingError
from huying.rules.wording import Text
from huying.web.days import today
from huying.web.desk import peoplewords
from huying.web.desk.audit import TABS as AUDIT
from huying.web.errors import NoPage, status_of
from huying.web.kit.guard import StaffRequest, holding, holds
from huying.web.kit.wordings import refusal
from huying.web.speaking import say

TABS: tuple[tuple[str, Text, Change], ...] = (
    ("admin-accounts", Text("账号", "Accounts"), "accounts"),
    ("admin-units", Text("单位与职责", "Units and duties"), "units"),
    ("admin-places", Text("地点", "Places"), "units"),
    ("admin-calendar", Text("节假日", "Holidays"), "calendar"),
    ("admin-posts", Text("岗位任免", "Posts"), "posts"),
    ("admin-locks", Text("登录锁定", "Lock-outs"), "locks"),
    ("admin-tokens", Text("接口令牌", "API tokens"), "tokens"),
    ("admin-changes", Text("待确认", "To confirm"), "changes"),
)
PAGE = 50
Row = TypeVar("Row", bound=Model)
CHANGES = ("admin-changes", "audit-changes")  # the auditor finds the same page among the audit's
ADMINISTRATORS = holding(SYSADMIN, SECADMIN)
AMBIGUOUS = Text(
    "有几个同名的地点，请写全上级，或填编码：", "several places are called so; name what they lie in, or give a code:"
)
UNKNOWN = Text(
    "没有这个地点，请写全名称（如“建安区尚集镇”）或填编码。",
    "there is no such place; give its full name with what it lies in, or its code.",
)
NOBODY = Text("没有这个账号，请核对用户名", "there is no such account; check the user name.")


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
    waiting, audits = changes.count(request.actor, now()), holds(request.actor, AUDITOR)
    own = [(view, name) for view, name, change in TABS if may(request.actor, change)]
    tabs = [(view, name, waiting if view in CHANGES else 0) for view, name in (AUDIT if audits else own)]
    more = {"tabs": tabs, "audits": audits, "refusal": refusal(error) if error else "", "typed": request.POST}
    return render(request, f"desk/admin/{template}.html", context | more, status=status_of(error) if error else 200)


def done(request: StaffRequest, view: str, said: str, query: str = "") -> HttpResponse:
    """The page again, saying what was done."""
    messages.success(request, said)
    return redirect(f"{reverse(f'desk:{view}')}{query}")


def said(action: str, what: Text) -> str:
    """What was done, to what, in a sentence: with the words of the people log."""
    return gettext("已办理：%(action)s（%(what)s）。") % {"action": say(peoplewords.action(action)), "what": say(what)}


def paged(rows: QuerySet[Row], request: StaffRequest) -> Page[Row]:
    """The fifty rows that the address asks for; a page that there is not is the nearest that there is."""
    return Paginator(rows, PAGE).get_page(request.GET.get("page"))


def word(request: StaffRequest, name: str) -> str:
    """A word as typed into the form, trimmed; empty for none."""
    return request.POST.get(name, "").replace("\0", "").strip()


def number(request: StaffRequest, name: str) -> int:
    """The number of a row as the form sends it; 0, which no row has, for what is none."""
    return _number(request.POST.get(name, ""))


def opened(request: StaffRequest, name: str, *asked: str) -> tuple[int, str]:
    """The row whose question stands open, and which of them: of the address, or of the form (`name`) that was refused."""
    if request.method == "POST":
        return number(request, name), request.POST.get("do", "")
    return next(((_number(request.GET[one]), one) for one in asked if one in request.GET), (0, ""))


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else 0


def named(username: str) -> User:
    """The account of that user name. Raises BadInput."""
    user = User.objects.filter(username=username).first()
    if user is None:
        raise BadInput(field="username", problem=NOBODY)
    return user


def place(typed: QueryDict, field: str) -> Place:
    """The one place that a name or a code tells. Raises BadInput where it is none, or several."""
    said = typed.get(field, "").replace("\0", "").strip()
    found = [*Place.objects.filter(code=said)] or places_named(said, today())
    if not found:
        raise BadInput(field=field, problem=UNKNOWN)
    if len(found) > 1:
        codes = "、".join(place.code for place in found)
        raise BadInput(field=field, problem=Text(AMBIGUOUS.zh + codes, f"{AMBIGUOUS.en} {codes}"))
    return found[0]


def places() -> list[tuple[str, Text]]:
    """The counties, as a box into which one types a place proposes them: codes and names."""
    return list(place_names(counties().values_list("code", flat=True)).items())
