"""What the person who wrote may do: rate, say it is not solved. The rules say what is open; this only carries it to the door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from huying.clock import now
from huying.ledger.services.door import act
from huying.ledger.store import read
from huying.programmes.registry import load
from huying.rules.errors import BadInput, HuyingError, NotFound
from huying.web.actors import petitioner
from huying.web.errors import sentence, status_of
from huying.web.portal.asking import Ask
from huying.web.portal.opened import MATTER, opened
from huying.web.portal.views.following import page


@never_cache
@require_POST
def take(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """Take one action; a refusal gives the page back with what was typed."""
    row = opened(request, number)
    if row is None:
        return redirect(f"{reverse('portal:follow')}?number={number}")
    case = read(row)
    programme = load(case.programme, case.version)
    if action not in programme.actions:
        raise NotFound(what=MATTER)
    ask = Ask(action, programme.actions[action], programme, request.POST)
    if not ask.is_valid():
        return page(request, row, ask, status=400)
    try:
        act(
            case_id=case.id,
            action=action,
            actor=petitioner(request, case.id),
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
    return redirect("portal:matter", number)
