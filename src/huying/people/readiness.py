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
    home = programme.home
    if home.by == "unit" and not keepers(programme).filter(active=True).exists():
        yield Lack(
            Text(
                f"没有归口办理“{programme.name.zh}”的单位：在“单位与职责”里新增编码为 {home.unit} 的单位。",
                f"No unit keeps the loop of “{programme.name.en}”: add one with the code {home.unit} under Units.",
            )
        )


def keepers(programme: Programme) -> QuerySet[Unit]:
    """The one unit that keeps the loop; none where place or fact decide, case by case."""
    home = programme.home
    return Unit.objects.filter(code=home.unit) if home.by == "unit" else Unit.objects.none()


def _holders(programme: Programme, on: date) -> Iterator[Lack]:
    """Every role that a case may wait for is held: at the unit that keeps the loop, and at those that handle."""
    for home in keepers(programme):  # where there is none, that has been said
        for role in owners(programme, AT_HOME):
            if not _held(role, on, programme.code, home.code):
                name = programme.roles[role].name
                yield Lack(
                    Text(
                        f"{home.name}没有{name.zh}：由安全管理员在“岗位任免”里任命。",
                        f"{home.name_en} has no {name.en.lower()}: the security administrator appoints one under Posts.",
                    )
                )
    yield from _units(programme, on)


def _units(programme: Programme, on: date) -> Iterator[Lack]:
    """Units that answer for something, and lack somebody for it. One that can do it all is enough to begin with."""
    wanted = set(owners(programme, AT_UNIT))
    busy = Unit.objects.filter(active=True, code__in=Duty.objects.values("unit_id")).exclude(code=programme.home.unit)
    if not busy:
        yield Lack(
            Text(
                "没有一个单位负责任何类别或地点：在“单位与职责”里加职责。",
                "No unit answers for anything: add duties under Units.",
            )
        )
        return
    own = Q(programme__in={"", programme.code})
    posts = Post.objects.filter(own, in_force(on), user__is_active=True, unit__in=busy, role__in=wanted)
    held: dict[str, set[str]] = {unit.code: set() for unit in busy}
    for unit, role in posts.values_list("unit_id", "role"):
        held[str(unit)].add(role)
    short = [unit.text for unit in busy if held[unit.code] < wanted]
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
