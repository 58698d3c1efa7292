"""One action on many cases: each goes through the one door by itself, and the result says which did and which did not."""

from collections.abc import Iterable
from datetime import datetime
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
from huying.people.calendars import current
from huying.programmes.registry import load, newest
from huying.rules import forms
from huying.rules.available import available
from huying.rules.calendar import LOCAL
from huying.rules.errors import BadInput, HuyingError
from huying.rules.policy import Actor, held
from huying.rules.programme import Action, Programme
from huying.rules.wording import Text
from huying.web.desk.drafting import Form
from huying.web.desk.listing import Asked
from huying.web.errors import NoPage, status_of
from huying.web.kit import fields
from huying.web.kit.attempts import demand_sure, key_of
from huying.web.kit.guard import StaffRequest, staff
from huying.web.kit.wordings import refusal

MOST = 100  # cases of one request
TOO_MANY = Text(f"一次最多办理{MOST}件，请分批选择", f"at most {MOST} cases at a time; choose fewer.")
NONE = Text("请先在列表中勾选事项", "tick cases in the list first.")

Picked = tuple[models.Case, int]


class Bulk(Struct, frozen=True):
    """A bulk action on offer: "programme:action" and its name."""

    value: str
    name: Text


class Result(Struct, frozen=True):
    """What became of one case."""

    number: str
    heading: str
    sentence: str


def offered(actor: Actor) -> dict[str, frozenset[str]]:
    """The bulk actions that some post of this actor may take on some case, by programme."""
    found = {
        programme.code: frozenset(
            code
            for code, action in programme.actions.items()
            if action.bulk and any(post.role in action.roles for post, _ in held(actor, programme))
        )
        for programme in newest()
    }
    return {code: actions for code, actions in found.items() if actions}


def actions(asked: Asked) -> list[Bulk]:
    """Those that can succeed for some row of this list; of each row its own are told beside it (`rows.Row.can`)."""
    programmes = [asked.programme.code] if asked.programme else list(offered(asked.actor))
    found = ((code, name) for code in programmes for name in sorted(offered(asked.actor).get(code, ())))
    return [
        Bulk(f"{code}:{name}", load(code).actions[name].name)
        for code, name in found
        if _begins(load(code).actions[name], asked.queue.state)
    ]


def _begins(action: Action, state: str) -> bool:
    """Whether the action may begin in this state; in any where the list is of several."""
    return not state or state in action.from_


@require_POST
@never_cache
@staff
def bulk(request: StaffRequest) -> HttpResponse:
    """First the form with what was chosen, then (with `go`) the action on each, and the list of results."""
    programme, action, code = _chosen(request)
    picked, unfit = _picked(request, programme, code, now())
    if "go" not in request.POST:
        return _form(request, programme, code, picked, unfit)
    try:
        demand_sure(request, action)
        payload = fields.payload(programme, action, request.POST)
        forms.check(programme, action, payload, now().astimezone(LOCAL).date())
    except HuyingError as error:
        return _form(request, programme, code, picked, unfit, error)
    done, refused = _each(request, code, action, [*picked, *unfit], payload)
    return render(
        request,
        "desk/bulk_done.html",
        {"action": action, "done": done, "refused": refused, "query": request.POST.get("query", "")},
    )


def _chosen(request: StaffRequest) -> tuple[Programme, Action, str]:
    wanted = request.POST.get("action", "")
    programme, _, code = wanted.partition(":")
    if code not in offered(request.actor).get(programme, ()):
        raise NoPage
    return load(programme), load(programme).actions[code], code


def _picked(request: StaffRequest, programme: Programme, code: str, at: datetime) -> tuple[list[Picked], list[Picked]]:
    """The chosen cases that this actor may see, each with the assignment chosen (0: whichever it is open for): those for which
    the action is open, and those for which it is not.
    """
    chosen = dict.fromkeys(request.POST.getlist("row"))
    if not chosen:
        raise BadInput(field="row", problem=NONE)
    if len(chosen) > MOST:
        raise BadInput(field="row", problem=TOO_MANY)
    pairs = [
        (number, int(task) if task.isdecimal() else 0) for number, _, task in (one.partition("/") for one in chosen)
    ]
    numbers = Q(number__in=[number.replace("\0", "") for number, _ in pairs])
    rows = cases_for(request.actor).filter(numbers, programme=programme.code).select_related("document")
    found = {row.number: row for row in rows}
    both: tuple[list[Picked], list[Picked]] = [], []
    for number, task in pairs:
        if number in found:
            both[not _tasks(found[number], request.actor, code, task, at)].append((found[number], task))
    return both


def _form(
    request: StaffRequest,
    programme: Programme,
    code: str,
    picked: list[Picked],
    unfit: list[Picked],
    error: HuyingError | None = None,
) -> HttpResponse:
    action = programme.actions[code]
    wrong = error if isinstance(error, BadInput) else None
    form = Form(
        code=code,
        task=0,
        action=action,
        inputs=fields.inputs(programme, action, fields.typed(action, request.POST), wrong),
        key=key_of(request),
        seen=0,
        programme=programme,
        refusal=refusal(error, action) if error else "",
    )
    context = {
        "form": form,
        "picked": [(row, f"{row.number}/{task}") for row, task in picked],
        "unfit": [(row, load(row.programme, row.version).states[row.state].name) for row, _ in unfit],
        "value": request.POST.get("action", ""),
        "query": request.POST.get("query", ""),
    }
    return render(request, "desk/bulk.html", context, status=status_of(error) if error else 200)


def _each(
    request: StaffRequest, code: str, action: Action, picked: Iterable[Picked], payload: dict[str, Any]
) -> tuple[list[Result], list[Result]]:
    done, refused, key = [], [], key_of(request)
    for row, task in picked:
        try:
            for number in _about(row, request.actor, code, action, task):
                door.act(
                    case_id=str(row.id),
                    action=code,
                    actor=request.actor,
                    payload=payload,
                    now=now(),
                    task=number,
                    key=f"{key}:{row.number}:{number}",
                )
            done.append(Result(row.number, row.heading, ""))
        except HuyingError as error:
            refused.append(Result(row.number, row.heading, refusal(error, action)))
    return done, refused


def _about(row: models.Case, actor: Actor, code: str, action: Action, task: int) -> list[int]:
    """The assignments that the action is about; the door says what is wrong where there is none."""
    if action.on == "case":
        return [0]
    return [task] if task else _tasks(row, actor, code, 0, now()) or [0]


def _tasks(row: models.Case, actor: Actor, code: str, task: int, at: datetime) -> list[int]:
    """The assignments (0: the case itself) for which the action is open; of one assignment where it is named."""
    open_now = available(store.read(row), actor, load(row.programme, row.version), at, current())
    return [one.task for one in open_now if one.action == code and (not task or one.task in (0, task))]
