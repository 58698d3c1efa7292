"""Posts: the security administrator asks for an appointment or the end of a term, never their own; another administrator confirms."""

from datetime import date, datetime

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from huying.clock import now
from huying.people import changes, roles
from huying.people.appointments import Appointment
from huying.people.models import PendingChange, Post, User
from huying.people.openwork import running_out, where
from huying.people.services.changes import ask_appointment, ask_ending
from huying.people.services.reasons import LONGEST, SHORTEST
from huying.rules.errors import BadInput, HuyingError
from huying.rules.forms import NOT_A_DATE
from huying.web.days import today
from huying.web.desk.admin import tabs
from huying.web.desk.filters import address
from huying.web.kit import spoken
from huying.web.kit.guard import StaffRequest
from huying.web.speaking import say

HERE = "admin-posts"


@require_http_methods(["GET", "POST"])
@never_cache
@tabs.ADMINISTRATORS
def posts(request: StaffRequest) -> HttpResponse:
    """Who holds what, in force or to come; and asking for an appointment, or the end of a term."""
    tabs.demand(request, "posts")
    error: HuyingError | None = None
    if request.method == "POST":
        try:
            return tabs.done(request, HERE, _do(request, now()))
        except HuyingError as refused:
            error = refused
    ending = changes.waiting(now()).filter(kind=PendingChange.Kind.END_TERM).values_list("detail__post", flat=True)
    wanted, waiting = request.GET.get("q", "").replace("\0", "").strip()[:60], set(ending)
    ended = "all" in request.GET
    page = tabs.paged(_found(wanted, ended=ended), request)
    context = {
        "rows": [(post, roles.full_name(post.programme, post.role), post.pk in waiting) for post in page],
        "page": page,
        "kept": address({"q": wanted, "all": "1" if ended else ""}),
        "ending": [
            (post, where(post), roles.full_name(post.programme, post.role), cases)
            for post, cases in running_out(today())
        ],
        "q": wanted,
        "roles": roles.grouped(),
        "units": spoken.units(),
        "places": tabs.places(),
        "users": User.objects.filter(is_active=True).order_by("username")[:1000],
        "today": today(),
        "shortest": SHORTEST,
        "longest": LONGEST,
        "opened": tabs.opened(request, "post", "end"),
    }
    return tabs.shown(request, "posts", context, error)


def _found(wanted: str, *, ended: bool) -> QuerySet[Post]:
    found = Post.objects.select_related("user", "unit", "place").order_by("user_id", "-start")
    if wanted:
        found = found.filter(user__username__icontains=wanted) | found.filter(user__display_name__icontains=wanted)
    return found if ended else found.exclude(end__lte=today())


def _do(request: StaffRequest, at: datetime) -> str:
    """What was asked for, in a sentence."""
    return _end(request, at) if request.POST.get("do") == "end" else _appoint(request, at)


def _appoint(request: StaffRequest, at: datetime) -> str:
    user = tabs.named(tabs.word(request, "username"))
    programme, _, role = tabs.word(request, "role").partition(":")
    place, unit = tabs.word(request, "place"), tabs.word(request, "unit")
    asked = Appointment(
        role=role,
        programme=programme,
        unit=spoken.unit("unit", unit) if unit else "",
        place=tabs.place(request.POST, "place").code if place else "",
        start=day(request, "start") or today(),
        end=day(request, "end"),
    )
    ask_appointment(user=user, asked=asked, reason=tabs.word(request, "reason"), by=request.actor, now=at)
    said = {"person": user, "role": say(roles.full_name(programme, role))}
    return gettext("已申请任命%(person)s为%(role)s，待另一名管理员确认。") % said


def _end(request: StaffRequest, at: datetime) -> str:
    post, on = get_object_or_404(Post, pk=tabs.number(request, "post")), day(request, "on") or today()
    name = tabs.word(request, "successor")
    successor = tabs.named(name) if name else None
    ask_ending(post=post, on=on, successor=successor, reason=tabs.word(request, "reason"), by=request.actor, now=at)
    said = {"person": post.user, "role": say(roles.full_name(post.programme, post.role)), "day": on.isoformat()}
    return gettext("已申请自%(day)s起结束%(person)s的%(role)s任期，待另一名管理员确认。") % said


def day(request: StaffRequest, name: str) -> date | None:
    """A day as typed, None for none. Raises BadInput."""
    typed = tabs.word(request, name)
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError as error:
        raise BadInput(field=name, problem=NOT_A_DATE) from error
