"""The tree of places, opened level by level or searched; and what may be done to a place."""

from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from huying.clock import now
from huying.people.models import PeopleLog, Place
from huying.people.selectors import place_names
from huying.people.services import places as services
from huying.programmes.places.spots import Level, may_lie
from huying.rules.errors import BadInput, HuyingError
from huying.rules.forms import NOT_A_CHOICE, NOT_A_DATE
from huying.rules.wording import Text
from huying.web.days import today
from huying.web.desk import peoplewords
from huying.web.desk.admin import tabs
from huying.web.desk.admin.units import complete
from huying.web.desk.filters import address
from huying.web.kit.guard import StaffRequest

LONGEST = {"code": 21, "name": 60, "name_en": 100, "q": 40}  # characters; a code too long is refused, not cut
LATEST = 6
IN_FORCE = Count("parts", filter=Q(parts__until=None))  # what lies in a place and has not ended
USUAL: dict[str, Level] = {"city": "county", "county": "town"}  # what lies in a place as a rule; else villages
CHOSEN: dict[str, Level] = {"county": "county", "town": "town", "village": "village"}
CHANGES = ("add_place", "rename_place", "move_place", "end_place", "reopen_place")
ENGLISH = Text("请填写英文名称；村（社区）才可不填。", "please give the English name; only a village may do without.")


@require_http_methods(["GET", "POST"])
@never_cache
@tabs.ADMINISTRATORS
def places(request: StaffRequest) -> HttpResponse:
    """One place with its parts, or what a search found; and what is done to one of them."""
    tabs.demand(request, "units")
    error: HuyingError | None = None
    opened = request.GET.get("in", "")
    if request.method == "POST":
        place = get_object_or_404(Place, pk=_word(request.POST, "place"))
        opened = place.code
        try:
            return tabs.done(request, "admin-places", _do(request, place), f"?in={opened}")
        except HuyingError as refused:
            error = refused
    return tabs.shown(request, "places", _page(request, opened), error)


def _page(request: StaffRequest, opened: str) -> dict[str, object]:
    words = _word(request.GET, "q")
    place = Place.objects.select_related("successor").filter(pk=opened.replace("\0", "")).first()
    place = place or Place.objects.filter(parent=None).first()
    page = tabs.paged(_searched(words) if words else _parts(place), request)
    trails = _trails([*page, *([place] if place else [])])
    return {
        "q": words,
        "place": place,
        "trail": trails.get(place.code, []) if place else [],
        "page": page,
        "kept": address({"q": words} if words else {"in": place.code if place else ""}),
        "rows": [(row, row.in_force(today()), trails[row.code]) for row in page],
        "in_force": place is not None and place.in_force(today()),
        "usual": USUAL.get(place.level, "village") if place else "",
        "levels": [one for one in Place.Level.choices if place and one[0] != "city" and may_lie(one[0], place.level)],
        "latest": [] if words or opened else _latest(),
        "today": today(),
    }


def _trails(places: list[Place]) -> dict[str, list[tuple[str, Text]]]:
    """What each of them lies in, from the top down: codes and names."""
    names = place_names({code for place in places for code in place.path})
    return {place.code: [(code, names[code]) for code in place.path[:-1]] for place in places}


def _parts(place: Place | None) -> QuerySet[Place]:
    """What lies directly in a place: what is in force first."""
    rows = Place.objects.filter(parent=place) if place else Place.objects.none()
    return rows.annotate(count=IN_FORCE).order_by(F("until").desc(nulls_first=True), "order", "code")


def _searched(words: str) -> QuerySet[Place]:
    """By a piece of the name, a former name or the beginning of a code; what is nearer to the top first."""
    named = (
        Q(name__contains=words) | Q(name_en__icontains=words) | Q(also__contains=[words]) | Q(code__startswith=words)
    )
    return Place.objects.filter(named).annotate(count=IN_FORCE).order_by("path__len", "order", "code")


def _latest() -> list[tuple[PeopleLog, Text, Place | None]]:
    """The last changes of places, each with what was done and the place as it is now."""
    entries = [*PeopleLog.objects.filter(action__in=CHANGES).order_by("-id")[:LATEST]]
    found = Place.objects.in_bulk([entry.subject for entry in entries])
    return [(entry, peoplewords.action(entry.action), found.get(entry.subject)) for entry in entries]


def _do(request: StaffRequest, place: Place) -> str:
    """What was done, in a sentence."""
    what, by = request.POST.get("do", ""), request.actor
    if what == "add":
        return tabs.said("add_place", _add(request, place).text)
    if what == "rename":
        services.rename_place(place=place, **_named(request.POST, place.level), by=by, now=now())
    elif what == "move":
        services.move_place(place=place, parent=tabs.place(request.POST, "parent"), by=by, now=now())
    elif what == "end":
        heir = tabs.place(request.POST, "successor") if _word(request.POST, "successor") else None
        day = _day(request.POST, "on") or today()
        services.end_place(place=place, on=day, successor=heir, by=by, now=now())
    elif what == "reopen":
        services.reopen_place(place=place, by=by, now=now())
    else:
        raise BadInput(field="do", problem=NOT_A_CHOICE)
    return tabs.said(f"{what}_place", place.text)


def _add(request: StaffRequest, parent: Place) -> Place:
    code, level = _word(request.POST, "code"), _level(request.POST, parent)
    complete({"code": code}, "code")
    since = _day(request.POST, "since")
    named = _named(request.POST, level)
    return services.add_place(code=code, level=level, parent=parent, since=since, **named, by=request.actor, now=now())


def _level(typed: QueryDict, parent: Place) -> Level:
    """The level that was chosen; where none was, the one that usually lies in the place above."""
    level = typed.get("level", "")
    if level and level not in CHOSEN:
        raise BadInput(field="level", problem=NOT_A_CHOICE)
    return CHOSEN.get(level) or USUAL.get(parent.level, "village")


def _named(typed: QueryDict, level: str) -> dict[str, str]:
    """Both names. Villages have no English name of their own: where none is given, the Chinese one stands for it."""
    named = {name: _word(typed, name) for name in ("name", "name_en")}
    complete(named, "name")
    if not named["name_en"] and level != Place.Level.VILLAGE:
        raise BadInput(field="name_en", problem=ENGLISH)
    return named | {"name_en": named["name_en"] or named["name"]}


def _day(typed: QueryDict, field: str) -> date | None:
    try:
        return date.fromisoformat(typed.get(field, "")) if typed.get(field) else None
    except ValueError as error:
        raise BadInput(field=field, problem=NOT_A_DATE) from error


def _word(typed: QueryDict, name: str) -> str:
    return typed.get(name, "").replace("\0", "").strip()[: LONGEST.get(name)]
