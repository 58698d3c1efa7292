"""A new case from a clerk's desk: a telephone call, a letter, a visit."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from huying.clock import now
from huying.language.selectors import similar
from huying.ledger.sealing import Contact
from huying.ledger.selectors.scope import cases_for
from huying.ledger.services import attachments
from huying.ledger.services.create import create
from huying.rules.errors import BadInput, HuyingError
from huying.rules.forms import TOO_LONG
from huying.rules.programme import Programme
from huying.web.desk import fields, letters, names, offices
from huying.web.desk.acting import Form, key_of
from huying.web.desk.guard import StaffRequest, staff
from huying.web.desk.nav import opens
from huying.web.desk.queues import newest
from huying.web.desk.wordings import refusal
from huying.web.errors import NoPage, status_of
from huying.web.typed import plain

CONTACT = {"name": 60, "phone": 30, "firm": 100, "address": 200}  # most characters of each


@require_http_methods(["GET", "POST"])
@never_cache
@staff
def new(request: StaffRequest) -> HttpResponse:
    """The form, and the case that it makes."""
    programme = _programme(request)
    action = programme.actions[programme.start]
    if request.method == "GET":
        return _form(request, programme, {}, {})
    contact = {name: request.POST.get(f"contact-{name}", "").strip() for name in CONTACT}
    try:
        payload = fields.payload(action, request.POST)
        made = create(
            programme=programme.code,
            payload=payload,
            actor=request.actor,
            now=now(),
            contact=_contact(contact),
            key=key_of(request),
        )
    except HuyingError as error:
        return _form(request, programme, fields.typed(action, request.POST), contact, error)
    _attach(request, made.case)
    messages.success(
        request,
        gettext("已登记 %(number)s，查询码 %(code)s，请告知诉求人。") % {"number": made.number, "code": made.code},
    )
    return redirect("desk:case", made.number)


def _programme(request: StaffRequest) -> Programme:
    """The programme asked for, or the first that this actor may open a case of. Raises NoPage where there is none."""
    mine = [one for one in newest() if opens(request.actor, one)]
    wanted = request.GET.get("programme", "")
    found = [one for one in mine if one.code == wanted] or mine
    if not found:
        raise NoPage
    return found[0]


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


def _form(
    request: StaffRequest,
    programme: Programme,
    values: dict[str, Any],
    contact: dict[str, str],
    error: HuyingError | None = None,
) -> HttpResponse:
    action = programme.actions[programme.start]
    key = key_of(request) if request.method == "POST" else uuid.uuid4().hex
    bad = error if isinstance(error, BadInput) else None
    form = Form(
        programme.start,
        0,
        action,
        fields.inputs(programme, action, values, bad),
        key,
        0,
        programme=programme,
        units=offices.active(),
        refusal=refusal(error, action) if error else "",
    )
    return render(
        request, "desk/new.html", {"form": form, "contact": contact}, status=status_of(error) if error else 200
    )


@require_POST
@never_cache
@staff
def alike(request: StaffRequest) -> HttpResponse:
    """Cases like what is being typed, so that the same matter is not registered twice."""
    text = f"{request.POST.get('title', '')}\n{request.POST.get('body', '')}".strip()
    found = similar(text=text, among=cases_for(request.actor), limit=5) if text else []
    units = names.units(one.case.lead_unit for one in found)
    context = {
        "alike": [(one.case, units.get(one.case.lead_unit), letters.state(one.case), one.words) for one in found]
    }
    return render(request, "desk/_alike.html", context)
