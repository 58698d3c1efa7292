"""Which administrator may change what here. The system itself (setting up, the command line) may do all of it."""

from typing import Literal

from huying.people.roles import SECADMIN, SYSADMIN
from huying.rules.errors import Forbidden
from huying.rules.policy import SYSTEM, Actor

Change = Literal["posts", "tokens", "accounts", "units", "calendar", "locks"]

MAY: dict[Change, str] = {
    "posts": SECADMIN,
    "tokens": SECADMIN,
    "locks": SECADMIN,
    "accounts": SYSADMIN,
    "units": SYSADMIN,
    "calendar": SYSADMIN,
}


def may(actor: Actor, change: Change) -> bool:
    """Whether this actor may make such changes; pages show their buttons by it."""
    return actor.id == SYSTEM.id or any(post.role == MAY[change] and not post.programme for post in actor.posts)


def demand(actor: Actor, change: Change) -> None:
    """Raises Forbidden unless `may`."""
    if not may(actor, change):
        raise Forbidden
