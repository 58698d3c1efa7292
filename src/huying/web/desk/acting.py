"""Acting on a case: the form of any action, and the door behind it."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from msgspec import Struct

from huying.clock import now
from huying.language.suggest import suggest
from huying.ledger import models, store
from huying.ledger.selectors.scope import cases_for
from huying.ledger.services import door
from huying.programmes.registry import load
from huying.rules.case import Case
from huying.rules.errors import BadInput, Conflict, HuyingError
from huying.rules.programme import Action, Programme
from huying.rules.wording import Text
from huying.web.desk import casepage, fields, handing, letters, names, offices, pane
from huying.web.desk.guard import StaffRequest, partial, staff
from huying.web.desk.wordings import refusal
from huying.web.errors import NoPage, status_of


class Form(Struct):
    """A form of one action on one case, ready to be shown; `unit` is whose assignment it is about, where there are several."""

    code: str
    task: int
    action: Action
    inputs: list[fields.Input]
    key: str
    seen: int
    units: list[Any] = []
    limits: list[handing.Limit] = []
    programme: Programme | None = None
    refusal: str = ""
    conflict: bool = False
    unit: Text | None = None


@require_http_methods(["GET", "POST"])
@never_cache
@staff
def act(request: StaffRequest, number: str, code: str, task: int) -> HttpResponse:
    """The form of an action, or the action itself."""
    row = pane.row_of(number, request.actor)
    programme = load(row.programme, row.version)
    if code not in programme.actions:
        raise NoPage
    if request.method == "POST":
        if "more" in request.POST:
            return _form(request, row, _again(request, row, programme, code, task, more=True))
        return _done(request, row, programme, code, task)
    return _form(request, row, _fresh(row, programme, code, task))


def _fresh(row: models.Case, programme: Programme, code: str, task: int) -> Form:
    case, action = store.read(row), programme.actions[code]
    values = fields.before(case, action, task)
    if action.issues:
        values |= {name: handing.fresh(programme, _likeliest(row)) for name in _assigning(action)}
    return _made(row, case, programme, code, task, values, uuid.uuid4().hex, case.seq)


def _again(
    request: StaffRequest,
    row: models.Case,
    programme: Programme,
    code: str,
    task: int,
    *,
    error: HuyingError | None = None,
    more: bool = False,
) -> Form:
    """The form with everything that was typed, and what was wrong with it."""
    action = programme.actions[code]
    values = fields.typed(action, request.POST)
    if more:
        for name in _assigning(action):
            values[name].append(handing.Handed(role="assist"))
    seen = request.POST.get("seen", "")
    form = _made(
        row,
        store.read(row),
        programme,
        code,
        task,
        values,
        key_of(request),
        int(seen) if seen.isdecimal() else row.seq,
        error if isinstance(error, BadInput) else None,
    )
    form.refusal = refusal(error, action) if error else ""
    form.conflict = isinstance(error, Conflict)
    return form


def _made(
    row: models.Case,
    case: Case,
    programme: Programme,
    code: str,
    task: int,
    values: dict[str, Any],
    key: str,
    seen: int,
    error: BadInput | None = None,
) -> Form:
    action = programme.actions[code]
    form = Form(code, task, action, fields.inputs(programme, action, values, error), key, seen, programme=programme)
    if action.issues or any(one.widget == "names" for one in form.inputs):
        form.units = [(unit, name) for unit, name in offices.active() if unit not in case.accused]
    if task in case.tasks and len(case.tasks) > 1:
        form.unit = names.units([case.tasks[task].unit]).get(case.tasks[task].unit)
    if action.issues:
        form.limits = handing.limits(programme, values.get("urgency") or case.urgency, now())
    return form


def _assigning(action: Action) -> list[str]:
    return [name for name, field in action.fields.items() if field.type == "assignments"]


def _likeliest(row: models.Case) -> str:
    title, body = letters.texts(row)
    found = suggest(title=title, body=body, place=row.place, without=row.accused, limit=1)
    return names.units([found[0].unit])[found[0].unit].zh if found else ""


def key_of(request: StaffRequest) -> str:
    """The form's own key: sent twice, it acts once."""
    key = request.POST.get("key", "")
    return key if key.isalnum() and len(key) <= 40 else uuid.uuid4().hex


def _form(request: StaffRequest, row: models.Case, form: Form, status: int = 200) -> HttpResponse:
    """The form alone where its place in the pane was asked for, else the case with the form in it."""
    if partial(request) and request.headers.get("HX-Target") == "act":
        return render(request, "desk/_form.html", {"row": row, "form": form}, status=status)
    return casepage.shown(request, row, now(), status, form=form)


def _done(request: StaffRequest, row: models.Case, programme: Programme, code: str, task: int) -> HttpResponse:
    at = now()
    try:
        payload = fields.payload(programme.actions[code], request.POST)
        door.act(
            case_id=str(row.id),
            action=code,
            actor=request.actor,
            payload=payload,
            now=at,
            task=task,
            key=key_of(request),
        )
    except HuyingError as error:
        row.refresh_from_db()
        return _form(request, row, _again(request, row, programme, code, task, error=error), status_of(error))
    return _after(request, row.number, programme.actions[code], at)


def _after(request: StaffRequest, number: str, action: Action, at: datetime) -> HttpResponse:
    """What the person sees next: the case as it now stands, or the list where the case has left their sight."""
    row = cases_for(request.actor).filter(number=number).first()
    if not partial(request):
        messages.success(
            request, gettext("已办理：%(action)s") % {"action": action.name.say(get_language() or "zh-hans")}
        )
        return redirect(reverse("desk:case", args=[number]) if row else reverse("desk:index"))
    if row is None:
        response = render(request, "desk/_gone.html", {"number": number, "done": action.name})
    else:
        response = casepage.shown(request, row, at, done=action.name)
    response.headers["HX-Trigger"] = "desk-changed"
    return response


@require_GET
@staff
def limits(request: StaffRequest, number: str) -> HttpResponse:
    """The limits and their dates for another urgency."""
    row = pane.row_of(number, request.actor)
    programme = load(row.programme, row.version)
    urgency = request.GET.get("urgency") or row.urgency
    return render(request, "desk/_limits.html", {"limits": handing.limits(programme, urgency, now())})
