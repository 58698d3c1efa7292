"""Writing: the writing, a look at similar answers, and off it goes. Every refusal gives the form back as it was typed."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.i18n import set_language

from huying.clock import now
from huying.language.selectors import similar_published
from huying.rules.errors import BadInput, HuyingError
from huying.web import limits
from huying.web.actors import open_case
from huying.web.errors import StaleLetter, sentence, status_of
from huying.web.portal import opening, photos
from huying.web.portal.limits import SENDING, UPLOADING
from huying.web.portal.photos import Photo
from huying.web.portal.places import name_of
from huying.web.portal.sending import send
from huying.web.portal.writing import Writing
from huying.web.templatetags.huying_tags import say

SIMILAR = 3


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """One address for all steps: an empty form, `start` (from the first page), `check`, `edit`, `send`."""
    if not opening.is_open(now()):
        return opening.closed(request)
    if request.method != "POST":
        return _form(request, Writing(), [])
    if request.POST.get("step") == "start":
        return _form(request, Writing(initial={"matter": request.POST.get("matter", "")}), [])
    return _spoken(request) if request.POST.get("language") else _written(request)


def _spoken(request: HttpRequest) -> HttpResponse:
    """The page that was open, in the other language, as typed: where no script runs, nothing else keeps the writing."""
    chosen = set_language(request).cookies
    if settings.LANGUAGE_COOKIE_NAME in chosen:
        translation.activate(chosen[settings.LANGUAGE_COOKIE_NAME].value)
    page = _written(request)
    page.cookies.update(chosen)
    return page


def _written(request: HttpRequest) -> HttpResponse:
    writing = Writing(request.POST)
    pictures = _kept(request)
    try:
        pictures += _uploaded(request, writing, photos.MOST - len(pictures))
        return _step(request, writing, pictures)
    except HuyingError as error:
        return _refused(request, writing, pictures, error)


def stale(request: HttpRequest) -> HttpResponse:
    """The form again, as typed, where its token has run out."""
    return _refused(request, Writing(request.POST), _kept(request), StaleLetter())


def _step(request: HttpRequest, writing: Writing, pictures: list[Photo]) -> HttpResponse:
    step = request.POST.get("step")
    if request.POST.get("language") and request.POST.get("at") != "check":
        writing.full_clean()
        writing.errors.clear()  # nobody has asked yet whether it is complete
        return _form(request, writing, pictures)
    if step == "edit" or not writing.is_valid() or writing.photo_problems:
        return _form(request, writing, pictures)
    return _send(request, writing, pictures) if step == "send" else _check(request, writing, pictures)


def _refused(request: HttpRequest, writing: Writing, pictures: list[Photo], error: HuyingError) -> HttpResponse:
    writing.full_clean()
    field = error.field if isinstance(error, BadInput) and error.field in writing.fields else None
    writing.add_error(field, say(error.values.get("problem")) if field else sentence(error))
    return _form(request, writing, pictures, status=status_of(error))


def _kept(request: HttpRequest) -> list[Photo]:
    """The photos put aside before, without those taken out."""
    out = set(request.POST.getlist("drop"))
    return photos.again(ticket for ticket in request.POST.getlist("photo") if ticket not in out)


def _uploaded(request: HttpRequest, writing: Writing, room: int) -> list[Photo]:
    """The photos that came with this request, put aside; what was wrong with others is told by the form."""
    uploads = [upload for upload in request.FILES.getlist("photos") if upload]
    if not uploads:
        return []
    limits.count(UPLOADING, limits.address(request), now())
    photos.sweep(now())
    fresh, problems = photos.put_aside(uploads, room, now())
    writing.photo_problems = [sentence(error) for error in problems]
    return fresh


def _form(request: HttpRequest, writing: Writing, pictures: list[Photo], status: int = 0) -> HttpResponse:
    wrong = writing.is_bound and (bool(writing.errors) or bool(writing.photo_problems))
    page = {"form": writing, "photos": pictures, "wrong": wrong, "most": photos.MOST}
    return render(request, "portal/write.html", page, status=status or (400 if wrong else 200))


def _check(request: HttpRequest, writing: Writing, pictures: list[Photo]) -> HttpResponse:
    text = f"{writing.heading_said()}\n{writing.cleaned_data['matter']}"
    page = {
        "form": writing,
        "photos": pictures,
        "heading": writing.heading_said(),
        "place": name_of(writing.place_said()),
        "similar": similar_published(text=text, limit=SIMILAR),
        "who": _who(writing),
    }
    return render(request, "portal/check.html", page)


def _who(writing: Writing) -> str:
    contact = writing.contact()
    return "　".join(part for part in (contact.firm, contact.name, contact.phone) if part) or _("匿名")


def _send(request: HttpRequest, writing: Writing, pictures: list[Photo]) -> HttpResponse:
    limits.count(SENDING, limits.address(request), now())
    opened = send(writing, pictures, now())
    open_case(request, opened.case)
    return redirect("portal:receipt", opened.number)
