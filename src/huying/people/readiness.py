"""What a city still lacks before it can answer. The portal takes letters only where nothing that must be is missing."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Q, QuerySet
from msgspec import Struct

from huying.people import roles
from huying.people.actors import in_force
from huying.people.models import Duty, Place, Post, Unit
from huying.rules.calendar import Calendar
from huying.rules.programme import Programme
from huying.rules.wording import Text

#: Where a role acts: at the unit that keeps the loop (and supervises, where no other unit does), at those that handle.
AT_HOME, AT_UNIT = ("home", "supervisor"), ("unit",)


class Lack(Struct, frozen=True):
    """One thing that is missing, and what to do about it. `must`: nobody could be answered without it."""

    text: Text
    must: bool = True


def lacks(programme: Programme, on: date, calendar: Calendar) -> list[Lack]:
    """Everything that is missing on a day for letters of a programme to be answered, the first to be done first."""
    return [*_places(), *_administrators(on), *_keeper(programme), *_holders(programme, on), *_calendar(calendar, on)]


def can_answer(programme: Programme, on: date, calendar: Calendar) -> bool:
    """Whether nothing is missing that must be there."""
    return not any(lack.must for lack in lacks(programme, on, calendar))


def _places() -> Iterator[Lack]:
    if not Place.objects.exists():
        yield Lack(Text("没有地点和单位：运行 huying begin。", "There are no places and units: run huying begin."))


def _administrators(on: date) -> Iterator[Lack]:
    for one in roles.ADMINISTRATORS:
        if not _held(one.code, on):
            yield Lack(
                Text(
                    f"没有{one.name.zh}：由 huying begin 或安全管理员任命。",
                    f"There is no {one.name.en.lower()}: huying begin or the security administrator appoints one.",
                )
            )


def _keeper(programme: Programme) -> Iterator[Lack]:
    if _homes(programme).exists():
        return
    if programme.home.by == "unit":
        code = programme.home.unit
        yield Lack(
            Text(
                f"没有归口办理“{programme.name.zh}”的单位：在“单位与职责”里新增编码为 {code} 的单位。",
                f"No unit keeps the loop of “{programme.name.en}”: add one with the code {code} under Units.",
            )
        )
    else:
        yield Lack(
            Text(
                f"没有能归口办理“{programme.name.zh}”的单位：在“单位与职责”里新增单位，按地点归口的还须加负责的地点。",
                f"No unit can keep the loop of “{programme.name.en}”: add units under Units; where the place decides, a place that "
                "they answer for.",
            )
        )


def _homes(programme: Programme) -> QuerySet[Unit]:
    """The units that keep cases of the programme: one, or whichever a place or a fact of the case leads to."""
    in_use = Unit.objects.filter(active=True)
    match programme.home.by:
        case "unit":
            return in_use.filter(code=programme.home.unit)
        case "place":
            return in_use.filter(code__in=Duty.objects.filter(category="", place__isnull=False).values("unit_id"))
        case "fact":
            return in_use


def _holders(programme: Programme, on: date) -> Iterator[Lack]:
    """Every role that a case may wait for is held: at the unit that keeps the loop, and at those that handle."""
    homes = _homes(programme)
    if programme.home.by == "unit":
        for home in homes:  # where there is none, that has been said
            yield from _missing(programme, home, on)
    else:
        yield from _units(programme, homes, owners(programme, AT_HOME), on)
    wanted = owners(programme, AT_UNIT)
    if wanted:
        keeper = programme.home.unit
        yield from _handlers(programme, keeper, wanted, on)


def _missing(programme: Programme, home: Unit, on: date) -> Iterator[Lack]:
    for role in owners(programme, AT_HOME):
        if not _held(role, on, programme.code, home.code):
            name = programme.roles[role].name
            yield Lack(
                Text(
                    f"{home.name}没有{name.zh}：由安全管理员在“岗位任免”里任命。",
                    f"{home.name_en} has no {name.en.lower()}: the security administrator appoints one under Posts.",
                )
            )


def _handlers(programme: Programme, keeper: str, wanted: Iterable[str], on: date) -> Iterator[Lack]:
    busy = Unit.objects.filter(active=True, code__in=Duty.objects.values("unit_id")).exclude(code=keeper)
    if busy.exists():
        yield from _units(programme, busy, wanted, on)
    else:
        yield Lack(
            Text(
                "没有一个单位负责任何类别或地点：在“单位与职责”里加职责。",
                "No unit answers for anything: add duties under Units.",
            )
        )


def _units(programme: Programme, units: Iterable[Unit], wanted: Iterable[str], on: date) -> Iterator[Lack]:
    """Units that lack somebody. One that can do it all is enough to begin with."""
    wanted, own = {*wanted}, Q(programme__in={"", programme.code})
    held: dict[str, set[str]] = {unit.code: set() for unit in units}
    posts = Post.objects.filter(own, in_force(on), user__is_active=True, unit__in=held, role__in=wanted)
    for unit, role in posts.values_list("unit_id", "role"):
        held[str(unit)].add(role)
    short = [unit.text for unit in units if held[unit.code] < wanted]
    if short:
        yield Lack(_short(short, [programme.roles[role].name for role in sorted(wanted)]), len(short) == len(held))


def _short(units: list[Text], names: list[Text]) -> Text:
    zh, en = "、".join(name.zh for name in names), " and ".join(name.en.lower() for name in names)
    few = units[:5]
    return Text(
        f"{len(units)} 个承办单位还缺人（{zh}须齐备）：{'、'.join(one.zh for one in few)}{'等' if len(units) > len(few) else ''}。",
        f"{len(units)} units still lack somebody ({en} are needed): "
        f"{', '.join(one.en for one in few)}{' and others' if len(units) > len(few) else ''}.",
    )


def _calendar(calendar: Calendar, on: date) -> Iterator[Lack]:
    """Without a year's holidays dates are provisional, which keeps nobody from answering; and next year's are announced late."""
    for year in (on.year, on.year + 1):
        if year not in calendar.years:
            yield Lack(
                Text(
                    f"{year}年的节假日安排尚未录入，此前日期标为暂定：公布后由系统管理员在“节假日”里录入。",
                    f"The holidays of {year} have not been loaded, and dates are provisional till then: once they are announced, "
                    "the system administrator loads them under Holidays.",
                ),
                must=False,
            )


def owners(programme: Programme, at: Iterable[str]) -> list[str]:
    """The roles that a case or an assignment may wait for, of those that act in these relations to it."""
    waiting = (state.owner for state in (*programme.states.values(), *programme.tasks.values()))
    return [role for role in dict.fromkeys(waiting) if role in programme.roles and programme.roles[role].at in {*at}]


def _held(role: str, on: date, programme: str = "", unit: str = "") -> bool:
    """Whether somebody holds a role on a day, in the programme or the whole city, at one unit where it is named."""
    there = Q(unit=unit) if unit else Q()
    posts = Post.objects.filter(in_force(on), there, role=role, programme__in={"", programme}, user__is_active=True)
    return posts.exists()
