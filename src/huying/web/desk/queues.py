"""The queues of the left pane: who holds which posts sees which heaps of work, all told by the programmes' own tables. Whoever works
in several programmes has the heaps of each under its name.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from django.db.models import Q
from msgspec import Struct
from msgspec.structs import replace

from huying.ledger.selectors.lights import lit
from huying.ledger.selectors.narrowing import NOTHING
from huying.programmes.registry import newest
from huying.rules.policy import Actor, Post, held
from huying.rules.programme import Programme, Role, State
from huying.rules.wording import Text
from huying.web.desk.starting import may_start

Over = Literal["case", "task"]
Sort = Literal["due", "new"]


class Queue(Struct, frozen=True):
    """One heap: rows of cases or of assignments that fulfil `where`, of one `programme` and in one `state` where they are named. `light` colours its
    mark; what only ever grows is not `counted`.
    """

    key: str
    name: Text
    group: str
    over: Over
    where: Q
    sort: Sort = "due"
    light: str = ""
    counted: bool = True
    programme: str = ""
    state: str = ""


GROUPS = {
    "mine": Text("待我办理", "Waiting for me"),
    "unit": Text("本单位", "My unit"),
    "board": Text("督办看板", "Board by light"),
    "ledger": Text("台账", "Ledger"),
}


def programmes(actor: Actor) -> list[Programme]:
    """The programmes whose cases this actor works with or looks at, the newest version of each."""
    return [
        one for one in newest() if any(role.sees != "none" for _, role in held(actor, one)) or may_start(actor, one)
    ]


def queues_for(actor: Actor, now: datetime) -> list[Queue]:
    """Every queue of this actor, in the order they are shown; none for somebody who sees no cases at all."""
    found: dict[str, Queue] = {}
    for queue in (*_mine(actor), *_unit(actor), *_board(actor, now), *_ledger(actor)):
        same = found.get(queue.key)  # the same role at two units is one heap
        found[queue.key] = replace(same, where=same.where | queue.where) if same else queue
    return list(found.values())


def grouped(queues: list[Queue], actor: Actor) -> list[tuple[Text, list[Queue]]]:
    """The queues under their headings: what waits for me first, then programme by programme where there are several."""
    of = {f"p.{one.code}": one.name for one in programmes(actor)}
    names = {"mine": GROUPS["mine"], **of, **GROUPS}
    heaps = [(name, [queue for queue in queues if queue.group == code]) for code, name in names.items()]
    return [heap for heap in heaps if heap[1]]


def _posts(actor: Actor) -> Iterator[tuple[Programme, Post, Role]]:
    for programme in newest():
        yield from ((programme, post, role) for post, role in held(actor, programme))


def _mine(actor: Actor) -> Iterator[Queue]:
    """What my posts hold: everything at once, then state by state."""
    several = len(programmes(actor)) > 1
    states = [
        replace(queue, group=f"p.{queue.programme}" if several else "mine")
        for programme in programmes(actor)
        for queue in (*_held_by(programme, actor), *(_whole(programme, actor) if several else ()))
    ]
    for over, key in (("case", "mine"), ("task", "tasks")):
        parts = [queue.where for queue in states if queue.over == over and not queue.key.startswith("open.")]
        if len(parts) > 1:
            name = Text("全部待办", "Everything") if over == "case" else Text("全部交办单", "Every assignment")
            yield Queue(key, name, "mine", "case" if over == "case" else "task", _any(parts))
    yield from states


def _held_by(programme: Programme, actor: Actor) -> Iterator[Queue]:
    for post, role in held(actor, programme):
        yield from _held(programme, post, _stands(role, post, actor))
    if programme.asker.kind in ("account", "firm") and may_start(actor, programme):
        for code, role in programme.roles.items():
            if role.at == "asker" and not role.post:
                yield from _held(programme, Post(code), Q(asker__in=actor.asks_as))


def _held(programme: Programme, post: Post, stands: Q) -> Iterator[Queue]:
    for code, state in programme.states.items():
        if state.owner == post.role:
            where = Q(is_open=True, programme=programme.code, state=code) & stands
            yield Queue(
                f"s.{programme.code}.{code}", state.name, "mine", "case", where, programme=programme.code, state=code
            )
    for code, state in programme.tasks.items():
        if state.owner == post.role and state.open:
            where = _task(programme, post, code, state)
            yield Queue(
                f"t.{programme.code}.{code}", state.name, "mine", "task", where, programme=programme.code, state=code
            )


def _stands(role: Role, post: Post, actor: Actor) -> Q:
    """The cases to which a post stands in its role's relation."""
    match role.at:
        case "home":
            return Q(home=post.unit)
        case "place":
            return Q(within__contains=[post.place]) if post.place else NOTHING
        case "asker":
            return Q(asker__in=actor.asks_as)
        case _:
            return Q(owner_role=post.role, owner_unit=post.unit)


def _task(programme: Programme, post: Post, code: str, state: State) -> Q:
    """Assignments in a state that this post holds: of its unit, or under its supervision."""
    handing = [name for name, one in programme.states.items() if one.owner == "tasks"]
    where = Q(is_open=True, programme=programme.code, state=code, case__state__in=handing)
    match programme.roles[state.owner].at:
        case "unit":
            return where & Q(unit=post.unit)
        case "supervisor":
            return where & (Q(supervisor=post.unit) | Q(supervisor="", case__home=post.unit))
        case "place":
            return where & (Q(case__within__contains=[post.place]) if post.place else NOTHING)
        case _:
            return where & Q(case__home=post.unit)


def _whole(programme: Programme, actor: Actor) -> Iterator[Queue]:
    """All that is open in one of several programmes, as far as the actor sees it."""
    sees = {role.sees for _, role in held(actor, programme)}
    key, name, group = f"open.{programme.code}", Text("全部在办", "All open"), "ledger"
    if sees & {"all", "place"} or may_start(actor, programme):
        where = Q(is_open=True, programme=programme.code)
        yield Queue(key, name, group, "case", where, counted=False, programme=programme.code)
    elif "unit" in sees:
        units = sorted({post.unit for post, role in held(actor, programme) if role.sees == "unit"} - {""})
        where = Q(unit__in=units, programme=programme.code, is_open=True)
        yield Queue(key, name, group, "task", where, counted=False, programme=programme.code)


def _unit(actor: Actor) -> Iterator[Queue]:
    units = _units(actor, "unit")
    if not units:
        return
    mine = Q(unit__in=units)
    yield Queue("unit", Text("在办交办单", "Open assignments"), "unit", "task", mine & Q(is_open=True))
    yield Queue(
        "done",
        Text("已反馈、已了结", "Fed back and done"),
        "unit",
        "task",
        mine & Q(is_open=False),
        "new",
        counted=False,
    )


def _board(actor: Actor, now: datetime) -> Iterator[Queue]:
    if not _sees(actor, "all") and not _sees(actor, "place"):
        return
    names = {"red": Text("超期", "Overdue"), "amber": Text("临期", "Nearly due"), "green": Text("正常", "In time")}
    for light, name in names.items():
        yield Queue(f"light.{light}", name, "board", "case", Q(is_open=True) & lit(light, now), light=light)
    marked = [(one.code, one.meaning("supervised")) for one in programmes(actor) if one.meaning("supervised")]
    if marked:
        where = Q(is_open=True) & _any([Q(programme=code, **{f"facts__{fact}": True}) for code, fact in marked])
        yield Queue("supervised", Text("重点督办", "Under supervision"), "board", "case", where)


def _ledger(actor: Actor) -> Iterator[Queue]:
    homes, lines = _units(actor, "home"), _units(actor, "supervisor")
    if homes:
        inbox = Q(is_open=True, owner_unit__in=homes)
        yield Queue("inbox", Text("本处待办", "Waiting at my desk's unit"), "ledger", "case", inbox)
    if lines:
        supervised = Q(is_open=True, supervisor__in=lines)
        yield Queue("lines", Text("我督办的交办单", "Assignments I supervise"), "ledger", "task", supervised)
    yield from _everything(actor)


def _everything(actor: Actor) -> Iterator[Queue]:
    """All that an actor may see: as cases where whole cities or places (or what one asked oneself) are seen, else as the unit's
    own assignments, which an index of the unit leads to.
    """
    names = {
        "open": Text("全部在办", "All open"),
        "all": Text("全部事项", "All cases"),
        "closed": Text("已办结", "Closed"),
    }
    wanted = {"open": {"is_open": True}, "all": {}, "closed": {"is_open": False}}
    units = sorted({post.unit for _, post, role in _posts(actor) if role.sees == "unit"} - {""})
    if units and not _sees(actor, "all") and not _sees(actor, "place"):
        for key, name in names.items():
            where = Q(unit__in=units, **{f"case__{fact}": value for fact, value in wanted[key].items()})
            yield Queue(key, name, "ledger", "task", where, "new", counted=False)
    elif programmes(actor):
        for key, name in names.items():
            yield Queue(key, name, "ledger", "case", Q(**wanted[key]), "due" if key == "open" else "new", counted=False)


def _units(actor: Actor, at: str) -> list[str]:
    """The units of the actor's posts whose roles stand in this relation to a case."""
    return sorted({post.unit for _, post, role in _posts(actor) if role.at == at} - {""})


def _sees(actor: Actor, what: str) -> bool:
    return any(role.sees == what for _, _, role in _posts(actor))


def _any(parts: list[Q]) -> Q:
    whole = Q()
    for part in parts:
        whole |= part
    return whole
