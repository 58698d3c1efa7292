"""Counties and towns as cases name them: a town added, a place renamed."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from huying.clock import now
from huying.people.models import Place
from huying.people.services import places as services
from huying.rules.errors import HuyingError
from huying.web.desk import fields
from huying.web.desk.admin import tabs
from huying.web.desk.admin.units import complete
from huying.web.desk.guard import StaffRequest

LONGEST = 60  # characters of a name
ENGLISH = 100


@require_http_methods(["GET", "POST"])
@never_cache
@tabs.ADMINISTRATORS
def places(request: StaffRequest) -> HttpResponse:
    """The places by county, and the two things that may be done to them."""
    tabs.demand(request, "units")
    error: HuyingError | None = None
    if request.method == "POST":
        try:
            _do(request, request.POST.get("do", ""))
            return tabs.done(request, "admin-places")
        except HuyingError as refused:
            error = refused
    return tabs.shown(request, "places", {"places": fields.places()}, error)


def _do(request: StaffRequest, what: str) -> None:
    word = {name: request.POST.get(name, "").replace("\0", "").strip() for name in ("code", "place", "name", "name_en")}
    named = {"name": word["name"][:LONGEST], "name_en": word["name_en"][:ENGLISH]}
    complete(word, "name", "name_en")
    place = get_object_or_404(Place, pk=word["place"])
    if what == "add":
        complete(word, "code")
        services.add_town(code=word["code"], county=place, **named, by=request.actor, now=now())
    elif what == "rename":
        services.rename_place(place=place, **named, by=request.actor, now=now())
