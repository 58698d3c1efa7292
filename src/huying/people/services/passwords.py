"""A password as its owner chooses it, and its end. The one before is remembered as a hash: it is not chosen again."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from huying.people.errors import WeakPassword
from huying.people.models import OneTimeCode, User
from huying.people.services.journal import note
from huying.rules.policy import Actor


@transaction.atomic
def choose_password(*, user: User, password: str, now: datetime) -> None:
    """The password that somebody chose for themselves; all their sessions end, a code for it is used up. Raises WeakPassword."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword(problem="".join(error.messages)) from error
    _remember(user)
    user.set_password(password)
    user.password_changed_at = now
    user.save(update_fields=["password", "previous_password", "password_changed_at"])
    OneTimeCode.objects.filter(user=user).delete()
    note(by=Actor(str(user.pk)), at=now, action="choose_password", subject=str(user.pk))


def end_password(user: User) -> None:
    """No password opens the account any more, every session of it is over, and a code for it is void."""
    _remember(user)
    user.set_unusable_password()
    user.save(update_fields=["password", "previous_password"])
    OneTimeCode.objects.filter(user=user).delete()


def _remember(user: User) -> None:
    if user.has_usable_password():
        user.previous_password = user.password
