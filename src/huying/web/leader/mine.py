"""What somebody who leads required: what waits for their word, what is late, what is being done, what was answered. They confirm it or
send it back where it stands.
"""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from msgspec import Struct

from huying.clock import now
from huying.ledger import models, store
from huying.ledger.selectors import ordering, paging
from huying.ledger.selectors.scope import cases_for
from huying.ledger.services import door
from huying.people.calendars import current
from huying.programmes.registry import load, newest
from huying.rules.available import available
from huying.rules.case import Case
from huying.rules.errors import BadInput, HuyingError
from huying.rules.policy import Actor
from huying.rules.programme import Action, Programme, said
from huying.rules.wording import Text
from huying.web.desk import pane
from huying.web.errors import NoPage, status_of
from huying.web.kit import fields, names
from huying.web.kit.attempts import demand_sure, key_of
from huying.web.kit.guard import StaffRequest, staff
from huying.web.kit.values import day
from huying.web.kit.wordings import refusal
from huying.web.leader.offers import leads, offers
from huying.web.leader.standing import Standing, standing
from huying.web.speaking import language

MOST = 200  # open ones of a heap that are listed; the page says how many there are
TYPED = ("prose", "line")  # fields that can be filled in where the case stands; anything else has its own form
CLOSED = ordering.by_instant("closed_at", falling=True)


class Act(Struct, frozen=True):
    """One thing that may be done here, with what it asks for; `plain` where that can be typed here. `problem` is why it was refused."""

    code: str
    action: Action
    inputs: list[fields.Input]
    plain: bool
    key: str
    problem: str = ""


class Required(Struct, frozen=True):
    """One case that was required, ready to be shown: until when (`days`), by whom, what was reported, what may be done."""

    number: str
    heading: str
    programme: Text
    state: Text
    how: Standing
    units: Text
    days: list[tuple[Text, date]]
    report: Text | None
    origin: models.Case | None
    closed: datetime | None
    resolved: bool | None
    acts: list[Act]


class Refused(Struct, frozen=True):
    """An attempt that was refused: of which case, which action, with what was typed, and why, as a sentence too."""

    number: str
    code: str
    values: dict[str, Any]
    key: str
    error: HuyingError
    sentence: str


@require_GET
@never_cache
@staff
def mine(request: StaffRequest) -> HttpResponse:
    """The page."""
    return _page(request, now())


@require_POST
@never_cache
@staff
def answer(request: StaffRequest, number: str, code: str) -> HttpResponse:
    """Confirm, send back, urge: whatever the rules let whoever required it do."""
    row = pane.row_of(number, request.actor)
    programme = load(row.programme, row.version)
    if row.asker not in request.actor.asks_as or code not in programme.actions:
        raise NoPage
    action, at = programme.actions[code], now()
    try:
        demand_sure(request, action)
        payload = fields.payload(programme, action, request.POST)
        door.act(case_id=str(row.id), action=code, actor=request.actor, payload=payload, now=at, key=key_of(request))
    except HuyingError as error:
        typed = fields.typed(action, request.POST)
        refused = Refused(number, code, typed, key_of(request), error, refusal(error, action))
        return _page(request, at, refused, status_of(error))
    messages.success(request, gettext("已办理：%(action)s") % {"action": action.name.say(language())})
    return redirect("desk:leader-mine")


def waiting(actor: Actor) -> int | None:
    """How many cases wait for the actor's word; None for somebody who requires nothing."""
    return asked_by(actor).filter(_turn()).count() if any(leads(actor, one) for one in newest()) else None


def asked_by(actor: Actor) -> QuerySet[models.Case]:
    """What the actor required."""
    leading = [one.code for one in newest() if leads(actor, one)]
    return cases_for(actor).filter(programme__in=leading, asker__in=actor.asks_as)


def _turn() -> Q:
    """It is the turn of whoever asked."""
    found = [
        Q(programme=one.code, state__in=[code for code, state in one.states.items() if _asker_owns(one, state.owner)])
        for one in newest()
    ]
    return Q(is_open=True) & reduce(or_, found)


def _asker_owns(programme: Programme, owner: str) -> bool:
    return owner in programme.roles and programme.roles[owner].at == "asker"


def _page(request: StaffRequest, at: datetime, refused: Refused | None = None, status: int = 200) -> HttpResponse:
    actor = request.actor
    if not any(leads(actor, one) for one in newest()):
        raise NoPage
    whole = asked_by(actor)
    heaps = {
        "waiting": whole.filter(_turn()),
        "late": whole.filter(is_open=True, due_at__lt=at).exclude(_turn()),
        "open": whole.filter(is_open=True).exclude(_turn()).exclude(due_at__lt=at),
    }
    closed = paging.page(whole.filter(is_open=False).select_related("document"), CLOSED, request.GET.get("after", ""))
    context: dict[str, Any] = {name: _told(_first(rows), actor, at, refused) for name, rows in heaps.items()}
    context |= {f"{name}_count": rows.count() for name, rows in heaps.items()}
    context |= {
        "closed": _told(closed.rows, actor, at, refused), "following": closed.following, "most": MOST, "at": at,
        "offers": offers(actor), "several": sum(leads(actor, one) for one in newest()) > 1,
        "refusal": refused.sentence if refused else "",
    }  # fmt: skip
    return render(request, "leader/mine.html", context, status=status)


def _first(rows: QuerySet[models.Case]) -> list[models.Case]:
    return list(rows.select_related("document").order_by(F("due_at").asc(nulls_last=True), "id")[:MOST])


class Seen(Struct, frozen=True):
    """Whatever a page says of many cases, asked for at once however many they are; `refused` is an attempt that came to nothing."""

    actor: Actor
    at: datetime
    how: dict[UUID, Standing]
    units: dict[str, Text]
    texts: dict[str, Text]
    origins: dict[str, models.Case]
    refused: Refused | None

    def told(self, row: models.Case, case: Case) -> Required:
        """One of them, ready to be shown."""
        programme = load(row.programme, row.version)
        doing = [task.unit for task in case.tasks.values() if not programme.tasks[task.state].void]
        return Required(
            number=row.number,
            heading=row.heading or row.number,
            programme=programme.name,
            state=programme.states[row.state].name,
            how=self.how[row.id],
            units=_joined([self.units[one] for one in dict.fromkeys(doing)]),
            days=_days(row, programme),
            report=self.texts.get(_report(row, case)),
            origin=next((self.origins[one] for one in case.links.values() if one in self.origins), None),
            closed=row.closed_at,
            resolved=said(programme, row.facts, "resolved", None),
            acts=self._acts(row, case, programme),
        )

    def _acts(self, row: models.Case, case: Case, programme: Programme) -> list[Act]:
        """What moves the case or urges it, the primary first."""
        refused = self.refused if self.refused and self.refused.number == row.number else None
        found = []
        for choice in available(case, self.actor, programme, self.at, current()) if row.is_open else ():
            action = programme.actions[choice.action]
            if choice.task == 0 and (action.to or action.urges):
                mine = refused if refused and refused.code == choice.action else None
                found.append(_act(choice.action, action, programme, mine))
        return sorted(found, key=lambda one: not one.action.primary)


def _told(rows: Sequence[models.Case], actor: Actor, at: datetime, refused: Refused | None) -> list[Required]:
    known = {row.id: store.read(row) for row in rows}
    units = names.units(task.unit for case in known.values() for task in case.tasks.values())
    texts = names.texts({text for row in rows if (text := _report(row, known[row.id]))})
    targets = {target for case in known.values() for target in case.links.values()}
    origins = {str(one.id): one for one in cases_for(actor).filter(id__in=targets)} if targets else {}
    seen = Seen(actor, at, standing(rows, at), units, texts, origins, refused)
    return [seen.told(row, known[row.id]) for row in rows]


def _report(row: models.Case, case: Case) -> str:
    return str(said(load(row.programme, row.version), case.facts, "answer") or "")


def _days(row: models.Case, programme: Programme) -> list[tuple[Text, date]]:
    """The dates that clocks run to, in the order in which the programme declares them."""
    told = (
        (fact.name, day(str(row.facts.get(code, ""))))
        for code, fact in programme.facts.items()
        if code in programme.awaited
    )
    return [(name, until) for name, until in told if until]


def _joined(parts: list[Text]) -> Text:
    return Text("、".join(one.zh for one in parts), ", ".join(one.en for one in parts))


def _act(code: str, action: Action, programme: Programme, refused: Refused | None) -> Act:
    bad = refused.error if refused and isinstance(refused.error, BadInput) else None
    return Act(
        code,
        action,
        fields.inputs(programme, action, refused.values if refused else {}, bad),
        all(field.type in TYPED for field in action.fields.values()),
        refused.key if refused else uuid.uuid4().hex,
        refused.sentence if refused else "",
    )
