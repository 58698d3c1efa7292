"""Accounts: made and closed by the system administrator, who thereby gives nobody a post, and knows nobody's password.

A new account has no password; its owner chooses one by a one-time code (`services.codes`), as after a reset.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from huying.people.actors import in_force
from huying.people.administration import demand, demand_another
from huying.people.errors import Taken
from huying.people.models import ApiToken, Post, User
from huying.people.openwork import demand_another_of_three
from huying.people.roles import SEPARATE
from huying.people.services.journal import note
from huying.people.services.passwords import end_password
from huying.rules.calendar import LOCAL
from huying.rules.errors import BadInput
from huying.rules.policy import Actor


@transaction.atomic
def create_account(*, username: str, display_name: str, by: Actor, now: datetime) -> User:
    """A new account without posts and without a password. Raises Forbidden, BadInput (a bad user name), Taken."""
    demand(by, "accounts")
    user = User(username=username, display_name=display_name, date_joined=now)
    user.set_unusable_password()
    _check_names(user)
    if User.objects.filter(username__iexact=username).exists():
        raise Taken(name=username)
    user.save()
    note(by=by, at=now, action="create_account", subject=str(user.pk))
    return user


@transaction.atomic
def close_account(*, user: User, by: Actor, now: datetime) -> None:
    """Nobody signs in with it any more: its sessions and its password are over, its tokens revoked, all of it for good.

    What it did stays in the log. One administrator does this alone, but not to themselves, nor to the last who holds one of the
    three posts: that account is reset instead, by two. Raises Forbidden, OwnAffair, LastOfThree.
    """
    demand(by, "accounts")
    demand_another(by, user)
    on = now.astimezone(LOCAL).date()
    for post in Post.objects.select_for_update(no_key=True).filter(in_force(on), user=user, role__in=SEPARATE):
        demand_another_of_three(post, on)
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_password(user)
    ApiToken.objects.filter(user=user, revoked__isnull=True).update(revoked=now)
    note(by=by, at=now, action="close_account", subject=str(user.pk))


def _check_names(user: User) -> None:
    try:
        user.clean_fields(exclude=["password", "password_changed_at"])
    except ValidationError as error:
        field, problems = next(iter(error.message_dict.items()))
        raise BadInput(field=field, problem="".join(problems)) from error
