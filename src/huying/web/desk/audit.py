"""The auditor's pages: who looked, who acted, who changed people, what was sealed, and whether one case's log holds."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from huying.clock import now
from huying.ledger import models
from huying.ledger.selectors.scope import cases_audited, cases_for
from huying.ledger.services.verify import verify_case
from huying.people import changes
from huying.people.roles import AUDITOR
from huying.rules.errors import NotFound
from huying.rules.policy import Actor
from huying.rules.wording import Text
from huying.web.desk import auditlists, lookwords, peoplewords
from huying.web.desk.auditlists import Asked, action, asked, capacity
from huying.web.desk.filters import address
from huying.web.kit import names
from huying.web.kit.guard import StaffRequest, holding

PAGE = 100
TABS = (
    ("audit", Text("访问记录", "Who looked")),
    ("audit-events", Text("办件记录", "Who acted")),
    ("audit-people", Text("人员变更", "People changed")),
    ("audit-seals", Text("每日封存", "Daily seals")),
    ("audit-verify", Text("逐件核验", "Verify a case")),
    ("audit-changes", Text("待确认", "To confirm")),
)
AUDITORS = holding(AUDITOR)
CASE = Text("事项", "case")


def _page(
    request: StaffRequest, template: str, export: str, context: dict[str, Any], wanted: Asked | None = None
) -> HttpResponse:
    """`export` is the list's name where it can be had as a file."""
    query = {name: request.GET.get(name, "") for name in ("who", "since", "until", "kind", "number")}
    last = context.pop("last", 0)
    more = f"?{address(query, before=str(last))}" if last else ""
    page = {
        "tabs": TABS,
        "waiting": changes.count(request.actor, now()),
        "asked": wanted,
        "more": more,
        "export": export,
        "query": address(query),
    }
    return render(request, template, context | page)


def _seen(rows: list[models.Case], actor: Actor) -> set[UUID]:
    """Whose pages the auditor may open as well: as far as their programmes let auditors see them."""
    return set(cases_for(actor).filter(pk__in={row.pk for row in rows}).values_list("pk", flat=True)) if rows else set()


@require_GET
@never_cache
@AUDITORS
def looks(request: StaffRequest) -> HttpResponse:
    """Who looked at what: pages, contact data with the reason, files, exports."""
    wanted = asked(request.GET, now())
    found = auditlists.looks(wanted, request.actor)
    rows = list((found.filter(id__lt=wanted.before) if wanted.before else found)[: PAGE + 1])
    persons = names.persons(row.actor for row in rows)
    said = lookwords.details(rows[:PAGE])
    seen = _seen([row.case for row in rows[:PAGE] if row.case], request.actor)
    shown = [
        (row, persons[row.actor], lookwords.kind(row.kind), words, row.case_id in seen)
        for row, words in zip(rows, said, strict=False)
    ]
    context = {"rows": shown, "kinds": lookwords.KINDS, "last": rows[PAGE - 1].pk if len(rows) > PAGE else 0}
    return _page(request, "desk/audit/looks.html", "looks", context, wanted)


@require_GET
@never_cache
@AUDITORS
def events(request: StaffRequest) -> HttpResponse:
    """Who acted on which case, the latest first; narrowed by person and day, or by case."""
    wanted = asked(request.GET, now())
    rows = list(auditlists.events(wanted, request.actor)[wanted.before : wanted.before + PAGE + 1])
    persons, units = names.persons(row.actor for row in rows), names.units(row.unit for row in rows)
    seen = _seen([row.case for row in rows[:PAGE]], request.actor)
    shown = [
        (row, action(row), persons[row.actor], capacity(row), units.get(row.unit), row.case_id in seen)
        for row in rows[:PAGE]
    ]
    context = {"rows": shown, "last": wanted.before + PAGE if len(rows) > PAGE else 0}
    return _page(request, "desk/audit/events.html", "events", context, wanted)


@require_GET
@never_cache
@AUDITORS
def people(request: StaffRequest) -> HttpResponse:
    """Who changed accounts, posts, units and calendars."""
    wanted = asked(request.GET, now())
    found = auditlists.people(wanted)
    rows = list((found.filter(id__lt=wanted.before) if wanted.before else found)[: PAGE + 1])
    shown = peoplewords.lines(rows[:PAGE])
    context = {"rows": shown, "last": rows[PAGE - 1].pk if len(rows) > PAGE else 0}
    return _page(request, "desk/audit/people.html", "people", context, wanted)


@require_GET
@never_cache
@AUDITORS
def seals(request: StaffRequest) -> HttpResponse:
    """The daily seals, the latest first."""
    return _page(request, "desk/audit/seals.html", "seals", {"rows": auditlists.seals()[:400]})


@require_GET
@never_cache
@AUDITORS
def verify(request: StaffRequest) -> HttpResponse:
    """One case's log, recomputed on the spot: chain, replay, row, assignments."""
    number = request.GET.get("number", "").strip()
    context: dict[str, Any] = {"number": number}
    if number:
        row = cases_audited(request.actor).filter(number=number.replace("\0", "")).first()
        if row is None:
            raise NotFound(what=CASE)
        log = list(models.Event.objects.filter(case=row).select_related("case").order_by("seq"))
        context |= {"row": row, "log": [(one, action(one)) for one in log], "faults": verify_case(str(row.id))}
    return _page(request, "desk/audit/verify.html", "", context)
