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
from huying.web.desk import fields
from huying.web.desk.admin import tabs
from huying.web.desk.guard import StaffRequest


@require_http_methods(["GET", "POST"])
@never_cache
@tabs.ADMINISTRATORS
def units(request: StaffRequest) -> HttpResponse:
    """The units with their duties; and what is done to one of them."""
    tabs.demand(request, "units")
    error: HuyingError | None = None
    if request.method == "POST":
        try:
            _do(request, request.POST.get("do", ""))
            return tabs.done(request, "admin-units")
        except HuyingError as refused:
            error = refused
    rows = Unit.objects.select_related("place").prefetch_related("duties__place").order_by("-active", "order", "code")
    context = {"rows": rows, "kinds": Unit.Kind.choices, "places": fields.places(), "categories": categories()}
    return tabs.shown(request, "units", context, error)


def _do(request: StaffRequest, what: str) -> None:
    word = {
        name: request.POST.get(name, "").replace("\0", "").strip()[:100] for name in ("code", "name", "name_en", "kind")
    }
    if what == "remove-duty":
        typed = request.POST.get("duty", "")
        duty = get_object_or_404(Duty, pk=int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else 0)
        services.remove_duty(duty=duty, by=request.actor, now=now())
        return
    if what == "create":
        _create(request, word)
        return
    unit = get_object_or_404(Unit, pk=word["code"])
    if what == "rename":
        complete(word, "name", "name_en")
        services.rename_unit(unit=unit, name=word["name"], name_en=word["name_en"], by=request.actor, now=now())
    elif what == "retire":
        services.retire_unit(unit=unit, by=request.actor, now=now())
    elif what == "add-duty":
        services.add_duty(
            unit=unit, category=_category(request), place=_place(request), rank=unit.order, by=request.actor, now=now()
        )


def _create(request: StaffRequest, word: dict[str, str]) -> None:
    complete(word, "code", "name", "name_en")
    if word["kind"] not in Unit.Kind.values or not word["code"].isascii() or len(word["code"]) > 40:
        raise BadInput(field="kind", problem=NOT_A_CHOICE)
    services.create_unit(
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
    return Place.objects.filter(code=request.POST.get("place", "").replace("\0", "")).first()


def _category(request: StaffRequest) -> str:
    category = request.POST.get("category", "")
    if category and category not in categories():
        raise BadInput(field="category", problem=NOT_A_CHOICE)
    return category
