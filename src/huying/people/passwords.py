"""What a password must be, and how long it may be kept."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator, MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from huying.people.models import User

CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]")
NEEDED = 3
# What Django's list, made of English sites, does not know: our own name, the demo's password, what is usual here.
OURS = frozenset({"huying", "huyingdemo", "aa", "abc", "admin", "mima", "nihao", "woaini"})
LOOKALIKES = str.maketrans("013457@$!", "oleastasi")


class LongEnough(MinimumLengthValidator):
    """Django's validator of length, saying so in both languages."""

    def get_error_message(self) -> str:
        """The refusal as the form says it."""
        return gettext("密码太短，至少需要%(length)d个字符。") % {"length": self.min_length}


class ThreeClasses:
    """Django's validator: three of small letters, capitals, digits, and anything else."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError for a password of fewer classes."""
        if sum(bool(re.search(one, password)) for one in CLASSES) < NEEDED:
            raise ValidationError(self.get_help_text(), code="password_classes")

    def get_help_text(self) -> str:
        """The rule as the form says it."""
        return gettext("密码须包含大写字母、小写字母、数字、其他字符中的至少三种。")


class NotWellKnown(CommonPasswordValidator):
    """Django's list of common passwords, and what people make of them: Password123!, P@ssw0rd-2024, the demo's own.

    Whoever guesses puts digits and signs before and after a common word too, so that they add nothing.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError for a password that is a common word in disguise."""
        if any(form in self.passwords or form in OURS for form in _forms(password)):
            raise ValidationError(self.get_help_text(), code="password_too_common")

    def get_help_text(self) -> str:
        """The rule as the form says it."""
        return gettext("密码太常见，加上数字和符号也容易被猜到，请换一个。")


class NotAgain:
    """Django's validator: neither the password that is to be replaced, nor the one before."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError for the same password again."""
        known = (user.password, user.previous_password) if isinstance(user, User) else ()
        if any(one and check_password(password, one) for one in known):
            raise ValidationError(self.get_help_text(), code="password_again")

    def get_help_text(self) -> str:
        """The rule as the form says it."""
        return gettext("不能再用现在的或上一个密码，请换一个。")


def expired(user: User, now: datetime) -> bool:
    """Whether the password is older than the city allows and must be changed first. Demo accounts' never are."""
    days = settings.HUYING_PASSWORD_DAYS
    if not days or user.is_demo:
        return False
    return user.password_changed_at is None or now - user.password_changed_at > timedelta(days=days)


def _forms(password: str) -> Iterator[str]:
    """The password as it is, without signs, without what stands around its letters, and with lookalikes read as letters."""
    lower = password.lower().strip()
    for one in (lower, re.sub(r"^[\W\d_]+|[\d\W_]+$", "", lower)):
        for word in (one, one.translate(LOOKALIKES)):
            yield word
            yield re.sub(r"[\W_]", "", word)
            yield re.sub(r"[\W\d_]", "", word)
