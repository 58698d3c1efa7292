"""The case page: beside the list, or on its own."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from huying.clock import now
from huying.language.selectors import similar
from huying.language.suggest import suggest
from huying.ledger import models, store
from huying.ledger.selectors.scope import cases_for
from huying.ledger.services import access, attachments
from huying.people.calendars import current
from huying.programmes.registry import load
from huying.rules.available import available
from huying.rules.policy import Actor
from huying.rules.programme import Programme
from huying.rules.wording import Text
from huying.web.desk import alike, comparing, pane
from huying.web.kit import names
from huying.web.kit.attempts import came_from
from huying.web.kit.guard import StaffRequest, partial, staff

ALIKE, LIKELY = 5, 3
TYPED = 40  # characters of a number, or of what a case is called
RECEIPT = "receipt"  # session key: number and query code of the case that was opened last


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
    """The pane, as a part or as a whole page; `more` brings a form or a word that something is done."""
    context = (
        pane.gather(row, request.actor, at) | {"back": back(request), "receipt": receipt(request, row.number)} | more
    )
    form = more.get("form")
    if form is not None and form.conflict:
        context["meanwhile"] = pane.since(context, form.seen)
    return render(request, "desk/_case.html" if partial(request) else "desk/case.html", context, status=status)


def receipt(request: StaffRequest, number: str) -> bool:
    """Whether this session can still print the receipt of the case: it opened it last."""
    return bool(request.session.get(RECEIPT, {}).get("number") == number)


def back(request: StaffRequest) -> str:
    """Where the list is that this case was opened from."""
    return came_from(request, reverse("desk:index"))


@require_GET
@never_cache
@staff
def beside(request: StaffRequest, number: str) -> HttpResponse:
    """What stands beside a case: similar ones (and joining it to one of them, where that may be done), and the units that may
    answer for it while nobody has it yet.
    """
    row = pane.row_of(number, request.actor)
    known, programme = store.read(row), load(row.programme, row.version)
    heading, matter = comparing.texts(row)
    like = similar(text=f"{heading}\n{matter}", among=cases_for(request.actor), limit=ALIKE, without=str(row.id))
    likely = []
    if programme.tasks and row.is_open and not known.tasks:
        likely = suggest(heading=heading, matter=matter, place=known.place, without=row.accused, limit=LIKELY)
    units = names.units(one.unit for one in likely)
    context = {
        "row": row,
        "likely": [(units[one.unit], round(one.score * 100), one.words, one.why) for one in likely],
        "alike": alike.lines(like, joining(row, request.actor, programme)),
    }
    return render(request, "desk/_beside.html" if partial(request) else "desk/beside.html", context)


def joining(row: models.Case, actor: Actor, programme: Programme) -> list[tuple[str, str, str, Text]]:
    """How this case may be linked to another one now: (action, its field, the link's name, what it is called)."""
    found = []
    for choice in available(store.read(row), actor, programme, now(), current()):
        action = programme.actions[choice.action]
        for name, field in action.fields.items():
            if field.type == "link" and choice.task == 0:
                found.append((choice.action, name, field.link, action.name))
    return found


@require_GET
@never_cache
@staff
def lookup(request: StaffRequest, number: str) -> HttpResponse:
    """Cases that a number field may mean: the ones like this case, or those whose number or heading begins as was typed."""
    row = pane.row_of(number, request.actor)
    typed = request.GET.get(request.GET.get("field", ""), "").replace("\0", "").strip()[:TYPED]
    among = cases_for(request.actor).exclude(id=row.id)
    link = load(row.programme, row.version).links.get(request.GET.get("link", ""))
    if link is not None:
        among = alike.fitting(among, link, row.programme)
    if typed:
        found = list(alike.named(among, typed)[:ALIKE])
    else:
        heading, matter = comparing.texts(row)
        text = f"{heading}\n{matter}"
        found = [one.case for one in similar(text=text, among=among, limit=ALIKE, without=str(row.id))]
    return render(request, "desk/_lookup.html", {"found": found})


@require_GET
@never_cache
@staff
def file(request: StaffRequest, number: str, attachment: UUID) -> HttpResponse:
    """A file of the case, to be kept, never to be run: always as a download but for pictures."""
    row = pane.row_of(number, request.actor)
    kept, content = attachments.read(attachment_id=str(attachment), actor=request.actor, now=now(), case_id=str(row.id))
    response = HttpResponse(content, content_type=kept.media_type)
    response.headers["Content-Disposition"] = _disposition(kept)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _disposition(kept: models.Attachment) -> str:
    picture = kept.media_type in ("image/jpeg", "image/png", "image/webp")
    return content_disposition_header(not picture, kept.name) or "attachment"
