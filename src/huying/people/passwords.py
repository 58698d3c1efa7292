"""What a password must be, and how long it may be kept."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from huying.people.models import User

CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]")
NEEDED = 3


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


def expired(user: User, now: datetime) -> bool:
    """Whether the password is older than the city allows and must be changed first. Demo accounts' never are."""
    days = settings.HUYING_PASSWORD_DAYS
    if not days or user.is_demo:
        return False
    return user.password_changed_at is None or now - user.password_changed_at > timedelta(days=days)
