"""Writing: the letter, a look at similar answers, and off it goes. Every refusal gives the form back as it was typed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huying.config.clock import now
from huying.language.selectors import similar_published
from huying.rules.errors import HuyingError
from huying.web import limits
from huying.web.actors import open_case
from huying.web.errors import Stale, sentence, status_of
from huying.web.portal import photos
from huying.web.portal.letter import Letter
from huying.web.portal.limits import SENDING, UPLOADING
from huying.web.portal.photos import Photo
from huying.web.portal.places import name_of
from huying.web.portal.sending import send

SIMILAR = 3


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """One address for all steps: an empty form, `start` (from the first page), `check`, `edit`, `send`."""
    if request.method == "GET":
        return _form(request, Letter(), [])
    if request.POST.get("step") == "start":
        return _form(request, Letter(initial={"body": request.POST.get("body", "")}), [])
    letter = Letter(request.POST)
    try:
        pictures = _pictures(request, letter)
        if request.POST.get("step") == "edit" or not letter.is_valid():
            return _form(request, letter, pictures)
        if request.POST.get("step") == "send":
            return _send(request, letter, pictures)
    except HuyingError as error:
        return refused(request, letter, error)
    return _check(request, letter, pictures)


def stale(request: HttpRequest) -> HttpResponse:
    """The form again, as typed, where its token has run out."""
    return refused(request, Letter(request.POST), Stale())


def refused(request: HttpRequest, letter: Letter, error: HuyingError) -> HttpResponse:
    """The form again, as typed, with the sentence on top."""
    letter.full_clean()
    letter.add_error(None, sentence(error))
    return _form(request, letter, photos.again(request.POST.getlist("photo")), status=status_of(error))


def _pictures(request: HttpRequest, letter: Letter) -> list[Photo]:
    """The photos put aside before, without those taken out, and those that came with this request."""
    out = set(request.POST.getlist("drop"))
    kept = photos.again(ticket for ticket in request.POST.getlist("photo") if ticket not in out)
    uploads = [upload for upload in request.FILES.getlist("photos") if upload]
    if not uploads:
        return kept
    limits.count(UPLOADING, limits.address(request), now())
    photos.sweep(now())
    fresh, problems = photos.put_aside(uploads, photos.MOST - len(kept), now())
    letter.photo_problems = [sentence(error) for error in problems]
    return kept + fresh


def _form(request: HttpRequest, letter: Letter, pictures: list[Photo], status: int = 0) -> HttpResponse:
    wrong = letter.is_bound and (bool(letter.errors) or bool(letter.photo_problems))
    page = {"form": letter, "photos": pictures, "wrong": wrong, "most": photos.MOST}
    return render(request, "portal/write.html", page, status=status or (400 if wrong and letter.errors else 200))


def _check(request: HttpRequest, letter: Letter, pictures: list[Photo]) -> HttpResponse:
    if letter.photo_problems:
        return _form(request, letter, pictures, status=400)
    text = f"{letter.title_said()}\n{letter.cleaned_data['body']}"
    page = {
        "form": letter, "photos": pictures, "title": letter.title_said(), "place": name_of(letter.place_said()),
        "similar": similar_published(text=text, limit=SIMILAR), "who": _who(letter),
    }
    return render(request, "portal/check.html", page)


def _who(letter: Letter) -> str:
    contact = letter.contact()
    return "　".join(part for part in (contact.firm, contact.name, contact.phone) if part) or _("匿名")


def _send(request: HttpRequest, letter: Letter, pictures: list[Photo]) -> HttpResponse:
    limits.count(SENDING, limits.address(request), now())
    opened = send(letter, pictures, now())
    open_case(request, opened.case)
    return redirect("portal:receipt", opened.number)
