"""What waits for a second administrator: confirmed, refused, taken back; and the half of a one-time code that each hands over."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from msgspec import Struct

from huying.clock import now
from huying.people import changes as selectors
from huying.people.models import PendingChange
from huying.people.roles import AUDITOR
from huying.people.services import changes as services
from huying.people.services import codes
from huying.people.services.reasons import LONGEST, SHORTEST
from huying.rules.errors import HuyingError
from huying.web.desk import peoplewords
from huying.web.desk.admin import tabs
from huying.web.desk.audit import AUDITORS
from huying.web.kit.guard import StaffRequest, holds

MOST = 100


class Handed(Struct, frozen=True):
    """A half of somebody's one-time code, shown this once."""

    change: PendingChange
    half: str
    first: bool


@require_http_methods(["GET", "POST"])
@never_cache
def _changes(request: StaffRequest) -> HttpResponse:
    """What this administrator may decide, what they asked for, which halves they have to hand over, what was decided of late."""
    error: HuyingError | None = None
    handed: Handed | None = None
    at = now()
    if request.method == "POST":
        change = get_object_or_404(PendingChange.objects.select_related("subject"), pk=tabs.number(request, "change"))
        try:
            handed = _do(request, change, at)
            if handed is None:
                return tabs.done(request, _page(request), _said(request, change))
        except HuyingError as refused:
            error = refused
    return tabs.shown(request, "changes", _lists(request, at) | {"handed": handed, "hours": codes.HOURS}, error)


changes = tabs.ADMINISTRATORS(_changes)
audited = AUDITORS(_changes)  # the same, among the auditor's pages


def _page(request: StaffRequest) -> str:
    """Where this administrator finds the page: the auditor among the audit's."""
    return tabs.CHANGES[holds(request.actor, AUDITOR)]


def _lists(request: StaffRequest, at: datetime) -> dict[str, object]:
    waiting, asked = selectors.to_decide(request.actor, at), selectors.mine(request.actor, at)
    decided = list(selectors.decided(at)[:MOST])
    words = peoplewords.details([(one.kind, one.detail) for one in (*waiting, *asked, *decided)])
    told = dict(zip([one.pk for one in (*waiting, *asked, *decided)], words, strict=True))
    return {
        "waiting": [(one, told[one.pk]) for one in waiting],
        "asked": [(one, told[one.pk]) for one in asked],
        "decided": [(one, told[one.pk]) for one in decided],
        "halves": selectors.halves(request.actor, at),
        "shortest": SHORTEST,
        "longest": LONGEST,
    }


def _do(request: StaffRequest, change: PendingChange, at: datetime) -> Handed | None:
    """What the button says; the half of a code where that is what it brings."""
    reason = tabs.word(request, "reason")
    match request.POST.get("do"):
        case "confirm":
            confirmed = services.confirm(change=change, reason=reason, by=request.actor, now=at)
            return Handed(change, confirmed.half, first=False) if confirmed.half else None
        case "refuse":
            services.refuse(change=change, reason=reason, by=request.actor, now=at)
        case "withdraw":
            services.withdraw(change=change, by=request.actor, now=at)
        case "half":
            return Handed(change, codes.first_half(change=change, by=request.actor, now=at), first=True)
    return None


def _said(request: StaffRequest, change: PendingChange) -> str:
    words = {"person": change.subject, "what": change.get_kind_display()}
    match request.POST.get("do"):
        case "confirm":
            return gettext("已确认并办理：%(person)s，%(what)s。") % words
        case "refuse":
            return gettext("未同意：%(person)s，%(what)s。申请人会在本页看到理由。") % words
        case _:
            return gettext("已撤回：%(person)s，%(what)s。") % words
