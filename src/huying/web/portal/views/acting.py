"""What the person who wrote may do: judge the answer, have it handled again. The rules say what is open; this only carries it to
the door.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from huying.clock import now
from huying.ledger.models import Case
from huying.ledger.services.door import act
from huying.ledger.store import read
from huying.programmes.registry import load
from huying.rules.errors import BadInput, HuyingError, NotFound
from huying.web.actors import petitioner
from huying.web.errors import sentence, status_of
from huying.web.portal.asking import Ask
from huying.web.portal.opened import MATTER, opened
from huying.web.portal.views.following import page

CHOOSE = _("请先选一项。")


@never_cache
@require_POST
def take(request: HttpRequest, number: str, action: str = "") -> HttpResponse:
    """Take the action that was chosen; a refusal gives the page back with what was typed."""
    row = opened(request, number)
    if row is None:
        return redirect(f"{reverse('portal:follow')}?number={number}")
    code = action or request.POST.get("do", "")
    if not code:
        return page(request, row, problem=str(CHOOSE), status=400)
    case = read(row)
    programme = load(case.programme, case.version)
    if code not in programme.actions:
        raise NotFound(what=MATTER)
    ask = Ask(code, programme, request.POST)
    return _taken(request, row, ask) if ask.is_valid() else page(request, row, ask, status=400)


def _taken(request: HttpRequest, row: Case, ask: Ask) -> HttpResponse:
    who = petitioner(request, str(row.id))
    try:
        act(
            case_id=str(row.id),
            action=ask.code,
            actor=who,
            payload=ask.payload(),
            now=now(),
            key=ask.cleaned_data["key"],
        )
    except BadInput as error:
        ask.refuse(error)
        return page(request, row, ask, status=status_of(error))
    except HuyingError as error:
        row.refresh_from_db()
        return page(request, row, ask, sentence(error), status=status_of(error))
    return redirect("portal:matter", row.number)
