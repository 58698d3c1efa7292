"""What every form of an action brings with it: a key of its own, the tick that is asked for before what can't be undone, the way back."""

import uuid

from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from huying.rules.errors import BadInput
from huying.rules.programme import Action
from huying.rules.wording import Text
from huying.web.kit.guard import StaffRequest

SURE = Text("请先勾选，确认无误后再提交", "tick the box first: this can't be undone.")
LONGEST = 40  # characters of a key


def key_of(request: StaffRequest) -> str:
    """The form's own key: sent twice, it acts once. A new one for a form that begins."""
    key = request.POST.get("key", "")
    return key if key.isalnum() and len(key) <= LONGEST else uuid.uuid4().hex


def demand_sure(request: StaffRequest, action: Action) -> None:
    """Raise BadInput unless whoever sends it has ticked that they are sure, where the action asks for that."""
    if action.confirm and request.POST.get("confirmed") != "yes":
        raise BadInput(field="confirmed", problem=SURE)


def came_from(request: StaffRequest, otherwise: str) -> str:
    """The page of the desk that the address names as the way back; `otherwise` where it names none, or none of ours."""
    wanted = request.POST.get("back", "") or request.GET.get("back", "")
    here = wanted.startswith(reverse("desk:index")) and url_has_allowed_host_and_scheme(wanted, None)
    return wanted if here else otherwise
