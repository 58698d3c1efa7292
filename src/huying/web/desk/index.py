"""The desk itself: queues, list, case, all told by its address."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from huying.clock import now
from huying.ledger.selectors import paging
from huying.ledger.selectors.scope import cases_for
from huying.ledger.services import access
from huying.people.roles import AUDITOR
from huying.rules.policy import Actor, held
from huying.supervision.selectors.slips import waiting_for
from huying.web.desk import bulk, choices, columns, filters, listing, nav, pane, rows, saved
from huying.web.desk.listing import Asked
from huying.web.desk.queues import Queue, grouped, programmes, queues_for
from huying.web.kit.guard import StaffRequest, holds, partial, staff
from huying.web.speaking import language

WORKING = ("home", "unit", "supervisor", "place")


@require_GET
@never_cache
@staff
def start(request: StaffRequest) -> HttpResponse:
    """After signing in: the desk for whoever has something to do, the figures for those who lead and only look on."""
    looks = bool(queues_for(request.actor, now())) and not holds(request.actor, AUDITOR)
    return redirect("desk:leader" if looks and not _works(request.actor) else "desk:index")


def _works(actor: Actor) -> bool:
    """Whether some post of the actor stands in a working relation to cases: at their home, unit, supervisor or place."""
    return any(role.at in WORKING for one in programmes(actor) for _, role in held(actor, one))


@require_GET
@never_cache
@staff
def index(request: StaffRequest) -> HttpResponse:
    """Three panes; of them only the list, or only the queues (with their counts, which the page itself does not wait for),
    where a part was asked for.
    """
    at = now()
    queues = queues_for(request.actor, at)
    if not queues:
        return redirect(nav.first(request.actor) or reverse("account_logout"))
    asked = listing.asked(queues, request.GET, request.actor, at)
    target = request.headers.get("HX-Target", "")
    if partial(request) and target == "queues":
        numbers = listing.counts([queue for queue in queues if queue.counted], request.actor, at)
        return render(request, "desk/_queues.html", heaps(request, queues, asked.queue, numbers))
    context = listed(asked, request.GET.get("after", ""), request.GET.get("case", ""))
    if partial(request):
        return render(request, "desk/_more.html" if target.startswith("more") else "desk/_list.html", context)
    opened = _opened(request, _wanted(request, context), at)
    return render(request, "desk/index.html", context | heaps(request, queues, asked.queue) | opened)


def listed(asked: Asked, after: str, case: str) -> dict[str, Any]:
    """The list's context."""
    page, shown = listing.page(asked, after), columns.facts(asked.programme)
    query, known = {"queue": asked.queue.key, **asked.filters.given()}, choices.tables(asked)
    offers = bulk.actions(asked)
    lines = rows.rows(page.rows, asked.now, language(), asked.actor, shown, bulk.offered(asked.actor))
    head = columns.head(asked, query)
    return {
        "queue": asked.queue,
        "filters": asked.filters,
        "narrowed": bool(asked.filters.narrows()),
        "rows": lines,
        "total": _total(asked, len(lines), whole=not after and not page.following),
        "head": head,
        "width": len(head) + 1 + bool(offers),
        "mixed": asked.several and asked.programme is None,
        "query": filters.address(query),
        "back": quote(f"{reverse('desk:index')}?{filters.address(query)}"),
        "following": filters.address(query, after=page.following) if page.following else "",
        "chips": choices.chips(asked, query, known),
        "controls": choices.controls(asked, known, language()),
        "unit_names": choices.unit_names(known, language()),
        "bulk": offers,
        "case_number": case,
    }


def _total(asked: Asked, shown: int, *, whole: bool) -> int | str:
    """How many rows the list has: counted only where they are not all on the page."""
    return shown if whole else paging.many(paging.counted(listing.found(asked)))


def heaps(
    request: StaffRequest, queues: list[Queue], chosen: Queue, numbers: dict[str, int] | None = None
) -> dict[str, Any]:
    """The left pane's context: queues in their groups, with counts once they are there, saved views below."""
    said = {key: paging.many(number) for key, number in (numbers or {}).items()}
    groups = [(name, [(queue, said.get(queue.key)) for queue in heap]) for name, heap in grouped(queues, request.actor)]
    return {
        "groups": groups,
        "queue": chosen,
        "saved": saved.of(request.user),
        "slips": waiting_for(request.actor)[: paging.MOST].count() if numbers else 0,
    }


def _wanted(request: StaffRequest, context: dict[str, Any]) -> str:
    """The case to be opened beside the list: the one that the address names, or the only one whose whole number was searched for."""
    lines, typed = context["rows"], filters.number(context["filters"].q)
    if typed and {line.number for line in lines} == {typed}:
        return typed
    return request.GET.get("case", "").replace("\0", "")


def _opened(request: StaffRequest, number: str, at: datetime) -> dict[str, Any]:
    """The case pane's context where that is a case which this actor may see."""
    row = cases_for(request.actor).filter(number=number).first() if number else None
    if row is None:
        return {}
    access.note(actor=request.actor, kind="view", case_id=str(row.id), now=at)
    return {"case_number": number} | pane.gather(row, request.actor, at)
