"""Who may do what, and who may see what: two questions, one source.

`permits` answers for one actor and one case; `scope` answers the same as a set of clauses that a selector turns into a
query. A parity test holds the two together. `ended` says how far somebody may read a case that exists for them.
"""

from datetime import datetime

from msgspec import Struct

from huying.rules.case import Case, Signature, Task
from huying.rules.decoding import readable
from huying.rules.programme import Action, Programme, Role, Sees


class Post(Struct, frozen=True):
    """A role held at a unit, for a place, in one programme (empty: in the whole city)."""

    role: str
    unit: str = ""
    place: str = ""
    programme: str = ""


@readable
class Actor(Struct, frozen=True):
    """Whoever asks: an account with posts in force and the firms it speaks for, or a party ("party:<case id>") with none."""

    id: str
    posts: tuple[Post, ...] = ()
    firms: tuple[str, ...] = ()

    @property
    def units(self) -> frozenset[str]:
        """Codes of every unit this actor acts for."""
        return frozenset(post.unit for post in self.posts if post.unit)

    @property
    def asks_as(self) -> tuple[str, ...]:
        """What `Case.asker` says where this actor is the one who asked."""
        return (self.id, *(f"firm:{firm}" for firm in self.firms)) if self.id else ()


SYSTEM = Actor(id="system")
NOBODY = Actor(id="")


class Clause(Struct, frozen=True):
    """One way of being allowed to see cases of a programme: everything, of a unit, of a place, or one's own."""

    programme: str
    sees: str
    value: str = ""


def party(case_id: str) -> Actor:
    """The person who asked, known by number and query code of one case."""
    return Actor(id=f"party:{case_id}")


Held = list[tuple[Post, Role]]


def held(actor: Actor, programme: Programme) -> Held:
    """The actor's posts that count in the programme, each with the role it is there: two programmes' clerks are two roles."""
    found: Held = []
    for post in actor.posts:
        role = programme.roles.get(post.role) if post.programme in ("", programme.code) else None
        if role is not None and role.post:
            found.append((post, role))
    return found


def _roles(actor: Actor, programme: Programme) -> Held:
    """Those, and the roles that nobody is appointed to: of whoever asked, and of the system itself."""
    found = held(actor, programme)
    wanted = "system" if actor.id == SYSTEM.id else "asker"
    for code, role in programme.unappointed:
        if role.at == wanted:
            found.append((Post(code), role))
    return found


def accuses(case: Case, actor: Actor) -> bool:
    """Whether the case accuses this actor or a unit the actor acts for; then it does not exist for them."""
    if not case.accused:
        return False
    return actor.id in case.accused or not actor.units.isdisjoint(case.accused)


def visible(case: Case, actor: Actor, programme: Programme) -> bool:
    """Whether this actor may know of the case at all."""
    return actor.id == SYSTEM.id or _shown(case, actor, _roles(actor, programme))


def _shown(case: Case, actor: Actor, roles: Held) -> bool:
    if actor.id == SYSTEM.id:
        return True
    if accuses(case, actor):
        return False
    for post, role in roles:  # noqa: SIM110 - every action asks, and a generator costs more than the answer
        if _sees(case, actor, role.sees, post):
            return True
    return False


def scope(actor: Actor, programme: Programme) -> list[Clause]:
    """Which cases of the programme this actor may see, accusations left aside (`accuses` goes on top)."""
    clauses = []
    for post, role in _roles(actor, programme):
        match role.sees:
            case "all":
                clauses.append(Clause(programme.code, "all"))
            case "unit" | "place":
                clauses.append(Clause(programme.code, role.sees, post.unit if role.sees == "unit" else post.place))
            case "asker":
                clauses += [Clause(programme.code, "asker", one) for one in actor.asks_as]
    return clauses


def _sees(case: Case, actor: Actor, sees: Sees, post: Post) -> bool:
    match sees:
        case "all":
            return True
        case "unit":
            return post.unit != "" and any(post.unit in (task.unit, task.supervisor) for task in case.tasks.values())
        case "place":
            return post.place in case.within
        case "asker":
            return case.asker in actor.asks_as
        case _:
            return False


def ended(case: Case, actor: Actor, programme: Programme) -> datetime | None:
    """The last instant of this case that the actor may read of, None where nothing is kept from them: a unit that has left it keeps
    its own part up to then, and nothing that came after.
    """
    if actor.id == SYSTEM.id:
        return None
    left: list[Task] = []
    for post, role in _roles(actor, programme):
        if role.sees != "unit":
            if _sees(case, actor, role.sees, post):
                return None
            continue
        mine = [one for one in case.tasks.values() if post.unit and post.unit in (one.unit, one.supervisor)]
        if any(not programme.tasks[one.state].void for one in mine):
            return None
        left += mine
    return max((one.changed or case.opened for one in left), default=case.opened)


def permits(case: Case, actor: Actor, programme: Programme, action: Action, task: int = 0) -> Signature | None:
    """As whom this actor may take the action (the role and unit the log will keep), or None.

    Four eyes: whoever did the work never confirms it, whatever posts they hold.
    """
    roles = _roles(actor, programme)
    if not _shown(case, actor, roles):
        return None
    if action.confirms and actor.id in case.workers:
        return None
    return _signature(case, actor, roles, action, task)


def permits_start(blank: Case, actor: Actor, programme: Programme) -> Signature | None:
    """As whom this actor may open a case of the programme (`blank` has id, home, asker and place, nothing else counts)."""
    if accuses(blank, actor):
        return None
    return _signature(blank, actor, _roles(actor, programme), programme.actions[programme.start], 0)


def may_open(case: Case, actor: Actor, programme: Programme) -> bool:
    """Whether this actor may open the contact data of the case: said by the role, it stands in its relation to the case, and has not
    left it.
    """
    if not visible(case, actor, programme) or ended(case, actor, programme) is not None:
        return False
    return any(
        role.opens and any(_stands(case, actor, role, post, no) for no in (0, *case.tasks))
        for post, role in held(actor, programme)
    )


def _signature(case: Case, actor: Actor, roles: Held, action: Action, task: int) -> Signature | None:
    for post, role in roles:
        if post.role in action.roles and _stands(case, actor, role, post, task):
            return Signature(id=actor.id, role=post.role, unit=post.unit)
    return None


def _stands(case: Case, actor: Actor, role: Role, post: Post, task: int) -> bool:
    """Whether the post stands in the relation to the case that its role demands."""
    if role.at in ("unit", "supervisor"):
        one = case.tasks.get(task)
        return one is not None and post.unit == (one.unit if role.at == "unit" else one.supervisor or case.home)
    match role.at:
        case "home":
            return post.unit == case.home
        case "place":
            return post.place in case.within
        case "asker":
            return case.asker in actor.asks_as
        case _:
            return role.at == "system" and actor.id == SYSTEM.id
