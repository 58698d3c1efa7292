"""Sign-in for staff: accounts are made by the system administrator, nobody signs up by himself."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from huying.config.clock import now
from huying.people.models import User
from huying.people.services.accounts import set_password


class StaffAccounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """allauth's rules, closed for sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: citizens need no account, and staff are given theirs."""
        return False

    def set_password(self, user: User, password: str) -> None:
        """The password that somebody chose on the page for it; from now on it ages."""
        set_password(user=user, password=password, now=now())
