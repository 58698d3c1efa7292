"""Which column of a file is which: said once in the browser, and remembered for the next file with the same headers."""

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from msgspec import Struct

from huying.clock import now
from huying.importing import selectors as imports
from huying.importing.columns import IGNORED, Column
from huying.importing.mapping import Proposal
from huying.importing.models import ImportRun
from huying.importing.services import runs as import_runs
from huying.rules.errors import HuyingError
from huying.web.errors import status_of
from huying.web.kit.guard import StaffRequest, staff
from huying.web.kit.wordings import refusal


class Asked(Struct, frozen=True):
    """One column of the file: how the form names it, its title, some of its values, and what it is taken for."""

    name: str
    title: str
    examples: tuple[str, ...]
    chosen: str


@require_http_methods(["GET", "POST"])
@never_cache
@staff
def columns(request: StaffRequest, run: uuid.UUID) -> HttpResponse:
    """Every column of the file beside what it may be; what was said goes back into the check."""
    found = imports.one_for(request.actor, run)
    proposal = import_runs.proposal(run_id=run, actor=request.actor)
    if request.method == "GET":
        return _form(request, found, proposal, proposal.mapping)
    said = {title: request.POST.get(_name(at), IGNORED) for at, title in enumerate(proposal.captions)}
    try:
        import_runs.remap(run_id=run, mapping=said, actor=request.actor, now=now())
    except HuyingError as error:
        return _form(request, found, proposal, said, error)
    return redirect("importing:run", run)


def _name(at: int) -> str:
    return f"column-{at}"


def _form(
    request: StaffRequest, run: ImportRun, proposal: Proposal, said: dict[str, str], error: HuyingError | None = None
) -> HttpResponse:
    asked = [
        Asked(_name(at), title, proposal.examples[title], said.get(title, IGNORED))
        for at, title in enumerate(proposal.captions)
    ]
    context = {
        "run": run,
        "asked": asked,
        "columns": proposal.columns,
        "missing": _missing(proposal.columns, said),
        "error": refusal(error) if error else "",
    }
    return render(request, "importing/columns.html", context, status=status_of(error) if error else 200)


def _missing(known: tuple[Column, ...], said: dict[str, str]) -> list[Column]:
    """What no column of the file says, and without which there is no case."""
    return [one for one in known if one.required and one.code not in said.values()]
