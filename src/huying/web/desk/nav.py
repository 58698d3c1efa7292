"""The pages of the head line: each says who it is for. Other rooms add theirs with `register`."""

from collections.abc import Callable, Iterable

from django.urls import NoReverseMatch, reverse
from msgspec import Struct

from huying.importing.selectors import programmes_for
from huying.people.roles import AUDITOR, SECADMIN, SYSADMIN
from huying.programmes.registry import published
from huying.rules.policy import Actor, held
from huying.rules.wording import Text
from huying.web.desk.starting import offered
from huying.web.kit.guard import holds


class Link(Struct, frozen=True):
    """One page: its address' name, what it is called, its picture, and who sees the link."""

    view: str
    name: Text
    icon: str
    shown: Callable[[Actor], bool]


def roles(*wanted: str) -> Callable[[Actor], bool]:
    """For holders of any of these roles of the whole city."""
    return lambda actor: holds(actor, *wanted)


def sees(*wanted: str) -> Callable[[Actor], bool]:
    """For whoever sees cases in one of these ways (all, unit, place) in any programme."""
    return lambda actor: any(role.sees in wanted for programme in published() for _, role in held(actor, programme))


def starts(actor: Actor) -> bool:
    """For whoever may open a case of some programme."""
    return bool(offered(actor))


def imports(actor: Actor) -> bool:
    """For whoever may import into some programme."""
    return bool(programmes_for(actor))


LINKS: list[Link] = [
    Link("desk:index", Text("工作台", "Desk"), "layout-list", sees("all", "unit", "place")),
    Link("desk:new", Text("登记", "New case"), "plus", starts),
    Link("desk:slips", Text("催办单", "Slips"), "bell", sees("all", "unit", "place")),
    Link("desk:leader", Text("督办图表", "Figures"), "chart-bar", sees("all", "unit", "place")),
    Link("importing:index", Text("导入", "Import"), "file-import", imports),
    Link("desk:audit", Text("审计", "Audit"), "shield-check", roles(AUDITOR)),
    Link("desk:admin", Text("管理", "Administration"), "settings", roles(SYSADMIN, SECADMIN)),
]


def register(link: Link) -> None:
    """Add a page; one of the same address replaces the one before."""
    LINKS[:] = [one for one in LINKS if one.view != link.view] + [link]


def links(actor: Actor) -> Iterable[tuple[str, Link]]:
    """The links that this actor is shown, with their addresses; pages that are not there are left out."""
    for link in LINKS:
        if link.shown(actor):
            try:
                yield reverse(link.view), link
            except NoReverseMatch:
                continue


def first(actor: Actor) -> str:
    """Where somebody begins who has no queues; empty where there is nothing for them."""
    return next((address for address, link in links(actor) if link.view != "desk:index"), "")
