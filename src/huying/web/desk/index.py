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
from huying.ledger.selectors.scope import cases_for
from huying.ledger.services import access
from huying.people.roles import AUDITOR
from huying.supervision.selectors.slips import waiting_for
from huying.web.desk import bulk, choices, filters, listing, nav, pane, rows, saved
from huying.web.desk.guard import StaffRequest, holds, partial, staff
from huying.web.desk.queues import GROUPS, Queue, queues_for
from huying.web.templatetags.huying_tags import language


@require_GET
@never_cache
@staff
def start(request: StaffRequest) -> HttpResponse:
    """After signing in: the desk for whoever has something to do, the figures for those who lead and only look on."""
    queues = queues_for(request.actor, now())
    works = any(queue.group in ("mine", "unit") for queue in queues) or nav.starts(request.actor)
    leads = bool(queues) and not works and not holds(request.actor, AUDITOR)
    return redirect("desk:leader" if leads else "desk:index")


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
    chosen = pick(queues, request.GET.get("queue", ""))
    target = request.headers.get("HX-Target", "")
    if partial(request) and target == "queues":
        numbers = listing.counts([queue for queue in queues if queue.counted], request.actor, at)
        return render(request, "desk/_queues.html", heaps(request, queues, chosen, numbers))
    context = listed(request, chosen, at)
    if partial(request):
        return render(request, "desk/_more.html" if target.startswith("more") else "desk/_list.html", context)
    return render(request, "desk/index.html", context | heaps(request, queues, chosen) | _opened(request, at))


def pick(queues: list[Queue], key: str) -> Queue:
    """The queue of that key; the first one for a key that this actor does not have."""
    return next((queue for queue in queues if queue.key == key), queues[0])


def listed(request: StaffRequest, queue: Queue, at: datetime) -> dict[str, Any]:
    """The list's context."""
    wanted = filters.read(request.GET)
    page = listing.page(queue, wanted, request.actor, at, request.GET.get("after", ""))
    query, known = {"queue": queue.key, **wanted.given()}, choices.choices(request.actor)
    return {
        "queue": queue,
        "filters": wanted,
        "rows": rows.rows(page.rows, at, language()),
        "query": filters.address(query),
        "back": quote(f"{reverse('desk:index')}?{filters.address(query)}"),
        "following": filters.address(query, after=page.following) if page.following else "",
        "chips": choices.chips(wanted, query, known),
        "choices": choices.selects(known, wanted, language()),
        "bulk": bulk.actions(request.actor),
        "case_number": request.GET.get("case", ""),
    }


def heaps(
    request: StaffRequest, queues: list[Queue], chosen: Queue, numbers: dict[str, int] | None = None
) -> dict[str, Any]:
    """The left pane's context: queues in their groups, with counts once they are there, saved views below."""
    shown = {
        key: f"{listing.MOST - 1}+" if number >= listing.MOST else number for key, number in (numbers or {}).items()
    }
    groups = [
        (name, [(queue, shown.get(queue.key)) for queue in queues if queue.group == code])
        for code, name in GROUPS.items()
    ]
    return {
        "groups": [group for group in groups if group[1]],
        "queue": chosen,
        "saved": saved.of(request.user),
        "slips": waiting_for(request.actor)[: listing.MOST].count() if numbers else 0,
    }


def _opened(request: StaffRequest, at: datetime) -> dict[str, Any]:
    """The case pane's context where the address names a case that this actor may see."""
    number = request.GET.get("case", "").replace("\0", "")
    row = cases_for(request.actor).filter(number=number).first() if number else None
    if row is None:
        return {}
    access.note(actor=request.actor, kind="view", case_id=str(row.id), now=at)
    return pane.gather(row, request.actor, at)
