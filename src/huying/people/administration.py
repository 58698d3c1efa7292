"""Which administrator may change what here. The system itself (setting up, the command line) may do all of it.

What gives somebody power, a post or a way to sign in, no administrator does alone: one asks (`demand`), another confirms
(`people.changes.may_decide`). Only the system does it in one step (`demand_system`).
"""

from typing import Literal

from huying.people.errors import OwnAffair
from huying.people.models import User
from huying.people.roles import AUDITOR, SECADMIN, SYSADMIN
from huying.rules.errors import Forbidden
from huying.rules.policy import SYSTEM, Actor

Change = Literal["posts", "tokens", "accounts", "units", "calendar", "locks", "changes"]

MAY: dict[Change, frozenset[str]] = {
    "posts": frozenset({SECADMIN}),
    "tokens": frozenset({SECADMIN}),
    "locks": frozenset({SECADMIN}),
    "accounts": frozenset({SYSADMIN}),
    "units": frozenset({SYSADMIN}),
    "calendar": frozenset({SYSADMIN}),
    "changes": frozenset({SYSADMIN, SECADMIN, AUDITOR}),
}


def may(actor: Actor, change: Change) -> bool:
    """Whether this actor may make, or ask for, such changes; pages show their buttons by it."""
    return actor.id == SYSTEM.id or administers(actor, MAY[change])


def demand(actor: Actor, change: Change) -> None:
    """Raises Forbidden unless `may`."""
    if not may(actor, change):
        raise Forbidden


def demand_system(actor: Actor) -> None:
    """Raises Forbidden unless it is the system itself."""
    if actor.id != SYSTEM.id:
        raise Forbidden


def demand_another(actor: Actor, *concerned: User) -> None:
    """Raises OwnAffair where the actor is one of the concerned."""
    if actor.id in {str(user.pk) for user in concerned}:
        raise OwnAffair


def administers(actor: Actor, roles: frozenset[str]) -> bool:
    """Whether the actor holds one of these roles of the whole city."""
    return any(post.role in roles and not post.programme for post in actor.posts)
