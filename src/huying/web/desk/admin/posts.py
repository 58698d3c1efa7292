"""Posts: given and ended by the security administrator, never for themselves."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from huying.clock import now
from huying.people import roles
from huying.people.models import Place, Post, User
from huying.people.services.appoint import appoint, end_term
from huying.rules.errors import BadInput, HuyingError
from huying.rules.forms import NOT_A_DATE
from huying.rules.wording import Text
from huying.web.days import today
from huying.web.desk import fields, offices
from huying.web.desk.admin import tabs
from huying.web.desk.guard import StaffRequest

MOST = 300
NOBODY = Text("没有这个账号，请核对用户名", "there is no such account; check the user name.")


@require_http_methods(["GET", "POST"])
@never_cache
@tabs.ADMINISTRATORS
def posts(request: StaffRequest) -> HttpResponse:
    """Who holds what, in force or to come; and appointing, ending a term."""
    tabs.demand(request, "posts")
    error: HuyingError | None = None
    if request.method == "POST":
        try:
            _do(request)
            return tabs.done(request, "admin-posts")
        except HuyingError as refused:
            error = refused
    wanted = request.GET.get("q", "").replace("\0", "").strip()[:60]
    found = Post.objects.select_related("user", "unit", "place").order_by("user_id", "-start")
    if wanted:
        found = found.filter(user__username__icontains=wanted) | found.filter(user__display_name__icontains=wanted)
    if "all" not in request.GET:
        found = found.exclude(end__lte=today())
    rows = [(post, roles.full_name(post.programme, post.role)) for post in found[:MOST]]
    context = {
        "rows": rows,
        "q": wanted,
        "roles": roles.grouped(),
        "units": offices.active(),
        "places": fields.places(),
        "users": User.objects.filter(is_active=True).order_by("username")[:1000],
        "today": today(),
        "most": MOST,
    }
    return tabs.shown(request, "posts", context, error)


def _do(request: StaffRequest) -> None:
    if request.POST.get("do") == "end":
        typed = request.POST.get("post", "")
        post = get_object_or_404(Post, pk=int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else 0)
        end_term(post=post, on=day(request, "on") or today(), by=request.actor, now=now())
        return
    user = User.objects.filter(username=request.POST.get("username", "").replace("\0", "").strip()).first()
    if user is None:
        raise BadInput(field="username", problem=NOBODY)
    place = request.POST.get("place", "")
    place = place if Place.objects.filter(code=place.replace("\0", "")).exists() else ""
    unit = request.POST.get("unit", "").strip()
    programme, _, role = request.POST.get("role", "").partition(":")
    appoint(
        user=user,
        programme=programme,
        role=role,
        unit=offices.code_of("unit", unit) if unit else "",
        place=place,
        start=day(request, "start") or today(),
        end=day(request, "end"),
        by=request.actor,
        now=now(),
    )


def day(request: StaffRequest, name: str) -> date | None:
    """A day as typed, None for none. Raises BadInput."""
    typed = request.POST.get(name, "").strip()
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError as error:
        raise BadInput(field=name, problem=NOT_A_DATE) from error
