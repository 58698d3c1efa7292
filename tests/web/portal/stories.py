"""Letters and their lives for the portal's tests: everything goes through the one door, as staff would do it."""

from datetime import timedelta
from typing import Any

from django.test import Client

from huying.clock import now
from huying.ledger.models import Case
from huying.ledger.services.create import Opened, create
from huying.ledger.services.door import act
from huying.rules.policy import Actor, Post

UNIT = "chengguan"
LETTER = "小区东门路灯坏了半个月，晚上老人孩子出门看不清。希望尽快修好。"
REPLY = "您好，东门三盏路灯已于昨日修复，并更换了线路。"

FORM: dict[str, Any] = {
    "matter": LETTER,
    "heading": "",
    "county": "411002",
    "town": "411002001",
    "spot": "七一路幸福小区东门",
    "writer": "citizen",
    "who": "named",
    "name": "钱小满",
    "phone": "138 0000 1234",
    "consent": "on",
    "key": "a" * 32,
}


def staff(role: str, unit: str = "centre") -> Actor:
    """Somebody who holds one post."""
    return Actor(f"{role}-{unit}", (Post(role, unit),))


def opened(**payload: Any) -> Opened:
    """A letter that came in over the portal."""
    letter = {"title": "东门路灯不亮", "body": LETTER, "subject": "citizen", "channel": "web", "place": "411002001"}
    return create(programme="appeal", payload=letter | payload, now=now())


def live(case_id: str, *steps: tuple[str, Actor, dict[str, Any], int]) -> None:
    """Take steps one after the other."""
    for action, actor, payload, task in steps:
        act(case_id=case_id, action=action, actor=actor, payload=payload, now=now(), task=task)


def handed_over(case_id: str, unit: str = UNIT) -> None:
    """Accepted, and handed over to a unit."""
    live(
        case_id,
        ("accept", staff("clerk"), {"category": category(), "urgency": "normal"}, 0),
        ("dispatch", staff("dispatcher"), {"assignments": [{"unit": unit}], "instruction": "请速办，勿外传"}, 0),
    )


def replied(case_id: str, unit: str = UNIT, reply: str = REPLY) -> None:
    """The whole way from a handed over case to its reply."""
    live(
        case_id,
        ("sign", staff("handler", unit), {}, 1),
        ("submit", staff("handler", unit), {"result": "内部记录：灯已换", "answer": "拟答复：已修"}, 1),
        ("sign_off", staff("leader", unit), {}, 1),
        ("approve", staff("supervisor"), {}, 0),
        ("confirm", staff("verifier"), {"method": "phone", "finding": "电话核实无误"}, 0),
        ("reply", staff("clerk"), {"reply": reply}, 0),
    )


def answered(title: str = "东门路灯不亮", body: str = LETTER, reply: str = REPLY) -> Opened:
    """A published answer: what a person put before the public is what was written, where nothing else is said."""
    letter = opened(title=title, body=body, publish=True)
    handed_over(letter.case)
    replied(letter.case, reply=reply)
    publish(letter.case, title, body, reply)
    return letter


def publish(case_id: str, heading: str, matter: str, answer: str) -> None:
    """A person puts these words before the public."""
    words = {"shown_heading": heading, "shown_matter": matter, "shown_answer": answer}
    live(case_id, ("publish", staff("director"), words, 0))


def category() -> str:
    """Some category of the programme."""
    from huying.programmes.registry import load

    return next(iter(load("appeal").choices("category")))


def look(by: Client, /, **changes: Any) -> Any:
    """Fill in the form and look it through once more; the form comes back where something is wrong."""
    checked = by.post("/write/", {**FORM, "step": "check", **changes})
    return by.get(checked["Location"]) if checked.status_code == 302 else checked


def write(by: Client, /, **changes: Any) -> Any:
    """Send the form; the receipt's address, or the form with what is wrong."""
    checked = by.post("/write/", {**FORM, "step": "check", **changes})
    return by.post(checked["Location"]) if checked.status_code == 302 else checked


def only() -> Case:
    """The one case there is."""
    return Case.objects.get()


LATER = timedelta(days=60)
