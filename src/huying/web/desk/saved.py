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
from huying.web.desk.filters import Filters
from huying.web.desk.guard import StaffRequest, staff
from huying.web.desk.models import SavedView

MOST, LONGEST = 30, 40
KNOWN = frozenset({"queue", *Filters.__struct_fields__})
NAMELESS = Text("请给视图起一个名称（不超过40字）", "give the view a name of at most 40 characters.")
TOO_MANY = Text("最多保存30个视图，请先删去不用的", "at most 30 views can be saved; remove one first.")


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
    query = urlencode([(key, value) for key, value in parse_qsl(request.POST.get("query", "")) if key in KNOWN])[:1000]
    SavedView.objects.update_or_create(user_id=cast("int", request.user.pk), name=name, defaults={"query": query})
    messages.success(request, gettext("视图已保存。"))
    return redirect(f"{reverse('desk:index')}?{query}")


@require_POST
@staff
def remove(request: StaffRequest, view: int) -> HttpResponse:
    """Forget one of one's own views."""
    SavedView.objects.filter(user_id=cast("int", request.user.pk), pk=view).delete()
    messages.success(request, gettext("视图已删除。"))
    return redirect("desk:index")
