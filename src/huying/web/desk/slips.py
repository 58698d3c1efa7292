"""Slips of urging addressed to one's posts: read and signed for; of a proposal a person says whether it is adopted."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from huying.clock import now
from huying.programmes.registry import load
from huying.rules.errors import HuyingError
from huying.supervision.selectors.slips import addressed_to, waiting_for
from huying.supervision.services.acknowledge import acknowledge
from huying.web.desk import timeline
from huying.web.desk.guard import StaffRequest, staff
from huying.web.desk.wordings import refusal
from huying.web.kit import names

MOST = 200


@require_GET
@never_cache
@staff
def slips(request: StaffRequest) -> HttpResponse:
    """What waits, or with `all` what ever came."""
    every = "all" in request.GET
    found = list((addressed_to if every else waiting_for)(request.actor)[:MOST])
    units = names.units(code for slip in found for code in (slip.unit, slip.late_unit))
    rows = [
        (
            slip,
            timeline.KINDS.get(slip.kind),
            units.get(slip.late_unit),
            _clock(slip.case.programme, slip.case.version, slip.clock),
        )
        for slip in found
    ]
    return render(request, "desk/slips.html", {"rows": rows, "every": every, "most": MOST})


def _clock(programme: str, version: int, key: str) -> object:
    spec = load(programme, version).clocks.get(key.partition("/")[0])
    return spec.name if spec else None


@require_POST
@staff
def sign(request: StaffRequest, slip: int) -> HttpResponse:
    """Signed for, adopted, or not adopted."""
    adopted = {"yes": True, "no": False}.get(request.POST.get("adopted", ""))
    try:
        acknowledge(slip_id=slip, actor=request.actor, now=now(), adopted=adopted)
        messages.success(request, gettext("已签阅。"))
    except HuyingError as error:
        messages.error(request, refusal(error))
    return redirect("desk:slips")
