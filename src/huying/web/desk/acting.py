"""Acting on a case: the form of any action, and the door behind it."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from msgspec import json

from huying.clock import now
from huying.ledger import models, store
from huying.ledger.selectors.scope import cases_for
from huying.ledger.services import attachments, door
from huying.programmes.registry import load
from huying.rules.errors import BadInput, Conflict, HuyingError
from huying.rules.forms import NOT_A_FILE
from huying.rules.programme import Action, Programme
from huying.web.desk import casepage, drafting, pane
from huying.web.desk.drafting import Form
from huying.web.errors import NoPage, status_of
from huying.web.kit import fields, handing
from huying.web.kit.attempts import demand_sure, key_of
from huying.web.kit.guard import StaffRequest, partial, staff
from huying.web.kit.wordings import refusal
from huying.web.speaking import language

CHANGES = ("more", "less", "pick", "look")  # buttons that change the form and do nothing yet


@require_http_methods(["GET", "POST"])
@never_cache
@staff
def act(request: StaffRequest, number: str, code: str, task: int) -> HttpResponse:
    """The form of an action, or the action itself."""
    row = pane.row_of(number, request.actor)
    programme = load(row.programme, row.version)
    if code not in programme.actions:
        raise NoPage
    one = drafting.Asked(row, store.read(row), programme, code, task, request.actor)
    if request.method == "POST":
        if any(name in request.POST for name in CHANGES):
            return _form(request, row, drafting.again(one, request.POST, key_of(request)))
        return _done(request, one)
    return _form(request, row, drafting.fresh(one, request.GET, key_of(request)))


def _form(request: StaffRequest, row: models.Case, form: Form, status: int = 200) -> HttpResponse:
    """The form alone (or its preview) where its place in the pane was asked for, else the case with the form in it."""
    target = request.headers.get("HX-Target") if partial(request) else ""
    if target in ("act", "preview"):
        template = "desk/_form.html" if target == "act" else "desk/_preview.html"
        return render(request, template, {"row": row, "form": form}, status=status)
    return casepage.shown(request, row, now(), status, form=form)


def _done(request: StaffRequest, one: drafting.Asked) -> HttpResponse:
    at, action = now(), one.action
    try:
        demand_sure(request, action)
        if action.attaches:
            _attach(request, one, at)
        else:
            payload = fields.payload(one.programme, action, request.POST)
            fields.demand_known(action, payload, one.case)
            door.act(
                case_id=one.case.id,
                action=one.code,
                actor=request.actor,
                payload=payload,
                now=at,
                task=one.task,
                key=key_of(request),
            )
    except HuyingError as error:
        one = drafting.read_anew(one)
        form = drafting.again(one, request.POST, key_of(request), error)
        form.refusal, form.conflict = refusal(error, action), isinstance(error, Conflict)
        return _form(request, one.row, form, status_of(error))
    return _after(request, one.row.number, action, at)


def _attach(request: StaffRequest, one: drafting.Asked, at: datetime) -> None:
    """Every file that came, each by an event of its own. Raises BadInput where none came."""
    name = next(name for name, field in one.action.fields.items() if field.type == "file")
    files = request.FILES.getlist(name)
    if not files:
        raise BadInput(field=name, problem=NOT_A_FILE)
    for number, file in enumerate(files):
        attachments.add(
            case_id=one.case.id,
            name=file.name or "",
            content=file.read(),
            actor=request.actor,
            now=at,
            task=one.task,
            key=f"{key_of(request)}{number}",
        )


def _after(request: StaffRequest, number: str, action: Action, at: datetime) -> HttpResponse:
    """What the person sees next: the case while there is more to do on it, else the next one of the list that they came from;
    a word that it is done where the case has left their sight.
    """
    row = cases_for(request.actor).filter(number=number).first()
    if not partial(request):
        messages.success(request, gettext("已办理：%(action)s") % {"action": action.name.say(language())})
        return redirect(reverse("desk:case", args=[number]) if row else reverse("desk:index"))
    following = _following(request, row, at)
    if following is not None:
        response = casepage.shown(request, following, at, done=action.name, done_number=number)
        # in this order: the list that is fetched anew must know which row is chosen by now
        response.headers["HX-Trigger"] = json.encode({"desk-next": following.number, "desk-changed": ""}).decode()
        return response
    if row is None:
        response = render(request, "desk/_gone.html", {"number": number, "done": action.name})
    else:
        response = casepage.shown(request, row, at, done=action.name)
    response.headers["HX-Trigger"] = "desk-changed"
    return response


def _following(request: StaffRequest, row: models.Case | None, at: datetime) -> models.Case | None:
    """The next case of the list, where there is one and nothing more is asked of this person here."""
    wanted = request.POST.get("next", "").replace("\0", "")
    if not wanted:
        return None
    if row is not None and any(button.primary for button in pane.gather(row, request.actor, at)["buttons"]):
        return None
    return cases_for(request.actor).filter(number=wanted).first()


@require_GET
@staff
def limits(request: StaffRequest, number: str) -> HttpResponse:
    """The limits and their dates for what is chosen now."""
    row = pane.row_of(number, request.actor)
    programme: Programme = load(row.programme, row.version)
    action = programme.actions.get(request.GET.get("action", ""))
    if action is None:
        raise NoPage
    facts = store.read(row).facts | drafting.chosen(programme, action, request.GET.dict())
    return render(request, "desk/_limits.html", {"limits": handing.limits(programme, facts, now())})
