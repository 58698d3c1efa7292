"""The case page: beside the list, or on its own."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from huying.clock import now
from huying.language.selectors import similar
from huying.language.suggest import suggest
from huying.ledger import models
from huying.ledger.selectors.scope import cases_for
from huying.ledger.services import access, attachments
from huying.rules.errors import NotFound
from huying.web.desk import filters, letters, names, pane
from huying.web.desk.guard import StaffRequest, partial, staff

ALIKE, LIKELY = 5, 3


@require_GET
@never_cache
@staff
def case(request: StaffRequest, number: str) -> HttpResponse:
    """One case. Whoever looks is written down."""
    row = pane.row_of(number, request.actor)
    at = now()
    access.note(actor=request.actor, kind="view", case_id=str(row.id), now=at)
    return shown(request, row, at)


def shown(request: StaffRequest, row: models.Case, at: datetime, status: int = 200, **more: Any) -> HttpResponse:
    """The pane, as a part or as a whole page; `more` brings a form, a receipt or a refusal."""
    context = pane.gather(row, request.actor, at) | {"back": back(request)} | more
    form = more.get("form")
    if form is not None and form.conflict:
        context["meanwhile"] = pane.since(context, form.seen)
    return render(request, "desk/_case.html" if partial(request) else "desk/case.html", context, status=status)


def back(request: StaffRequest) -> str:
    """Where the list is that this case was opened from."""
    wanted = request.GET.get("back", "")
    here = wanted.startswith(reverse("desk:index")) and url_has_allowed_host_and_scheme(wanted, None)
    return wanted if here else reverse("desk:index")


@require_GET
@never_cache
@staff
def beside(request: StaffRequest, number: str) -> HttpResponse:
    """What stands beside a letter: similar cases, and the units that may answer for it while nobody has it yet."""
    row = pane.row_of(number, request.actor)
    title, body = letters.texts(row)
    alike = similar(text=f"{title}\n{body}", among=cases_for(request.actor), limit=ALIKE, without=str(row.id))
    likely = []
    if row.is_open and not row.assignments.exists():
        likely = suggest(title=title, body=body, place=row.place, without=row.accused, limit=LIKELY)
    units = names.units([one.unit for one in likely] + [one.case.lead_unit for one in alike])
    context = {
        "row": row,
        "likely": [(units[one.unit], round(one.score * 100), one.words, one.why) for one in likely],
        "alike": [(one.case, units.get(one.case.lead_unit), letters.state(one.case), one.words) for one in alike],
    }
    return render(request, "desk/_beside.html" if partial(request) else "desk/beside.html", context)


@require_GET
@never_cache
@staff
def lookup(request: StaffRequest, number: str) -> HttpResponse:
    """Cases that a number field may mean: the ones like this letter, or those whose number or words were typed."""
    row = pane.row_of(number, request.actor)
    typed = request.GET.get(request.GET.get("field", ""), "").strip()
    among = cases_for(request.actor).filter(is_open=True).exclude(id=row.id)
    if typed:
        found = list(
            among.filter(filters.Filters(q=typed[:40]).where(now(), over="case")).order_by("-opened_at")[:ALIKE]
        )
    else:
        title, body = letters.texts(row)
        found = [one.case for one in similar(text=f"{title}\n{body}", among=among, limit=ALIKE, without=str(row.id))]
    return render(request, "desk/_lookup.html", {"found": found})


@require_GET
@never_cache
@staff
def file(request: StaffRequest, number: str, attachment: str) -> HttpResponse:
    """A file of the case, to be kept, never to be run: always as a download but for pictures."""
    row = pane.row_of(number, request.actor)
    kept, content = attachments.read(attachment_id=str(attachment), actor=request.actor, now=now())
    if kept.case_id != row.id:
        raise NotFound(what=attachments.FILE)
    response = HttpResponse(content, content_type=kept.media_type)
    response.headers["Content-Disposition"] = _disposition(kept)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _disposition(kept: models.Attachment) -> str:
    picture = kept.media_type in ("image/jpeg", "image/png", "image/webp")
    return content_disposition_header(not picture, kept.name) or "attachment"
