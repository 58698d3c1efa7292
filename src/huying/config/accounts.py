"""Sign-in for staff: accounts are made by the system administrator, nobody signs up by himself."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from huying.clock import now
from huying.people.lockouts import tries_of
from huying.people.models import User
from huying.people.services.passwords import choose_password


class StaffAccounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """allauth's rules, closed for sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: citizens need no account, and staff are given theirs."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """As allauth does, but the demo's people, whose password everybody knows, sign in only where the demo is shown."""
        user: User | None = super().authenticate(request, **credentials)
        if user is not None and user.is_demo and not settings.HUYING_DEMO:
            return None
        return user

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """By the user name alone: allauth adds the host, so that whoever asks another host would have as many tries again."""
        return tries_of(str(credentials.get("username", "")))

    def set_password(self, user: User, password: str) -> None:
        """The password that somebody chose on the page for it; from now on it ages."""
        choose_password(user=user, password=password, now=now())
