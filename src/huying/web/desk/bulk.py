"""One action on many cases: each goes through the one door by itself, and the result says which did and which did not."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from msgspec import Struct

from huying.clock import now
from huying.ledger import models, store
from huying.ledger.selectors.scope import cases_for
from huying.ledger.services import door
from huying.programmes.registry import load
from huying.rules import forms
from huying.rules.available import available
from huying.rules.errors import BadInput, HuyingError
from huying.rules.policy import Actor, held
from huying.rules.programme import Action, Programme
from huying.rules.wording import Text
from huying.web.desk import fields
from huying.web.desk.acting import Form, key_of
from huying.web.desk.guard import StaffRequest, staff
from huying.web.desk.queues import newest
from huying.web.desk.wordings import refusal
from huying.web.errors import NoPage, status_of

MOST = 100  # cases of one request
TOO_MANY = Text(f"一次最多办理{MOST}件，请分批选择", f"at most {MOST} cases at a time; choose fewer.")
NONE = Text("请先在列表中勾选事项", "tick cases in the list first.")


class Bulk(Struct, frozen=True):
    """A bulk action on offer: "programme:action" and its name."""

    value: str
    name: Text


class Result(Struct, frozen=True):
    """What became of one case."""

    number: str
    title: str
    sentence: str


def actions(actor: Actor) -> list[Bulk]:
    """The bulk actions that some post of this actor may take on some case."""
    return [
        Bulk(f"{programme.code}:{code}", action.name)
        for programme in newest()
        for code, action in programme.actions.items()
        if action.bulk and any(post.role in action.roles for post, _ in held(actor, programme))
    ]


@require_POST
@never_cache
@staff
def bulk(request: StaffRequest) -> HttpResponse:
    """First the form with what was chosen, then (with `go`) the action on each, and the list of results."""
    programme, action, code = _chosen(request)
    picked = _picked(request, programme)
    if "go" not in request.POST:
        return _form(request, programme, action, code, picked, fields.typed(action, request.POST))
    try:
        payload = fields.payload(programme, action, request.POST)
        forms.check(programme, action, payload)
    except HuyingError as error:
        return _form(request, programme, action, code, picked, fields.typed(action, request.POST), error)
    done, refused = _each(request, code, action, picked, payload)
    return render(
        request,
        "desk/bulk_done.html",
        {"action": action, "done": done, "refused": refused, "query": request.POST.get("query", "")},
    )


def _chosen(request: StaffRequest) -> tuple[Programme, Action, str]:
    wanted = request.POST.get("action", "")
    if wanted not in {one.value for one in actions(request.actor)}:
        raise NoPage
    programme, _, code = wanted.partition(":")
    return load(programme), load(programme).actions[code], code


def _picked(request: StaffRequest, programme: Programme) -> list[tuple[models.Case, int]]:
    """The chosen cases that this actor may see, each with the assignment chosen (0: whichever it is open for)."""
    chosen = dict.fromkeys(request.POST.getlist("row"))
    if not chosen:
        raise BadInput(field="row", problem=NONE)
    if len(chosen) > MOST:
        raise BadInput(field="row", problem=TOO_MANY)
    pairs = [
        (number, int(task) if task.isdecimal() else 0) for number, _, task in (one.partition("/") for one in chosen)
    ]
    numbers = Q(number__in=[number.replace("\0", "") for number, _ in pairs])
    found = {row.number: row for row in cases_for(request.actor).filter(numbers, programme=programme.code)}
    return [(found[number], task) for number, task in pairs if number in found]


def _form(
    request: StaffRequest,
    programme: Programme,
    action: Action,
    code: str,
    picked: list[tuple[models.Case, int]],
    values: dict[str, Any],
    error: HuyingError | None = None,
) -> HttpResponse:
    form = Form(
        code,
        0,
        action,
        fields.inputs(programme, action, values, error if isinstance(error, BadInput) else None),
        key_of(request),
        0,
        programme=programme,
        refusal=refusal(error, action) if error else "",
    )
    context = {
        "form": form,
        "picked": [(row, f"{row.number}/{task}") for row, task in picked],
        "value": request.POST.get("action", ""),
        "query": request.POST.get("query", ""),
    }
    return render(request, "desk/bulk.html", context, status=status_of(error) if error else 200)


def _each(
    request: StaffRequest, code: str, action: Action, picked: Iterable[tuple[models.Case, int]], payload: dict[str, Any]
) -> tuple[list[Result], list[Result]]:
    done, refused, key = [], [], key_of(request)
    for row, task in picked:
        try:
            for number in _tasks(row, request.actor, code, action, task):
                door.act(
                    case_id=str(row.id),
                    action=code,
                    actor=request.actor,
                    payload=payload,
                    now=now(),
                    task=number,
                    key=f"{key}:{row.number}:{number}",
                )
            done.append(Result(row.number, row.title, ""))
        except HuyingError as error:
            refused.append(Result(row.number, row.title, refusal(error, action)))
    return done, refused


def _tasks(row: models.Case, actor: Actor, code: str, action: Action, task: int) -> list[int]:
    """The assignments that the action is about; the door says what is wrong where there is none."""
    if action.on == "case" or task:
        return [task if action.on == "task" else 0]
    found = [
        one.task for one in available(store.read(row), actor, load(row.programme, row.version)) if one.action == code
    ]
    return found or [0]
