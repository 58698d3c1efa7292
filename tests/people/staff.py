"""Somebody for every role that a letter may wait for, so that the portal is open: invented, and known by their posts alone."""

from datetime import date

from huying.clock import now
from huying.people.models import User
from huying.people.roles import roles
from huying.people.services.appoint import appoint
from huying.rules.policy import SYSTEM

HANDLING = "chengguan"
STAFF = (
    ("sysadmin", ""),
    ("secadmin", ""),
    ("auditor", ""),
    ("clerk", "centre"),
    ("dispatcher", "centre"),
    ("supervisor", "centre"),
    ("verifier", "centre"),
    ("director", "centre"),
    ("handler", HANDLING),
    ("leader", HANDLING),
)


def somebody_answers() -> None:
    """Make these people where they are not there yet."""
    for role, unit in STAFF:
        user, made = User.objects.get_or_create(username=f"somebody.{role}", defaults={"display_name": "某"})
        if made:
            programme = "appeal" if ("appeal", role) in roles() else ""
            appoint(user=user, programme=programme, role=role, unit=unit, start=date(2019, 1, 1), by=SYSTEM, now=now())
