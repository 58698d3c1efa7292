"""Writing: the form, a look at it and at similar answers, and off it goes. Each step has an address of its own, and a refusal gives the
form back as it was typed.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django.views.i18n import set_language

from huying.clock import now
from huying.language.selectors import similar_published
from huying.rules.errors import BadInput, HuyingError
from huying.web import limits
from huying.web.actors import open_case
from huying.web.errors import StaleLetter, sentence, status_of
from huying.web.portal import drafts, opening, photos
from huying.web.portal.drafts import Draft
from huying.web.portal.limits import KEEPING, SENDING, UPLOADING
from huying.web.portal.photos import Photo
from huying.web.portal.places import name_of
from huying.web.portal.sending import send
from huying.web.portal.writing import SHORTEST, Writing, is_own
from huying.web.speaking import say

SIMILAR = 3


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """The form. By POST it is looked through (`check`), begun with what was typed on the first page (`start`), cleared (`clear`), or
    shown in the other language.
    """
    if not opening.is_open(now()):
        return opening.closed(request)
    if request.method != "POST":
        return _resumed(request)
    try:
        return STEPS.get(request.POST.get("step", ""), _written)(request)
    except HuyingError as error:
        return _refused(request, Writing(request.POST), _pictures(request), error)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """A last look at what was written, beside similar answers; by POST it is sent."""
    if not opening.is_open(now()):
        return opening.closed(request)
    draft = drafts.kept(request)
    if draft is None:
        number = drafts.last_sent(request)
        return redirect("portal:receipt", number) if number else redirect("portal:write")
    writing, pictures = Writing(draft.values), photos.again(draft.photos)
    if not writing.is_valid():
        return _form(request, writing, pictures)
    try:
        return _send(request, writing, pictures) if request.method == "POST" else _look(request, writing, pictures)
    except HuyingError as error:
        return _refused(request, writing, pictures, error)


def stale(request: HttpRequest) -> HttpResponse:
    """The form again, as typed, where its token has run out."""
    if request.path == reverse("portal:check"):
        return redirect("portal:check")  # nothing was typed there, and what was lies aside
    return _refused(request, Writing(request.POST), _pictures(request), StaleLetter())


def _resumed(request: HttpRequest) -> HttpResponse:
    draft = drafts.kept(request)
    if draft is None:
        return _form(request, Writing(), [])
    complete = Writing(draft.values).is_valid()
    return _form(request, Writing(initial=draft.values), photos.again(draft.photos), aside=True, complete=complete)


def _begun(request: HttpRequest) -> HttpResponse:
    """What was typed on the first page is not asked again: on to the next question."""
    matter = request.POST.get("matter", "").replace("\0", "").strip()
    if not matter:
        return redirect("portal:write")
    draft = drafts.kept(request) or Draft()
    limits.count(KEEPING, limits.address(request), now())
    drafts.keep(request, Draft(draft.values | {"matter": matter}, draft.photos), now())
    return redirect(reverse("portal:write") + ("#where" if len(matter) >= SHORTEST else ""))


def _spoken(request: HttpRequest) -> HttpResponse:
    """The form in the other language, as typed: where no script runs, nothing else keeps it."""
    _keep(request, _pictures(request))
    page = redirect("portal:write")
    chosen = set_language(request).cookies
    if settings.LANGUAGE_COOKIE_NAME in chosen:
        page.cookies.update(chosen)
    return page


def _cleared(request: HttpRequest) -> HttpResponse:
    drafts.clear(request)
    return redirect("portal:write")


def _written(request: HttpRequest) -> HttpResponse:
    if request.POST.get("language"):
        return _spoken(request)
    writing, pictures = Writing(request.POST), _pictures(request)
    try:
        pictures += _uploaded(request, writing, photos.MOST - len(pictures))
    except HuyingError as error:
        return _refused(request, writing, pictures, error)
    if not writing.is_valid() or writing.photo_problems:
        return _form(request, writing, pictures)
    _keep(request, pictures)
    return redirect("portal:check")


def _keep(request: HttpRequest, pictures: list[Photo]) -> None:
    values = {name: str(value) for name, value in request.POST.items() if is_own(name)}
    limits.count(KEEPING, limits.address(request), now())
    drafts.keep(request, Draft(values, tuple(picture.ticket for picture in pictures)), now())


def _refused(request: HttpRequest, writing: Writing, pictures: list[Photo], error: HuyingError) -> HttpResponse:
    writing.full_clean()
    field = error.field if isinstance(error, BadInput) and error.field in writing.fields else None
    writing.add_error(field, say(error.values.get("problem")) if field else sentence(error))
    return _form(request, writing, pictures, status=status_of(error))


def _pictures(request: HttpRequest) -> list[Photo]:
    """The photos put aside before, without those taken out."""
    out = set(request.POST.getlist("drop"))
    return photos.again(ticket for ticket in request.POST.getlist("photo") if ticket not in out)


def _uploaded(request: HttpRequest, writing: Writing, room: int) -> list[Photo]:
    """The photos that came with this request, put aside; what was wrong with others is told by the form."""
    uploads = [upload for upload in request.FILES.getlist("photos") if upload]
    if not uploads:
        return []
    limits.count(UPLOADING, limits.address(request), now())
    fresh, problems = photos.put_aside(uploads, room, now())
    writing.photo_problems = [sentence(error) for error in problems]
    return fresh


def _form(
    request: HttpRequest,
    writing: Writing,
    pictures: list[Photo],
    status: int = 0,
    *,
    aside: bool = False,
    complete: bool = False,
) -> HttpResponse:
    wrong = writing.is_bound and (bool(writing.errors) or bool(writing.photo_problems))
    page = {
        "form": writing,
        "photos": pictures,
        "wrong": wrong,
        "most": photos.MOST,
        "aside": aside,
        "complete": complete,
    }
    return render(request, "portal/write.html", page, status=status or (400 if wrong else 200))


def _look(request: HttpRequest, writing: Writing, pictures: list[Photo]) -> HttpResponse:
    text = f"{writing.heading_said()}\n{writing.matter_said()}"
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
    drafts.sent(request, opened.number)
    return redirect("portal:receipt", opened.number)


STEPS: dict[str, Callable[[HttpRequest], HttpResponse]] = {"start": _begun, "clear": _cleared}
