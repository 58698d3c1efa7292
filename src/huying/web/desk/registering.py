"""A new case from a desk: a telephone call, a letter, a visit, or what the programme opens a case for."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huying.clock import now
from huying.language.selectors import similar
from huying.ledger import models
from huying.ledger.sealing import Contact
from huying.ledger.selectors.scope import cases_for
from huying.ledger.services import attachments
from huying.ledger.services.create import create
from huying.rules.errors import BadInput, HuyingError
from huying.rules.facts import Meaning
from huying.rules.forms import TOO_LONG
from huying.rules.programme import Action, Programme
from huying.web.desk import alike as likes
from huying.web.desk.casepage import RECEIPT
from huying.web.desk.drafting import Form, chosen
from huying.web.desk.starting import offered
from huying.web.errors import NoPage, status_of
from huying.web.kit import fields, handing, spoken
from huying.web.kit.attempts import key_of
from huying.web.kit.guard import StaffRequest, staff
from huying.web.kit.wordings import refusal
from huying.web.typed import plain

CONTACT = {"name": 60, "phone": 30, "firm": 100, "address": 200}  # most characters of each
USUAL = "usual"  # session key: by programme, what the last case was opened with
REMEMBERED: tuple[Meaning, ...] = ("channel", "writer")
COMPARED: tuple[Meaning, ...] = ("heading", "matter")


@require_http_methods(["GET", "POST"])
@never_cache
@staff
def new(request: StaffRequest) -> HttpResponse:
    """The form, and the case that it makes."""
    programme = _programme(request)
    action = programme.actions[programme.start]
    if request.method == "GET":
        return _form(request, programme, _begin(request, programme, action), {})
    contact = {name: request.POST.get(f"contact-{name}", "").strip() for name in CONTACT}
    if "more" in request.POST or "less" in request.POST:
        return _form(request, programme, fields.typed(action, request.POST), contact)
    try:
        made = create(
            programme=programme.code,
            payload=fields.payload(programme, action, request.POST),
            actor=request.actor,
            now=now(),
            contact=_contact(contact) if asks_contact(programme) else None,
            key=key_of(request),
        )
    except HuyingError as error:
        return _form(request, programme, fields.typed(action, request.POST), contact, error)
    _attach(request, made.case)
    _remember(request, programme, action)
    _told(request, programme, made.number, made.code)
    return redirect("desk:case", made.number)


def asks_contact(programme: Programme) -> bool:
    """Whether whoever asks is known by nothing but what they leave."""
    return programme.asker.kind == "party"


def _programme(request: StaffRequest) -> Programme:
    """The programme asked for, or the first that this actor may open a case of. Raises NoPage where there is none."""
    mine = offered(request.actor)
    wanted = request.GET.get("programme", "")
    found = [one for one in mine if one.code == wanted] or mine
    if not found:
        raise NoPage
    return found[0]


def _begin(request: StaffRequest, programme: Programme, action: Action) -> dict[str, Any]:
    """What a fresh form begins with: what the last case of this session was opened with, empty lines for a hand-over."""
    values: dict[str, Any] = dict(request.session.get(USUAL, {}).get(programme.code, {}))
    for name, field in action.fields.items():
        if field.type == "assignments":
            values[name] = handing.fresh(programme, "")
        elif field.type == "link" and request.GET.get(name):
            values[name] = request.GET[name][:40]
    return values


def _contact(typed: dict[str, str]) -> Contact:
    for name, most in CONTACT.items():
        if len(typed[name]) > most:
            raise BadInput(field=f"contact-{name}", problem=TOO_LONG)
    return Contact(**typed | {"phone": plain(typed["phone"])})


def _attach(request: StaffRequest, case_id: str) -> None:
    """The files that came along; one that can't be kept is named, and the case stands all the same."""
    for upload in request.FILES.getlist("files"):
        if isinstance(upload, UploadedFile):
            try:
                attachments.add(
                    case_id=case_id, name=upload.name or "", content=upload.read(), actor=request.actor, now=now()
                )
            except HuyingError as error:
                messages.error(request, refusal(error))


def _remember(request: StaffRequest, programme: Programme, action: Action) -> None:
    """By which way it came and who wrote: most often the next one's are the same."""
    facts = {programme.meaning(meaning) for meaning in REMEMBERED} - {""}
    kept = {name: request.POST.get(name, "") for name, field in action.fields.items() if field.fact in facts}
    request.session[USUAL] = request.session.get(USUAL, {}) | {programme.code: kept}


def _told(request: StaffRequest, programme: Programme, number: str, code: str) -> None:
    """Say that it is done; where whoever asked has no account, with the code that opens the case again, on a receipt."""
    if not asks_contact(programme):
        messages.success(request, gettext("已登记 %(number)s。") % {"number": number})
        return
    request.session[RECEIPT] = {"number": number, "code": code}
    messages.success(
        request, gettext("已登记 %(number)s，查询码 %(code)s，请告知诉求人。") % {"number": number, "code": code}
    )


@require_GET
@never_cache
@staff
def receipt(request: StaffRequest) -> HttpResponse:
    """The receipt of the case that this session opened last, to be printed and handed over. Raises NoPage without one."""
    kept = request.session.get(RECEIPT, {})
    row = cases_for(request.actor).filter(number=kept.get("number", "")).first()
    if row is None:
        raise NoPage
    return render(request, "desk/receipt.html", {"row": row, "code": kept["code"], "masked": _masked(row)})


def _masked(row: models.Case) -> str:
    party = models.Party.objects.filter(case=row).first()
    return party.masked_name if party else ""


def _form(
    request: StaffRequest,
    programme: Programme,
    values: dict[str, Any],
    contact: dict[str, str],
    error: HuyingError | None = None,
) -> HttpResponse:
    action = programme.actions[programme.start]
    key = key_of(request)
    bad = error if isinstance(error, BadInput) else None
    form = Form(
        programme.start,
        0,
        action,
        fields.inputs(programme, action, values, bad),
        key,
        0,
        programme=programme,
        units=spoken.units(),
        refusal=refusal(error, action) if error else "",
    )
    if any(one.widget == "assignments" for one in form.inputs):
        form.limits = handing.limits(programme, chosen(programme, action, values), now())
    context = {
        "form": form,
        "contact": contact,
        "asks_contact": asks_contact(programme),
        "attaches": "attaches" in programme.special,
        "compared": ",".join(["csrfmiddlewaretoken", *_compared(programme, action)]),
        "programmes": offered(request.actor),
    }
    return render(request, "desk/new.html", context, status=status_of(error) if error else 200)


def _compared(programme: Programme, action: Action) -> list[str]:
    """The fields by which similar cases are found."""
    facts = {programme.meaning(meaning) for meaning in COMPARED} - {""}
    return [name for name, field in action.fields.items() if field.fact in facts]


@require_POST
@never_cache
@staff
def alike(request: StaffRequest) -> HttpResponse:
    """Cases like what is being typed, so that the same matter is not registered twice."""
    programme = _programme(request)
    compared = _compared(programme, programme.actions[programme.start])
    text = "\n".join(request.POST.get(name, "") for name in compared).strip()
    found = similar(text=text, among=cases_for(request.actor), limit=5) if text else []
    return render(request, "desk/_alike.html", {"alike": likes.lines(found)})
