"""A small city whose people, and other systems, speak to the API with tokens."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import uuid4

import pytest

from huying.clock import now
from huying.people.models import ApiToken, User
from huying.people.roles import roles
from huying.people.services.appoint import appoint
from huying.people.services.tokens import digest
from huying.rules.policy import SYSTEM, Actor, Post
from tests.api.caller import Caller
from tests.insight.conftest import grant  # noqa: F401 - the same programme is published here

KEEPER = Actor("keeper", (Post("secadmin"),))
PEOPLE = (
    ("hotline", "api", "centre"),
    ("clerk", "clerk", "centre"),
    ("dispatcher", "dispatcher", "centre"),
    ("supervisor", "supervisor", "centre"),
    ("verifier", "verifier", "centre"),
    ("gongshui", "handler", "gongshui"),
    ("water_leader", "leader", "gongshui"),
    ("jiaotong", "handler", "jiaotong"),
    ("auditor", "auditor", ""),
    ("sysadmin", "sysadmin", ""),
)
Ask = Callable[..., Caller]


def token_of(username: str, at: datetime, expires: datetime | None = None) -> str:
    """A token of any account. Only a system's account can issue one; that the door is the same for every role is seen
    by letting every role knock at it.
    """
    plaintext = f"hy_{uuid4().hex}"
    user = User.objects.get(username=username)
    ApiToken.objects.create(user=user, name="test", digest=digest(plaintext), created=at, expires=expires)
    return plaintext


@pytest.fixture
def city(db: None) -> None:
    for username, role, unit in PEOPLE:
        user = User.objects.create(username=username, display_name=username)
        programme = "" if ("", role) in roles() else "appeal"
        appoint(user=user, programme=programme, role=role, unit=unit, start=date(2021, 1, 1), by=SYSTEM, now=now())


@pytest.fixture
def as_(city: None) -> Ask:
    """A caller with a token of this account."""

    def caller(username: str, language: str = "en") -> Caller:
        return Caller(token_of(username, now()), language)

    return caller
