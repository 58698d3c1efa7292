"""The eye: contact data in clear, for a post that may, with a reason that is kept."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from huying.clock import now
from huying.ledger import models, store
from huying.ledger.services import parties
from huying.programmes.registry import load
from huying.rules.errors import HuyingError
from huying.rules.policy import may_open
from huying.web.desk import pane
from huying.web.errors import status_of
from huying.web.kit.guard import StaffRequest, partial, staff
from huying.web.kit.wordings import refusal


@require_http_methods(["GET", "POST"])
@never_cache
@staff
def reveal(request: StaffRequest, number: str) -> HttpResponse:
    """The form that asks for the reason; then the contact in clear, or the form again with what is wrong."""
    row = pane.row_of(number, request.actor)
    case, programme = store.read(row), load(row.programme, row.version)
    may = may_open(case, request.actor, programme)
    reason = request.POST.get("reason", "")
    context: dict[str, Any] = {
        "row": row,
        "asked_by": programme.asker.kind,
        "party": models.Party.objects.filter(case=row).first(),
        "may_open": may,
        "reason": reason,
        "asks": True,
    }
    status = 200
    if request.method == "POST":
        try:
            if not may:
                raise parties.Sealed
            context["contact"] = parties.opened(case_id=case.id, actor=request.actor, reason=reason, now=now())
        except HuyingError as error:
            context["refusal"], status = refusal(error), status_of(error)
    template = "desk/_contact.html" if partial(request) else "desk/contact.html"
    return render(request, template, context, status=status)
