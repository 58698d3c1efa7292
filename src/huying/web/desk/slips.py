"""Slips of urging: those addressed to one's posts, read and signed for one by one or many at once; those that one sent, and what came of
each; one of them on paper. Of a proposal a person says whether it is adopted.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from msgspec import Struct

from huying.clock import now
from huying.ledger import models, store
from huying.programmes.registry import load
from huying.rules.errors import HuyingError, NotFound
from huying.rules.policy import Actor
from huying.rules.programme import Programme
from huying.rules.wording import Text
from huying.supervision.models import Slip
from huying.supervision.selectors.slips import addressed_to, sent_by, visible, waiting_for
from huying.supervision.services.acknowledge import SLIP, acknowledge
from huying.web.desk import comparing
from huying.web.kit import names
from huying.web.kit.guard import StaffRequest, staff
from huying.web.kit.wordings import refusal

MOST = 200
BOXES = {"waiting": waiting_for, "all": addressed_to, "sent": sent_by}


class Row(Struct, frozen=True):
    """A slip as a page shows it: to whom (unit, role), about whose delay, which clock, who read it, and what was done after it."""

    slip: Slip
    unit: Text | None
    late: Text | None
    role: Text | None
    clock: Text | None
    reader: Text | None
    reply: Text | None


@require_GET
@never_cache
@staff
def slips(request: StaffRequest) -> HttpResponse:
    """What waits; with `all` what ever came, with `sent` what one wrote oneself."""
    box = next((name for name in ("all", "sent") if name in request.GET), "waiting")
    rows = _rows(BOXES[box](request.actor)[:MOST])
    context = {
        "rows": rows,
        "box": box,
        "sends": _sends(request.actor),
        "signs": any(not one.slip.proposes for one in rows) and box == "waiting",
    }
    return render(request, "desk/slips.html", context)


def _sends(actor: Actor) -> bool:
    return sent_by(actor).exists()


def _rows(found: Iterable[Slip]) -> list[Row]:
    found = list(found)
    units = names.units(code for slip in found for code in (slip.unit, slip.late_unit))
    readers = names.persons(slip.acknowledged_by for slip in found if slip.acknowledged_by)
    return [_row(slip, load(slip.case.programme, slip.case.version), units, readers) for slip in found]


def _row(slip: Slip, programme: Programme, units: dict[str, Text], readers: dict[str, Text]) -> Row:
    clock = programme.clocks.get(slip.clock.partition("/")[0])
    role = programme.roles.get(slip.to_role)
    reply = programme.actions.get(getattr(slip, "reply", None) or "")
    return Row(
        slip,
        units.get(slip.unit),
        units.get(slip.late_unit),
        role.name if role else None,
        clock.name if clock else None,
        readers.get(slip.acknowledged_by),
        reply.name if reply else None,
    )


@require_GET
@never_cache
@staff
def paper(request: StaffRequest, slip: int) -> HttpResponse:
    """One slip as it is handed over on paper. Raises NotFound for whoever may not know of its case."""
    found = visible(request.actor, slip)
    if found is None:
        raise NotFound(what=SLIP)
    event = models.Event.objects.get(case_id=found.case_id, seq=found.seq)
    programme = load(found.case.programme, found.case.version)
    role, clock = programme.roles.get(event.role), store.read(found.case).clocks.get(found.clock)
    context: dict[str, Any] = {
        "row": _rows([found])[0],
        "case": found.case,
        "programme": programme,
        "matter": comparing.texts(found.case)[1],
        "due": clock.due if clock else None,
        "state": comparing.state(found.case),
        "sender": names.persons([event.actor])[event.actor],
        "sender_unit": names.units([event.unit]).get(event.unit),
        "sender_role": role.name if role else None,
    }
    return render(request, "desk/slip.html", context)


@require_POST
@staff
def sign(request: StaffRequest, slip: int) -> HttpResponse:
    """Signed for, adopted, or not adopted."""
    adopted = {"yes": True, "no": False}.get(request.POST.get("adopted", ""))
    try:
        acknowledge(slip_id=slip, actor=request.actor, now=now(), adopted=adopted)
        messages.success(request, gettext("已签阅。"))
    except HuyingError as error:
        messages.error(request, refusal(error))
    return redirect("desk:slips")


@require_POST
@staff
def sign_many(request: StaffRequest) -> HttpResponse:
    """Signed for, all that were chosen; what can't be is named once for each reason."""
    chosen = [int(one) for one in request.POST.getlist("row")[:MOST] if one.isdecimal()]
    done, refused = 0, dict[str, None]()
    for slip in chosen:
        try:
            acknowledge(slip_id=slip, actor=request.actor, now=now())
            done += 1
        except HuyingError as error:
            refused[refusal(error)] = None
    if done:
        messages.success(request, gettext("已签阅 %(n)s 份。") % {"n": done})
    for sentence in refused:
        messages.error(request, sentence)
    if not chosen:
        messages.error(request, gettext("请先勾选要签阅的催办单。"))
    return redirect("desk:slips")
