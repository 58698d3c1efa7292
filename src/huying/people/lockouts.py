"""Who is locked out after too many wrong passwords or codes, and until when.

allauth counts the tries in the cache, which lies in the database, so that all web processes count together. What is counted
for an account is kept apart from what is counted for an address: only the former is seen and lifted here.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from allauth.core.internal import ratelimit
from django.core.cache import cache
from msgspec import Struct

from huying.people.models import User

BATCH = 200  # accounts asked about in one question to the database


class Lockout(Struct, frozen=True):
    """An account that can't sign in before `until`."""

    user: User
    until: datetime


def tries_of(username: str) -> str:
    """What allauth counts the wrong passwords of a user name by, whatever its capitals and whichever host was asked."""
    return f"staff:{username.lower()}"


def locked(now: datetime) -> Iterator[Lockout]:
    """Every account that is locked out now, by user name."""
    users = list(User.objects.filter(is_active=True).order_by("username"))
    for start in range(0, len(users), BATCH):
        yield from _locked(users[start : start + BATCH], now)


def lockout(user: User, now: datetime) -> Lockout | None:
    """The lock on one account, if there is one."""
    return next(_locked([user], now), None)


def forget_tries(user: User) -> None:
    """All that was counted for this account, as though nobody had tried."""
    cache.delete_many([key for key, _ in _keys(user)])


def _locked(users: list[User], now: datetime) -> Iterator[Lockout]:
    keys = {user.pk: _keys(user) for user in users}
    counted: dict[str, list[float]] = cache.get_many([key for pairs in keys.values() for key, _ in pairs])
    for user in users:
        untils = [_until(counted.get(key, []), rate) for key, rate in keys[user.pk]]
        until = max((one for one in untils if one and one > now), default=None)
        if until:
            yield Lockout(user, until)


def _until(tries: list[float], rate: ratelimit.Rate) -> datetime | None:
    """When the last of the tries that count leaves the window, newest first as allauth keeps them; None for too few."""
    if len(tries) < rate.amount:
        return None
    return datetime.fromtimestamp(tries[rate.amount - 1], UTC) + timedelta(seconds=rate.duration)


def _keys(user: User) -> list[tuple[str, ratelimit.Rate]]:
    """Where the wrong passwords and the wrong codes of an account are counted, each with its limit (`get_cache_key`)."""
    rates = [rate for rate in ratelimit.get_rates(app="allauth.account", action="login_failed") if rate.per == "key"]
    subjects = (tries_of(user.username), f"mfa-auth-user-{user.pk}")
    return [
        (":".join(["allauth", "rl", "allauth.account", "login_failed", str(rate), _digest(subject)]), rate)
        for rate in rates
        for subject in subjects
    ]


def _digest(subject: str) -> str:
    return sha256(subject.encode()).hexdigest()
