"""Letters at the desk: written by invented people, moved only through the one door by the demo city's staff."""

from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from huying.clock import now
from huying.ledger.models import Case
from huying.ledger.sealing import Contact
from huying.ledger.services.create import create
from huying.ledger.services.door import act
from huying.people.actors import actor_for
from huying.people.models import PendingChange, User
from huying.rules.calendar import LOCAL
from huying.rules.policy import Actor

UNIT = "chengguan"
PHONE = "13803740001"
LETTER = {
    "title": "东门路灯不亮",
    "body": "小区东门路灯坏了半个月，晚上老人出门看不清。",
    "subject": "citizen",
    "channel": "hotline",
    "place": "411002",
}
PART = {"HX-Request": "true"}


def staff(username: str) -> Actor:
    """An account as the rules know it today."""
    return actor_for(User.objects.get(username=username), now().astimezone(LOCAL).date())


def letter(*, at: datetime | None = None, contact: Contact | None = None, **more: Any) -> Case:
    """A letter that has come in."""
    made = create(
        programme="appeal",
        payload=LETTER | more,
        now=at or now() - timedelta(hours=2),
        contact=contact or Contact(name="钱小满", phone=PHONE, address="某小区三号楼"),
    )
    return Case.objects.get(id=made.case)


def does(case: Case, username: str, action: str, task: int = 0, **payload: Any) -> None:
    """Somebody acts."""
    act(case_id=str(case.id), action=action, actor=staff(username), payload=payload, now=now(), task=task)
    case.refresh_from_db()


def pending(**more: Any) -> Case:
    """A letter that waits to be dispatched."""
    case = letter(**more)
    does(case, "clerk", "accept", category="utilities", urgency="normal")
    return case


def handling(*units: str, **more: Any) -> Case:
    """A letter that units are working on: the first leads."""
    case = pending(**more)
    rows = [{"unit": unit, "role": "assist" if place else "lead"} for place, unit in enumerate(units or (UNIT,))]
    does(case, "dispatcher", "dispatch", assignments=rows)
    return case


def awaiting_sign_off() -> Case:
    """A letter whose unit has drafted its result."""
    case = handling()
    does(case, f"handler.{UNIT}", "sign", 1)
    does(case, f"handler.{UNIT}", "submit", 1, result="已更换灯泡。", answer="路灯已修好。")
    return case


def form_of(client: Client, case: Case, action: str, task: int = 0) -> Any:
    """The form of an action, as its page brings it."""
    return client.get(address(case, action, task)).context["form"]


def send(client: Client, case: Case, action: str, task: int = 0, **values: Any) -> Any:
    """Fill in a fresh form and send it, as a part of the page."""
    form = form_of(client, case, action, task)
    return client.post(
        address(case, action, task),
        {"key": form.key, "seen": form.seen, **values},
        headers={**PART, "hx-target": "case-pane"},
    )


def address(case: Case, action: str = "", task: int = 0) -> str:
    """The page of a case, or of an action on it."""
    page = f"/desk/cases/{case.number}/"
    return f"{page}act/{action}/{task}/" if action else page


def change_of(username: str, kind: str) -> PendingChange:
    """The change of an account that waits for a second administrator."""
    return PendingChange.objects.get(subject__username=username, kind=kind, outcome="")
