"""Following: number and query code open a matter for this session; then where it is, who has it, and what happened."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huying.clock import now
from huying.ledger.models import Case
from huying.ledger.services import attachments
from huying.ledger.store import read
from huying.people.calendars import current
from huying.programmes.registry import load
from huying.rules.errors import HuyingError, NotFound
from huying.rules.programme import said
from huying.web import limits
from huying.web.actors import leave, open_case, petitioner
from huying.web.errors import sentence, status_of
from huying.web.portal.answering import stars
from huying.web.portal.asking import Ask, choice
from huying.web.portal.lastword import last_word
from huying.web.portal.limits import ASKING, ONE_NUMBER
from huying.web.portal.opened import MATTER, by_code, opened
from huying.web.portal.places import name_of
from huying.web.portal.standing import standing
from huying.web.portal.timeline import last_answer, timeline, written
from huying.web.typed import joined

SHOWN = frozenset({"image/jpeg", "image/png", "image/webp"})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Number and code. The code only ever comes by POST, so that it stands in no address and no log."""
    if request.method != "POST":
        return render(request, "portal/follow.html", {"number": _tidy(request.GET.get("number", ""))})
    number, code = _tidy(request.POST.get("number", "")), _tidy(request.POST.get("code", ""))
    try:
        limits.count(ASKING, limits.address(request), now())
        limits.count(ONE_NUMBER, number, now())
        row = by_code(number, code)
    except HuyingError as error:
        page = {"number": number, "code": code, "problem": sentence(error)}
        return render(request, "portal/follow.html", page, status=status_of(error))
    open_case(request, str(row.id))
    return redirect("portal:matter", row.number)


@never_cache
@require_safe
def matter(request: HttpRequest, number: str) -> HttpResponse:
    """The follow page."""
    row = opened(request, number)
    if row is None:
        return redirect(f"{reverse('portal:follow')}?number={_tidy(number)}")
    return page(request, row)


def page(
    request: HttpRequest, row: Case, bound: Ask | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    """The follow page of an opened case; `bound` is a form that came back, `problem` why."""
    case = read(row)
    programme = load(case.programme, case.version)
    actor = petitioner(request, case.id)
    steps = timeline(row, case, programme)
    word = last_word(row, case, programme)
    content: dict[str, Any] = {
        "case": row,
        "written": written(row, programme),
        "place": name_of(case.place),
        "steps": steps,
        "answer": last_answer(steps),
        "standing": standing(case, programme, now(), current()),
        "word": word,
        "said": stars(word.score) if word else "",
        "choice": choice(case, actor, programme, now(), current(), bound, content=word is not None and word.content),
        "problem": problem,
        "files": row.attachments.filter(added_by=actor.id, removed_at=None).order_by("added_at"),
        "shown": SHOWN,
        "score": stars(said(programme, case.facts, "score")),
    }
    return render(request, "portal/matter.html", content, status=status)


@never_cache
@require_safe
def file(request: HttpRequest, number: str, file: UUID) -> HttpResponse:
    """One of the person's own files, as a download; a picture may be shown by the page but never runs anything."""
    row = opened(request, number)
    actor = petitioner(request, str(row.id)) if row else None
    if row is None or actor is None or not row.attachments.filter(pk=file, added_by=actor.id, removed_at=None).exists():
        raise NotFound(what=MATTER)
    kept, content = attachments.read(attachment_id=str(file), actor=actor, now=now())
    response = HttpResponse(content, content_type=kept.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=kept.name) or "attachment"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_POST
def leave_all(request: HttpRequest) -> HttpResponse:
    """Close every opened matter: for phones that several people use."""
    leave(request)
    return redirect("portal:home")


def _tidy(typed: str) -> str:
    """What was typed, without the blanks that receipts group digits by, wide digits as usual ones, in capitals."""
    return joined(typed).upper()[:40]
