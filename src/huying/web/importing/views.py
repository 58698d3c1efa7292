"""The pages: a form with the runs so far, one run with its progress and its report, and the file of refused rows."""

import uuid

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huying.clock import now
from huying.importing import selectors as imports
from huying.importing import shelf
from huying.importing.columns import columns
from huying.importing.models import ImportRun
from huying.importing.services import runs as import_runs
from huying.importing.tables import LARGEST, MEGABYTE, MOST
from huying.ledger.services import access
from huying.people.selectors import names_of
from huying.rules.errors import BadInput, HuyingError, NotFound
from huying.rules.wording import Text
from huying.web.errors import NoPage, status_of
from huying.web.kit.guard import StaffRequest, partial, staff
from huying.web.kit.wordings import refusal
from huying.web.speaking import language

SHOWN = 50  # runs of the list
MAPPABLE = (ImportRun.State.CHECKED, ImportRun.State.FAILED)  # states in which one may still say which column is which
NO_FILE = Text("请选择要导入的文件", "choose the file to import.")


@require_http_methods(["GET", "POST"])
@never_cache
@staff
def index(request: StaffRequest) -> HttpResponse:
    """The form and the latest runs; a file that is sent goes on to its own page."""
    programmes = imports.programmes_for(request.actor)
    if not programmes:
        raise NoPage
    if request.method == "GET":
        return _index(request)
    try:
        upload = _upload(request)
        codes = [one.code for one in programmes]
        chosen = request.POST.get("programme", "")
        made = import_runs.begin(
            programme=chosen if chosen in codes else codes[0],
            name=upload.name or "",
            content=upload.read(),
            actor=request.actor,
            now=now(),
        )
    except HuyingError as error:
        return _index(request, error)
    return redirect("importing:run", made.id)


@require_GET
@never_cache
@staff
def run(request: StaffRequest, run: uuid.UUID) -> HttpResponse:
    """One run; as a part of the page (htmx asks every second) while a job works on it."""
    found = imports.one_for(request.actor, run)
    template = "importing/_run.html" if partial(request) else "importing/run.html"
    return render(request, template, _context(found))


@require_POST
@staff
def start(request: StaffRequest, run: uuid.UUID) -> HttpResponse:
    """Import what was checked."""
    import_runs.confirm(run_id=run, actor=request.actor, now=now())
    return redirect("importing:run", run)


@require_GET
@never_cache
@staff
def rejects(request: StaffRequest, run: uuid.UUID) -> HttpResponse:
    """The refused rows with their reasons, as a file; that it was fetched is written down."""
    found = imports.one_for(request.actor, run)
    file = shelf.path(shelf.rejects(str(found.id)))
    if found.state not in (ImportRun.State.CHECKED, ImportRun.State.DONE) or not file.exists():
        raise NotFound(what=Text("退回行文件", "file of refused rows"))
    access.note(actor=request.actor, kind="export", now=now(), detail=f"rejects {found.id}")
    response = HttpResponse(file.read_bytes(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="rejects-{found.id}.csv"'
    return response


def _upload(request: StaffRequest) -> UploadedFile:
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile) or not upload.size:
        raise BadInput(field="file", problem=NO_FILE)
    return upload


def _index(request: StaffRequest, error: HuyingError | None = None) -> HttpResponse:
    runs = list(imports.runs_for(request.actor)[:SHOWN])
    people = names_of(one.actor for one in runs)
    programmes = imports.programmes_for(request.actor)
    context = {
        "programmes": programmes,
        "chosen": request.POST.get("programme", ""),
        "runs": [(one, imports.state(one), people.get(one.actor, "")) for one in runs],
        "columns": [(one, list(columns(one.code).values())) for one in programmes],
        "most": MOST,
        "largest": LARGEST // MEGABYTE,
        "error": refusal(error) if error else "",
    }
    return render(request, "importing/index.html", context, status=status_of(error) if error else 200)


def _context(found: ImportRun) -> dict[str, object]:
    report = found.report
    spoken = "zh" if language().startswith("zh") else "en"
    return {
        "run": found,
        "state": imports.state(found),
        "waiting": found.state in (ImportRun.State.CHECKING, ImportRun.State.IMPORTING),
        "person": names_of([found.actor]).get(found.actor, ""),
        "report": report,
        "shown": [(one["line"], one[spoken]) for one in report.get("shown", [])],
        "more": max(0, report.get("refused", 0) - len(report.get("shown", []))),
        "error": report.get("error", {}).get(spoken, ""),
        "mappable": found.state in MAPPABLE and shelf.path(str(found.id)).exists(),
        "fetchable": shelf.path(shelf.rejects(str(found.id))).exists(),
        "unread": sorted(report.get("unread", {}).items()),
        "percent": found.read * 100 // found.total if found.total else 0,
    }
