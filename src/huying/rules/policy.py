"""Who may do what, and who may see what: two questions, one source.

`permits` answers for one actor and one case; `scope` answers the same as a set of clauses that a selector turns into a
query. A parity test holds the two together.
"""

from msgspec import Struct

from huying.rules.case import Case, Signature
from huying.rules.decoding import readable
from huying.rules.programme import Action, Programme, Role, Sees


class Post(Struct, frozen=True):
    """A role held at a unit, for a place (place code; a county's code is a prefix of its towns' codes).

    `programme` is the one whose role it is; a post without one is held in the whole city.
    """

    role: str
    unit: str = ""
    place: str = ""
    programme: str = ""


@readable
class Actor(Struct, frozen=True):
    """Whoever asks: an account with posts in force, or a party ("party:<case id>") with none."""

    id: str
    posts: tuple[Post, ...] = ()

    @property
    def units(self) -> frozenset[str]:
        """Codes of every unit this actor acts for."""
        return frozenset(post.unit for post in self.posts if post.unit)


SYSTEM = Actor(id="system", posts=(Post("system"),))
NOBODY = Actor(id="")


class Clause(Struct, frozen=True):
    """One way of being allowed to see cases of a programme: everything, of a unit, of a place, or one's own."""

    programme: str
    sees: str
    value: str = ""


def party(case_id: str) -> Actor:
    """The person who asked, known by number and query code of one case."""
    return Actor(id=f"party:{case_id}", posts=(Post("petitioner"),))


def held(actor: Actor, programme: Programme) -> list[tuple[Post, Role]]:
    """The actor's posts that count in the programme, each with the role it is there: two programmes' clerks are two roles."""
    return [
        (post, programme.roles[post.role])
        for post in actor.posts
        if post.programme in ("", programme.code) and post.role in programme.roles
    ]


def accuses(case: Case, actor: Actor) -> bool:
    """Whether the case accuses this actor or a unit the actor acts for; then it does not exist for them."""
    if not case.accused:
        return False
    return actor.id in case.accused or not actor.units.isdisjoint(case.accused)


def visible(case: Case, actor: Actor, programme: Programme) -> bool:
    """Whether this actor may know of the case at all."""
    if accuses(case, actor):
        return False
    return any(_sees(case, role.sees, _value(actor, post, role.sees)) for post, role in held(actor, programme))


def scope(actor: Actor, programme: Programme) -> list[Clause]:
    """Which cases of the programme this actor may see, accusations left aside (`accuses` goes on top)."""
    return [
        Clause(programme.code, role.sees, _value(actor, post, role.sees))
        for post, role in held(actor, programme)
        if role.sees != "none"
    ]


def _value(actor: Actor, post: Post, sees: Sees) -> str:
    match sees:
        case "unit":
            return post.unit
        case "place":
            return post.place
        case "party":
            return actor.id.removeprefix("party:")
        case _:
            return ""


def _sees(case: Case, sees: Sees, value: str) -> bool:
    match sees:
        case "all":
            return True
        case "unit":
            return value != "" and any(value in (task.unit, task.supervisor) for task in case.tasks.values())
        case "place":
            return value != "" and case.place.startswith(value)
        case "party":
            return case.id == value
        case _:
            return False


def permits(case: Case, actor: Actor, programme: Programme, action: Action, task: int = 0) -> Signature | None:
    """As whom this actor may take the action (the role and unit the log will keep), or None.

    Four eyes: whoever did the work never confirms it, whatever posts they hold.
    """
    if actor.id != SYSTEM.id and not visible(case, actor, programme):
        return None
    if action.confirms and actor.id in case.workers:
        return None
    for post, role in held(actor, programme):
        if post.role in action.roles and _stands(case, actor, role, post, task):
            return Signature(id=actor.id, role=post.role, unit=post.unit)
    return None


def _stands(case: Case, actor: Actor, role: Role, post: Post, task: int) -> bool:
    """Whether the post stands in the relation to the case that its role demands."""
    one = case.tasks.get(task)
    match role.at:
        case "home":
            return post.unit == case.home
        case "unit":
            return one is not None and one.unit == post.unit
        case "supervisor":
            return one is not None and (one.supervisor or case.home) == post.unit
        case "party":
            return actor.id == f"party:{case.id}"
        case "system":
            return actor.id == SYSTEM.id
        case _:
            return False


def permits_start(blank: Case, actor: Actor, programme: Programme) -> Signature | None:
    """As whom this actor may open a case of the programme (`blank` has its id and home, nothing else counts)."""
    if accuses(blank, actor):
        return None
    for post, role in held(actor, programme):
        if post.role in programme.actions[programme.start].roles and _stands(blank, actor, role, post, 0):
            return Signature(id=actor.id, role=post.role, unit=post.unit)
    return None
