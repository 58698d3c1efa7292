"""Who may open contact data: posts of the centre, and of the units that have the case."""

from huying.programmes.registry import load
from huying.rules.case import Case
from huying.rules.policy import Actor, held

CENTRE = frozenset({"clerk", "dispatcher", "verifier", "director"})
UNIT = frozenset({"handler", "leader"})


def opening_roles(case: Case, actor: Actor) -> frozenset[str]:
    """The roles by which this actor may open the contact of this case; none, and no eye is shown."""
    units = {task.unit for task in case.tasks.values()}
    mine = [post for post, _ in held(actor, load(case.programme, case.version))]
    centre = {post.role for post in mine if post.role in CENTRE and post.unit == case.home}
    return frozenset(centre | {post.role for post in mine if post.role in UNIT and post.unit in units})
