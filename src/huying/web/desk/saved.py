"""Saved views: a list's address under a name of one's own."""

from typing import cast
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from huying.rules.errors import BadInput
from huying.rules.wording import Text
from huying.web.desk import filters
from huying.web.desk.models import SavedView
from huying.web.kit.guard import StaffRequest, staff

MOST, LONGEST = 30, 40
QUERY = 1000  # characters of an address
NAMELESS = Text("请给视图起一个名称（不超过40字）", "give the view a name of at most 40 characters.")
TOO_MANY = Text("最多保存30个视图，请先删去不用的", "at most 30 views can be saved; remove one first.")
TOO_MUCH = Text("筛选条件太多，请减少后再保存", "too many filters for a view; take some away.")


def of(user: AbstractBaseUser | AnonymousUser) -> list[SavedView]:
    """The views of somebody, the oldest first."""
    return list(SavedView.objects.filter(user_id=cast("int", user.pk)))


@require_POST
@staff
def save(request: StaffRequest) -> HttpResponse:
    """Keep the list under a name; the same name again stands for the newer one. Raises BadInput."""
    name = request.POST.get("name", "").replace("\0", "").strip()
    if not 0 < len(name) <= LONGEST:
        raise BadInput(field="name", problem=NAMELESS)
    if len(of(request.user)) >= MOST:
        raise BadInput(field="name", problem=TOO_MANY)
    query = _kept(request.POST.get("query", ""))
    SavedView.objects.update_or_create(user_id=cast("int", request.user.pk), name=name, defaults={"query": query})
    messages.success(request, gettext("视图已保存。"))
    return redirect(f"{reverse('desk:index')}?{query}")


def _kept(query: str) -> str:
    """What a view keeps of an address: its queue and its filters. Raises BadInput for one that is too long."""
    members = [(key, value) for key, value in parse_qsl(query) if key == "queue" or filters.known(key)]
    kept = urlencode(members)
    if len(kept) > QUERY:
        raise BadInput(field="query", problem=TOO_MUCH)
    return kept


@require_POST
@staff
def remove(request: StaffRequest, view: int) -> HttpResponse:
    """Forget one of one's own views."""
    SavedView.objects.filter(user_id=cast("int", request.user.pk), pk=view).delete()
    messages.success(request, gettext("视图已删除。"))
    return redirect("desk:index")
