"""Requiring something of a case: one form that begins with everything the case itself tells, and leads back to where it was opened."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from msgspec import Struct
from msgspec.structs import replace

from huying.clock import now
from huying.ledger import models
from huying.ledger.services.create import create
from huying.people.calendars import current
from huying.rules.errors import BadInput, HuyingError
from huying.rules.programme import Field
from huying.web.days import today
from huying.web.desk import pane
from huying.web.desk.drafting import Form
from huying.web.errors import NoPage, status_of
from huying.web.kit import fields, handing, spoken
from huying.web.kit.attempts import came_from, key_of
from huying.web.kit.guard import StaffRequest, staff
from huying.web.kit.wordings import refusal
from huying.web.leader.offers import Offer, offers
from huying.web.leader.standing import standing
from huying.web.speaking import language

USUAL = timedelta(days=7)  # a week is what a date begins with; whoever requires something chooses
CHANGES = ("more", "less", "pick")  # buttons that change the form and do nothing yet


@require_http_methods(["GET", "POST"])
@never_cache
@staff
def require(request: StaffRequest, programme: str, number: str = "") -> HttpResponse:
    """The form, and the case that it makes."""
    offer = next((one for one in offers(request.actor) if one.programme.code == programme), None)
    row = pane.row_of(number, request.actor) if number else None
    if offer is None or (row is not None and not offer.fits(row.programme)):
        raise NoPage
    if request.method == "GET":
        return _form(request, offer, row, begun(offer, row))
    if any(name in request.POST for name in CHANGES):
        return _form(request, offer, row, fields.typed(offer.action, request.POST))
    try:
        made = create(
            programme=programme,
            payload=_payload(request, offer, row),
            actor=request.actor,
            now=now(),
            key=key_of(request),
        )
    except HuyingError as error:
        return _form(request, offer, row, fields.typed(offer.action, request.POST), error)
    messages.success(request, gettext("已登记 %(number)s。") % {"number": made.number})
    return redirect(back(request))


def back(request: StaffRequest) -> str:
    """Where the form was opened; the leaders' page where nobody says."""
    return came_from(request, reverse("desk:leader"))


def begun(offer: Offer, row: models.Case | None) -> dict[str, Any]:
    """What a fresh form begins with, field by field."""
    beginning = Beginning(offer, row)
    return {name: beginning.of(name, field) for name, field in offer.action.fields.items()}


class Beginning(Struct, frozen=True):
    """What the case tells for the form. Of a case that accuses somebody no word and no unit is carried over."""

    offer: Offer
    row: models.Case | None

    def of(self, name: str, field: Field) -> Any:
        """What one field begins with."""
        if name == self.offer.origin:
            return self.row.number if self.row else ""
        if field.type == "assignments":
            return handing.fresh(self.offer.programme, self._unit())
        fact = self.offer.programme.facts.get(field.fact)
        if fact and fact.ahead and field.required:
            return soon(today()).isoformat()
        told: dict[str | None, Callable[[], str]] = {
            "heading": self._heading,
            "place": self._place,
            "channel": lambda: self.offer.programme.usual("channel"),
        }
        return told.get(fact.meaning if fact else None, str)()

    def _open(self) -> models.Case | None:
        return self.row if self.row and not self.row.accused else None

    def _heading(self) -> str:
        row = self._open()
        return row.heading if row else ""

    def _place(self) -> str:
        row = self._open()
        return row.within[-1] if row and row.within else ""

    def _unit(self) -> str:
        row = self._open()
        wanted = (row.lead_unit or row.owner_unit) if row else ""
        return next((name.say(language()) for code, name in spoken.units() if code == wanted), "")


def soon(day: date) -> date:
    """A week on, on a day on which offices work."""
    return current().roll_forward(day + USUAL).day


def _payload(request: StaffRequest, offer: Offer, row: models.Case | None) -> dict[str, Any]:
    """What was typed. Raises BadInput."""
    payload = fields.payload(offer.programme, offer.action, request.POST)
    payload[offer.origin] = row.number if row else ""
    return payload


def _form(
    request: StaffRequest,
    offer: Offer,
    row: models.Case | None,
    values: dict[str, Any],
    error: HuyingError | None = None,
) -> HttpResponse:
    programme, action = offer.programme, offer.action
    bad = error if isinstance(error, BadInput) else None
    asked = [
        one
        for one in fields.inputs(programme, action, values, bad)
        if one.name != offer.origin and not _oneself(offer, one.name)
    ]
    form = Form(
        programme.start, 0, action, asked, key_of(request), 0,
        programme=programme, units=_units(row), refusal=refusal(error, action) if error else "",
    )  # fmt: skip
    first = {
        one.name for one in asked if one.required or one.widget == "assignments" or _meant(offer, one.name) == "matter"
    }
    rest = [one for one in asked if one.name not in first]
    context = {
        "form": form, "offer": offer, "back": back(request),
        "about": row, "how": standing([row], now())[row.id] if row else None,
        "first": replace(form, inputs=[one for one in asked if one.name in first]),
        "rest": replace(form, inputs=rest), "rest_open": any(one.problem or (one.value and error) for one in rest),
    }  # fmt: skip
    return render(request, "leader/require.html", context, status=status_of(error) if error else 200)


def _units(row: models.Case | None) -> list[Any]:
    return [one for one in spoken.units() if row is None or one[0] not in row.accused]


def _oneself(offer: Offer, name: str) -> bool:
    """Whether the field says who requires it: that is whoever sends the form."""
    return bool(offer.programme.asker.fact) and offer.action.fields[name].fact == offer.programme.asker.fact


def _meant(offer: Offer, name: str) -> str:
    fact = offer.programme.facts.get(offer.action.fields[name].fact)
    return (fact.meaning or "") if fact else ""
