"""Places, changed by the system administrator. Codes never change, and no place is deleted: cases keep them."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from huying.people.administration import demand
from huying.people.errors import Taken
from huying.people.models import PLACE_CODE, Duty, Place
from huying.people.services import tree
from huying.people.services.journal import note
from huying.programmes.places.spots import CodeSystem, Level, may_lie
from huying.rules.calendar import LOCAL
from huying.rules.errors import BadInput
from huying.rules.policy import Actor
from huying.rules.wording import Text

DIGITS: dict[Level, tuple[int, CodeSystem]] = {"town": (9, "gbt2260"), "village": (12, "statistics")}

CODE = Text(
    "编码只能用字母和数字，不超过20个字符，且不同于上级的编码。",
    "a code is letters and digits, 20 at most, and not that of the place above.",
)
STRAY = Text(
    "统计用区划代码以上级的代码开头，请核对编码，或改选上级地点。",
    "a statistical code begins with that of the place above; check it, or choose another place above.",
)
ABOVE = Text("级别不能高于上级地点。", "no place stands above the one it lies in.")
RING = Text("不能划入自己或自己的下级。", "a place can't lie in itself or in what lies in it.")
GONE = Text("上级地点已撤销，请选择现有的地点。", "the place above is no longer in force; choose one that is.")
BACKWARDS = Text("停用日期须晚于启用日期。", "a place must end after it begins.")
SUCCESSOR = Text(
    "继任地点须另有其地，当日在用，且不在被撤销的地点之内。",
    "the successor is another place, in force on that day, and not within the one that ends.",
)
HAS_PARTS = Text(
    "其下还有在用的地点：请指明继任地点（下级一并划入，停用日期不晚于今天），或先逐个撤销。",
    "places in force lie in it: name a successor that takes them over (and a day no later than today), or end them first.",
)
ANSWERED_FOR = Text("还有单位负责这个地点，请先改其职责：", "units still answer for it; change their duties first:")
IN_FORCE = Text("这个地点在用，无需恢复。", "this place is in force; nothing is to be taken back.")
ENDED = Text("这个地点已撤销，无需再办。", "this place has been ended already.")


@transaction.atomic
def add_place(
    *,
    code: str,
    name: str,
    name_en: str,
    level: Level,
    parent: Place,
    by: Actor,
    now: datetime,
    since: date | None = None,
) -> Place:
    """A new place that lies in `parent`, in force from `since` (None: always). Raises Forbidden, BadInput, Taken."""
    demand(by, "units")
    tree.alone()
    parent.refresh_from_db()
    _demand_code(code, level, parent)
    _demand_above(level, parent, _today(now))
    if Place.objects.filter(code=code).exists():
        raise Taken(name=code)
    place = Place.objects.create(
        code=code,
        name=name,
        name_en=name_en,
        level=level,
        parent=parent,
        path=[*parent.path, code],
        code_system=_system(code, level, parent),
        order=parent.order,
        since=since,
    )
    note(by=by, at=now, action="add_place", subject=code, name=name, parent=parent.code, since=_iso(since))
    return place


@transaction.atomic
def rename_place(*, place: Place, name: str, name_en: str, by: Actor, now: datetime) -> None:
    """Another name; the code, and with it every case, stays, and the former name still finds it. Raises Forbidden."""
    demand(by, "units")
    note(by=by, at=now, action="rename_place", subject=place.code, was=place.name, name=name)
    if name != place.name:
        place.also = [one for one in dict.fromkeys([*place.also, place.name]) if one != name]
    place.name, place.name_en = name, name_en
    place.save(update_fields=["name", "name_en", "also"])


@transaction.atomic
def move_place(*, place: Place, parent: Place, by: Actor, now: datetime) -> None:
    """The place, and all that lies in it, lies in `parent` from now on. Raises Forbidden, BadInput."""
    demand(by, "units")
    tree.alone()
    parent.refresh_from_db()
    if place.code in parent.path:
        raise BadInput(field="parent", problem=RING)
    _demand_above(place.level, parent, _today(now))
    note(by=by, at=now, action="move_place", subject=place.code, was=place.parent_id, parent=parent.code)
    place.parent, place.order = parent, parent.order
    place.save(update_fields=["parent", "order"])
    tree.repath(place.code)


@transaction.atomic
def end_place(*, place: Place, on: date, successor: Place | None = None, by: Actor, now: datetime) -> None:
    """There is no such place from `on`. A successor takes over what lies in it. Raises Forbidden, BadInput."""
    demand(by, "units")
    tree.alone()
    place.refresh_from_db()
    if place.until is not None:
        raise BadInput(field="place", problem=ENDED)
    if place.since is not None and on <= place.since:
        raise BadInput(field="on", problem=BACKWARDS)
    if successor and (not successor.in_force(on) or place.code in successor.path):
        raise BadInput(field="successor", problem=SUCCESSOR)
    _demand_free(place)
    _hand_over_parts(place, successor, on, by, now)
    place.until, place.successor = on, successor
    place.save(update_fields=["until", "successor"])
    heir = successor.code if successor else None
    note(by=by, at=now, action="end_place", subject=place.code, on=on.isoformat(), successor=heir)


@transaction.atomic
def reopen_place(*, place: Place, by: Actor, now: datetime) -> None:
    """Its end was a mistake; what its successor took over stays there until it is moved. Raises Forbidden, BadInput."""
    demand(by, "units")
    if place.until is None:
        raise BadInput(field="place", problem=IN_FORCE)
    if place.parent and not place.parent.in_force(_today(now)):
        raise BadInput(field="parent", problem=GONE)
    note(by=by, at=now, action="reopen_place", subject=place.code, until=_iso(place.until))
    place.until, place.successor = None, None
    place.save(update_fields=["until", "successor"])


def _demand_code(code: str, level: Level, parent: Place) -> None:
    """Raises BadInput for what is no code, and for a code by the national rule that tells of another place above: one of
    the two was mistyped. (Nothing is ever read from a code; a zone's places keep the code of where they were before.)
    """
    if not (code.isascii() and code.isalnum() and len(code) <= PLACE_CODE) or code == parent.code:
        raise BadInput(field="code", problem=CODE)
    national = parent.code_system != Place.CodeSystem.LOCAL and code.isdigit()
    if national and level in DIGITS and not code.startswith(parent.code):
        raise BadInput(field="code", problem=STRAY)


def _demand_above(level: str, parent: Place, today: date) -> None:
    if not parent.in_force(today):
        raise BadInput(field="parent", problem=GONE)
    if not may_lie(level, parent.level):
        raise BadInput(field="level", problem=ABOVE)


def _system(code: str, level: Level, parent: Place) -> CodeSystem:
    length, system = DIGITS.get(level, (0, "local"))
    known = parent.code_system != Place.CodeSystem.LOCAL and code.isdigit() and len(code) == length
    return system if known else "local"


def _demand_free(place: Place) -> None:
    """Raises BadInput while units in use answer for it: their cases would suddenly be nobody's."""
    names = Duty.objects.filter(place=place, unit__active=True).values_list("unit__name", "unit__name_en")
    if names:
        said = Text(
            ANSWERED_FOR.zh + "、".join(zh for zh, _ in names), f"{ANSWERED_FOR.en} {', '.join(en for _, en in names)}"
        )
        raise BadInput(field="place", problem=said)


def _hand_over_parts(place: Place, successor: Place | None, on: date, by: Actor, now: datetime) -> None:
    """What lies in it moves to its successor at once; a day to come would move it too early."""
    for part in place.parts.filter(Q(until__isnull=True) | Q(until__gt=on)):
        if successor is None or on > _today(now):
            raise BadInput(field="successor", problem=HAS_PARTS)
        move_place(place=part, parent=successor, by=by, now=now)


def _today(now: datetime) -> date:
    return now.astimezone(LOCAL).date()


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
