"""Units, and what they answer for."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from huying.clock import now
from huying.people.models import Duty, Place, Unit
from huying.people.selectors import categories
from huying.people.services import units as services
from huying.rules.errors import BadInput, HuyingError
from huying.rules.forms import MISSING, NOT_A_CHOICE
from huying.web.desk.admin import tabs
from huying.web.kit.guard import StaffRequest


@require_http_methods(["GET", "POST"])
@never_cache
@tabs.ADMINISTRATORS
def units(request: StaffRequest) -> HttpResponse:
    """The units with their duties; and what is done to one of them."""
    tabs.demand(request, "units")
    error: HuyingError | None = None
    if request.method == "POST":
        try:
            return tabs.done(request, "admin-units", _do(request, request.POST.get("do", "")))
        except HuyingError as refused:
            error = refused
    rows = Unit.objects.select_related("place").prefetch_related("duties__place").order_by("-active", "order", "code")
    context = {"rows": rows, "kinds": Unit.Kind.choices, "places": tabs.places(), "categories": categories()}
    return tabs.shown(request, "units", context, error)


def _do(request: StaffRequest, what: str) -> str:
    """What was done, in a sentence."""
    word = {name: tabs.word(request, name)[:100] for name in ("code", "name", "name_en", "kind")}
    if what == "create":
        return tabs.said("create_unit", _create(request, word).text)
    if what == "remove-duty":
        duty = get_object_or_404(Duty.objects.select_related("unit"), pk=tabs.number(request, "duty"))
        services.remove_duty(duty=duty, by=request.actor, now=now())
        return tabs.said("remove_duty", duty.unit.text)
    unit = get_object_or_404(Unit, pk=word["code"])
    return tabs.said(_change(request, what, unit, word), unit.text)


def _change(request: StaffRequest, what: str, unit: Unit, word: dict[str, str]) -> str:
    """What is done to a unit that there is, as the people log calls it."""
    by, at = request.actor, now()
    match what:
        case "rename":
            complete(word, "name", "name_en")
            services.rename_unit(unit=unit, name=word["name"], name_en=word["name_en"], by=by, now=at)
            return "rename_unit"
        case "retire":
            services.retire_unit(unit=unit, by=by, now=at)
            return "retire_unit"
        case "add-duty":
            category, place = _category(request), _place(request)
            services.add_duty(unit=unit, category=category, place=place, rank=unit.order, by=by, now=at)
            return "add_duty"
    raise BadInput(field="do", problem=NOT_A_CHOICE)


def _create(request: StaffRequest, word: dict[str, str]) -> Unit:
    complete(word, "code", "name", "name_en")
    if word["kind"] not in Unit.Kind.values or not word["code"].isascii() or len(word["code"]) > 40:
        raise BadInput(field="kind", problem=NOT_A_CHOICE)
    return services.create_unit(
        code=word["code"],
        name=word["name"],
        name_en=word["name_en"],
        kind=Unit.Kind(word["kind"]),
        place=_place(request),
        by=request.actor,
        now=now(),
    )


def complete(word: dict[str, str], *wanted: str) -> None:
    """Raises BadInput for the first of the wanted words that is empty."""
    for name in wanted:
        if not word[name]:
            raise BadInput(field=name, problem=MISSING)


def _place(request: StaffRequest) -> Place | None:
    """The place that was named; none for the whole city. Raises BadInput."""
    return tabs.place(request.POST, "place") if tabs.word(request, "place") else None


def _category(request: StaffRequest) -> str:
    category = request.POST.get("category", "")
    if category and category not in categories():
        raise BadInput(field="category", problem=NOT_A_CHOICE)
    return category
