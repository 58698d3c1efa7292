"""What every form of an action brings with it: a key of its own, and the tick that is asked for before what can't be undone."""

import uuid

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
