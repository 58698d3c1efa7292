"""The auditor's pages: who looked, who acted, who changed people, what was sealed, and whether one case's log holds."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from msgspec import Struct

from huying.cases import models
from huying.cases.selectors.scope import cases_for
from huying.cases.services.verify import verify_case
from huying.config.clock import now
from huying.people.models import PeopleLog, User
from huying.people.roles import AUDITOR
from huying.programmes.catalogue import load
from huying.rules.calendar import LOCAL
from huying.rules.policy import SYSTEM
from huying.rules.wording import Text
from huying.web.desk import names, pane
from huying.web.desk.filters import address
from huying.web.desk.guard import StaffRequest, holding

PAGE = 100
DAYS = 7  # what a list shows where no days are asked for
TABS = (
    ("audit", Text("访问记录", "Who looked")),
    ("audit-events", Text("办件记录", "Who acted")),
    ("audit-people", Text("人员变更", "People changed")),
    ("audit-seals", Text("每日封存", "Daily seals")),
    ("audit-verify", Text("逐件核验", "Verify a case")),
)
KINDS = {
    "view": Text("查看事项", "Viewed a case"),
    "unmask": Text("查看联系方式", "Opened contact data"),
    "export": Text("导出列表", "Exported a list"),
    "file": Text("下载附件", "Opened a file"),
}
AUDITORS = holding(AUDITOR)


class Asked(Struct, frozen=True):
    """What a list is narrowed by: whom, from which day to which, of what kind, on which case."""

    who: str
    since: date
    until: date
    kind: str
    number: str
    before: int

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From the first instant of the first day to the first one after the last."""
        return (
            datetime.combine(self.since, time(), LOCAL),
            datetime.combine(self.until + timedelta(days=1), time(), LOCAL),
        )


def asked(request: StaffRequest) -> Asked:
    """The address' own words, wrong ones left out."""
    today = now().astimezone(LOCAL).date()
    word = {
        name: request.GET.get(name, "").replace("\0", "").strip()[:60] for name in ("who", "kind", "number", "before")
    }
    return Asked(
        word["who"],
        _day(request.GET.get("since", ""), today - timedelta(days=DAYS)),
        _day(request.GET.get("until", ""), today),
        word["kind"],
        word["number"],
        int(word["before"]) if word["before"].isascii() and word["before"].isdigit() else 0,
    )


def _day(typed: str, usual: date) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return usual


def _actors(who: str) -> list[str]:
    """The actors' ids that a typed name may mean: a user name, a person's name, an id."""
    if who in (SYSTEM.id, "系统"):
        return [SYSTEM.id]
    users = User.objects.filter(Q(username=who) | Q(display_name=who)).values_list("pk", flat=True)
    return [who, *(str(pk) for pk in users)]


def _page(request: StaffRequest, template: str, context: dict[str, Any], wanted: Asked | None = None) -> HttpResponse:
    query = {name: request.GET.get(name, "") for name in ("who", "since", "until", "kind", "number")}
    last = context.pop("last", 0)
    more = f"?{address(query, before=str(last))}" if last else ""
    return render(request, template, context | {"tabs": TABS, "asked": wanted, "more": more})


@require_GET
@never_cache
@AUDITORS
def looks(request: StaffRequest) -> HttpResponse:
    """Who looked at what: pages, contact data with the reason, files, exports."""
    wanted = asked(request)
    found = models.Access.objects.filter(at__range=wanted.span).filter(
        Q(case=None) | Q(case__in=cases_for(request.actor))
    )
    if wanted.who:
        found = found.filter(actor__in=_actors(wanted.who))
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.number:
        found = found.filter(case__number=wanted.number)
    if wanted.before:
        found = found.filter(id__lt=wanted.before)
    rows = list(found.select_related("case").order_by("-id")[: PAGE + 1])
    persons = names.persons(row.actor for row in rows)
    shown = [(row, persons[row.actor], KINDS.get(row.kind, Text(row.kind, row.kind))) for row in rows[:PAGE]]
    context = {"rows": shown, "kinds": KINDS, "last": rows[PAGE - 1].pk if len(rows) > PAGE else 0}
    return _page(request, "desk/audit/looks.html", context, wanted)


@require_GET
@never_cache
@AUDITORS
def events(request: StaffRequest) -> HttpResponse:
    """Who acted on which case, the latest first; narrowed by person and day, or by case."""
    wanted = asked(request)
    found = models.Event.objects.filter(case__in=cases_for(request.actor))
    found = found.filter(case__number=wanted.number) if wanted.number else found.filter(recorded_at__range=wanted.span)
    if wanted.who:
        found = found.filter(actor__in=_actors(wanted.who))
    rows = list(
        found.select_related("case").order_by("-recorded_at", "case_id", "-seq")[
            wanted.before : wanted.before + PAGE + 1
        ]
    )
    persons, units = names.persons(row.actor for row in rows), names.units(row.unit for row in rows)
    shown = [(row, _action(row), persons[row.actor], units.get(row.unit)) for row in rows[:PAGE]]
    context = {"rows": shown, "last": wanted.before + PAGE if len(rows) > PAGE else 0}
    return _page(request, "desk/audit/events.html", context, wanted)


def _action(event: models.Event) -> Text:
    action = load(event.case.programme, event.case.version).actions.get(event.action)
    return action.name if action else Text(event.action, event.action)


@require_GET
@never_cache
@AUDITORS
def people(request: StaffRequest) -> HttpResponse:
    """Who changed accounts, posts, units and calendars."""
    wanted = asked(request)
    found = PeopleLog.objects.filter(at__range=wanted.span)
    if wanted.who:
        found = found.filter(Q(by__in=_actors(wanted.who)) | Q(subject__in=_actors(wanted.who)))
    if wanted.before:
        found = found.filter(id__lt=wanted.before)
    rows = list(found.order_by("-id")[: PAGE + 1])
    persons = names.persons({row.by for row in rows} | {row.subject for row in rows})
    shown = [
        (row, persons[row.by], persons[row.subject] if row.subject.isdecimal() else Text(row.subject, row.subject))
        for row in rows[:PAGE]
    ]
    context = {"rows": shown, "last": rows[PAGE - 1].pk if len(rows) > PAGE else 0}
    return _page(request, "desk/audit/people.html", context, wanted)


@require_GET
@never_cache
@AUDITORS
def seals(request: StaffRequest) -> HttpResponse:
    """The daily seals, the latest first."""
    return _page(request, "desk/audit/seals.html", {"rows": models.DailySeal.objects.order_by("-day")[:400]})


@require_GET
@never_cache
@AUDITORS
def verify(request: StaffRequest) -> HttpResponse:
    """One case's log, recomputed on the spot: chain, replay, row, assignments."""
    number = request.GET.get("number", "").strip()
    context: dict[str, Any] = {"number": number}
    if number:
        row = pane.row_of(number, request.actor)
        log = list(models.Event.objects.filter(case=row).order_by("seq"))
        context |= {"row": row, "log": log, "faults": verify_case(str(row.id))}
    return _page(request, "desk/audit/verify.html", context)
