"""The queues of the left pane: who holds which posts sees which heaps of work, all told by the programmes' own tables."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal

from django.db.models import Q
from msgspec import Struct

from huying.programmes.registry import published
from huying.rules.policy import Actor, Post, held
from huying.rules.programme import Programme, State
from huying.rules.wording import Text
from huying.web.desk.filters import lit

Over = Literal["case", "task"]
Sort = Literal["due", "new"]


class Queue(Struct, frozen=True):
    """One heap: rows of cases or of assignments that fulfil `where`. `light` colours its mark; what only ever grows is not
    `counted`.
    """

    key: str
    name: Text
    group: str
    over: Over
    where: Q
    sort: Sort = "due"
    light: str = ""
    counted: bool = True


GROUPS = {
    "mine": Text("待我办理", "Waiting for me"),
    "unit": Text("本单位", "My unit"),
    "board": Text("督办看板", "Board by light"),
    "ledger": Text("台账", "Ledger"),
}


def queues_for(actor: Actor, now: datetime) -> list[Queue]:
    """Every queue of this actor, in the order they are shown; none for somebody who sees no cases at all."""
    found = [*_mine(actor), *_unit(actor), *_board(actor, now), *_ledger(actor)]
    return list({queue.key: queue for queue in found}.values())


def _posts(actor: Actor) -> Iterator[tuple[Programme, Post]]:
    for programme in newest():
        yield from ((programme, post) for post, _ in held(actor, programme))


def newest() -> Iterable[Programme]:
    """The newest version of every programme."""
    return {programme.code: programme for programme in published()}.values()


def _mine(actor: Actor) -> Iterator[Queue]:
    """What my posts hold: everything at once, then state by state."""
    states = [queue for programme, post in _posts(actor) for queue in _held(programme, post)]
    for over, key in (("case", "mine"), ("task", "tasks")):
        parts = [queue.where for queue in states if queue.over == over]
        if len(parts) > 1:
            name = Text("全部待办", "Everything") if over == "case" else Text("全部交办单", "Every assignment")
            yield Queue(key, name, "mine", "case" if over == "case" else "task", _any(parts))
    yield from states


def _held(programme: Programme, post: Post) -> Iterator[Queue]:
    for code, state in programme.states.items():
        if state.owner == post.role:
            where = Q(is_open=True, programme=programme.code, state=code, home=post.unit)
            yield Queue(f"s.{programme.code}.{code}", state.name, "mine", "case", where)
    for code, state in programme.tasks.items():
        if state.owner == post.role and state.open:
            yield Queue(f"t.{programme.code}.{code}", state.name, "mine", "task", _task(programme, post, code, state))


def _task(programme: Programme, post: Post, code: str, state: State) -> Q:
    """Assignments in a state that this post holds: of its unit, or under its supervision."""
    handing = [name for name, one in programme.states.items() if one.owner == "tasks"]
    where = Q(is_open=True, state=code, case__programme=programme.code, case__state__in=handing)
    match programme.roles[state.owner].at:
        case "unit":
            return where & Q(unit=post.unit)
        case "supervisor":
            return where & (Q(supervisor=post.unit) | Q(supervisor="", case__home=post.unit))
        case _:
            return where & Q(case__home=post.unit)


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
    yield Queue("supervised", Text("重点督办", "Under supervision"), "board", "case", Q(is_open=True, supervised=True))


def _ledger(actor: Actor) -> Iterator[Queue]:
    homes, lines = _units(actor, "home"), _units(actor, "supervisor")
    if homes:
        inbox = Q(is_open=True, owner_unit__in=homes)
        yield Queue("inbox", Text("中心待办", "The centre's inbox"), "ledger", "case", inbox)
    if lines:
        supervised = Q(is_open=True, supervisor__in=lines)
        yield Queue("lines", Text("我督办的交办单", "Assignments I supervise"), "ledger", "task", supervised)
    yield from _everything(actor)


def _everything(actor: Actor) -> Iterator[Queue]:
    """All that an actor may see: as cases where whole cities or places are seen, else as the unit's own assignments, which
    an index of the unit leads to.
    """
    names = {
        "open": Text("全部在办", "All open"),
        "all": Text("全部事项", "All cases"),
        "closed": Text("已办结", "Closed"),
    }
    wanted = {"open": {"is_open": True}, "all": {}, "closed": {"is_open": False}}
    if _sees(actor, "all") or _sees(actor, "place"):
        for key, name in names.items():
            yield Queue(key, name, "ledger", "case", Q(**wanted[key]), "due" if key == "open" else "new", counted=False)
    elif _sees(actor, "unit"):
        units = sorted({post.unit for _, post in _posts(actor)} - {""})
        for key, name in names.items():
            where = Q(unit__in=units, **{f"case__{fact}": value for fact, value in wanted[key].items()})
            yield Queue(key, name, "ledger", "task", where, "new", counted=False)


def _units(actor: Actor, at: str) -> list[str]:
    """The units of the actor's posts whose roles stand in this relation to a case."""
    return sorted({post.unit for programme, post in _posts(actor) if programme.roles[post.role].at == at} - {""})


def _sees(actor: Actor, what: str) -> bool:
    return any(programme.roles[post.role].sees == what for programme, post in _posts(actor))


def _any(parts: list[Q]) -> Q:
    whole = Q()
    for part in parts:
        whole |= part
    return whole
