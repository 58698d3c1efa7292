"""The desks at which a programme's people sit."""

from __future__ import annotations

from django.test import Client

from huying.clock import now
from huying.people.models import User
from huying.rules.policy import visible
from tests.contracts.every_programme.crew import Crew
from tests.contracts.every_programme.living import Life


def sitting(user: User) -> Client:
    """The user's desk; it speaks Chinese, and the password has not aged."""
    User.objects.filter(pk=user.pk).update(password_changed_at=now())
    client = Client(headers={"accept-language": "zh-CN"})
    client.force_login(user)
    return client


def overlooking(crew: Crew) -> User:
    """Somebody who sees every case of the programme from the unit that keeps them."""
    roles = (code for code, one in crew.programme.roles.items() if one.post and one.sees == "all" and one.at == "home")
    return crew.holding(next(roles))


def whole(life: Life) -> User:
    """Somebody who may see all of the case."""
    case, programme = life.case, life.programme
    for user in life.crew.users:
        actor = life.crew.actor(user)
        sees = {programme.roles[post.role].sees for post in actor.posts if post.role in programme.roles}
        if visible(case, actor, programme) and ("all" in sees or "place" in sees):
            return user
    return life.crew.asker
