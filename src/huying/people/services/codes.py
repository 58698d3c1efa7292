"""One-time codes: by one somebody chooses a password that no administrator has ever known.

A code has two halves. After a confirmed change the first is shown to who asked and the second to who confirmed, each once;
its owner needs both. Of a half only a slow hash is kept, and a half that was not shown yet does not exist.
"""

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from huying.people.administration import demand_system
from huying.people.errors import AlreadyShown, WrongCode
from huying.people.models import OneTimeCode, PendingChange, User
from huying.people.services.journal import note
from huying.people.services.passwords import choose_password, end_password
from huying.rules.policy import Actor

HOURS = 48
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another
LENGTH = 10  # signs of one half: 49 bits
NOTHING = "!"  # the hash of a half that nobody was shown: it takes as long to compare, and never fits


@transaction.atomic
def grant(*, user: User, by: Actor, now: datetime) -> tuple[str, str]:
    """Both halves at once, for the command line: whoever sets a city up hands them to the owner. Raises Forbidden."""
    demand_system(by)
    first, second = _half(), _half()
    _begin(user, now, first=make_password(first), second=make_password(second))
    note(by=by, at=now, action="grant_code", subject=str(user.pk))
    return shown(first), shown(second)


def begin(user: User, change: PendingChange, now: datetime) -> str:
    """A code by a confirmed change; its second half, for who confirmed. The old password is gone."""
    second = _half()
    _begin(user, now, change=change, second=make_password(second))
    return shown(second)


@transaction.atomic
def first_half(*, change: PendingChange, by: Actor, now: datetime) -> str:
    """The first half, for who asked, once. Raises AlreadyShown."""
    code = OneTimeCode.objects.select_for_update().filter(change=change, first="", expires__gt=now).first()
    if code is None or str(change.asked_by_id) != by.id:
        raise AlreadyShown
    half = _half()
    code.first = make_password(half)
    code.save(update_fields=["first"])
    note(by=by, at=now, action="show_half", subject=str(change.subject_id), change=change.pk)
    return shown(half)


@transaction.atomic
def redeem(*, username: str, first: str, second: str, password: str, now: datetime) -> User:
    """The owner's new password, by both halves of the code. Raises WrongCode, which never says what is wrong; WeakPassword."""
    codes = OneTimeCode.objects.select_for_update(of=("self",)).select_related("user")
    code = codes.filter(user__username=username, user__is_active=True, expires__gt=now).first()
    fits = [
        check_password(typed(half), kept or NOTHING)
        for half, kept in ((first, code and code.first), (second, code and code.second))
    ]
    if code is None or not all(fits):
        raise WrongCode(field="code")
    choose_password(user=code.user, password=password, now=now)
    return code.user


def shown(half: str) -> str:
    """As people read it out: in two groups."""
    return f"{half[: LENGTH // 2]}-{half[LENGTH // 2 :]}"


def typed(half: str) -> str:
    """As people type it: whatever its case, with or without what stands between."""
    return "".join(sign for sign in half.upper() if sign in SIGNS)


def _half() -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def _begin(user: User, now: datetime, change: PendingChange | None = None, first: str = "", second: str = "") -> None:
    end_password(user)
    OneTimeCode.objects.create(
        user=user, change=change, first=first, second=second, expires=now + timedelta(hours=HOURS)
    )
