"""Accounts: made, closed and given passwords by the system administrator, who thereby gives nobody a post."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from huying.people.administration import demand
from huying.people.errors import Taken, WeakPassword
from huying.people.models import User
from huying.people.services.journal import note
from huying.rules.errors import BadInput
from huying.rules.policy import Actor


@transaction.atomic
def create_account(*, username: str, display_name: str, password: str, by: Actor, now: datetime) -> User:
    """A new account without posts. Raises Forbidden, BadInput (a bad user name), Taken, WeakPassword."""
    demand(by, "accounts")
    user = User(username=username, display_name=display_name, date_joined=now)
    _check_names(user)
    if User.objects.filter(username__iexact=username).exists():
        raise Taken(name=username)
    _give(user, password, now)
    user.save()
    note(by=by, at=now, action="create_account", subject=str(user.pk))
    return user


@transaction.atomic
def reset_password(*, user: User, password: str, by: Actor, now: datetime) -> None:
    """Another password for somebody; all their sessions end. Raises Forbidden, WeakPassword."""
    demand(by, "accounts")
    set_password(user=user, password=password, now=now)
    note(by=by, at=now, action="reset_password", subject=str(user.pk))


def set_password(*, user: User, password: str, now: datetime) -> None:
    """The password that somebody chose for themselves. Raises WeakPassword."""
    _give(user, password, now)
    user.save(update_fields=["password", "password_changed_at"])


@transaction.atomic
def close_account(*, user: User, by: Actor, now: datetime) -> None:
    """Nobody signs in with it any more, and its tokens are dead; what it did stays in the log. Raises Forbidden."""
    _switch(user, "close_account", by, now, active=False)


@transaction.atomic
def open_account(*, user: User, by: Actor, now: datetime) -> None:
    """A closed account may sign in again, with the posts whose terms still run. Raises Forbidden."""
    _switch(user, "open_account", by, now, active=True)


def _switch(user: User, action: str, by: Actor, now: datetime, *, active: bool) -> None:
    demand(by, "accounts")
    user.is_active = active
    user.save(update_fields=["is_active"])
    note(by=by, at=now, action=action, subject=str(user.pk))


def _give(user: User, password: str, now: datetime) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword(problem="".join(error.messages)) from error
    user.set_password(password)
    user.password_changed_at = now


def _check_names(user: User) -> None:
    try:
        user.clean_fields(exclude=["password", "password_changed_at"])
    except ValidationError as error:
        field, problems = next(iter(error.message_dict.items()))
        raise BadInput(field=field, problem="".join(problems)) from error
