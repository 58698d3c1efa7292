"""Who may open a case of which programme."""

from huying.programmes.registry import newest
from huying.rules.policy import Actor, held
from huying.rules.programme import Programme


def offered(actor: Actor) -> list[Programme]:
    """The programmes of which this actor may open a case."""
    return [one for one in newest() if may_start(actor, one)]


def may_start(actor: Actor, programme: Programme) -> bool:
    """Whether one of the actor's posts may, or the actor as whoever asks, where askers have an account or speak for a firm."""
    roles = programme.actions[programme.start].roles
    if any(post.role in roles for post, _ in held(actor, programme)):
        return True
    asks = {"account": bool(actor.id), "firm": bool(actor.firms)}.get(programme.asker.kind, False)
    return asks and any(programme.roles[role].at == "asker" and not programme.roles[role].post for role in roles)
