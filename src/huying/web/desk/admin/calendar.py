"""Holidays: the years that are known, and loading another. Running clocks are counted anew by the next tick, which logs it."""

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from huying.clock import now
from huying.people import calendars
from huying.people.models import HolidayYear
from huying.people.services.calendars import load_year
from huying.rules.errors import BadInput, HuyingError
from huying.rules.forms import MISSING
from huying.rules.schedule import parse
from huying.rules.wording import Text
from huying.web.desk.admin import tabs
from huying.web.kit import names
from huying.web.kit.guard import StaffRequest

LARGEST = 100_000  # bytes; a year's schedule has about one thousand
NOT_TEXT = Text("不是文本文件，请上传 .toml 文件", "it is no text file; upload a .toml file.")


@require_http_methods(["GET", "POST"])
@never_cache
@tabs.ADMINISTRATORS
def calendar(request: StaffRequest) -> HttpResponse:
    """The years in force, and the form to load one."""
    tabs.demand(request, "calendar")
    error: HuyingError | None = None
    if request.method == "POST":
        try:
            schedule = parse(_source(request), "holidays")
            load_year(schedule=schedule, by=request.actor, now=now())
            return tabs.done(request, "admin-calendar", tabs.said("load_year", Text(*[str(schedule.year)] * 2)))
        except HuyingError as refused:
            error = refused
    loaded = list(HolidayYear.objects.order_by("-year"))
    people = names.persons(row.loaded_by for row in loaded)
    by_year = {row.year: (row, people[row.loaded_by]) for row in loaded}
    rows = [(one, by_year.get(one.year)) for one in reversed(calendars.current().schedules)]
    return tabs.shown(request, "calendar", {"rows": rows}, error)


def _source(request: StaffRequest) -> str:
    upload = request.FILES.get("file")
    if upload is None:
        text = request.POST.get("text", "")
        if not text.strip():
            raise BadInput(field="file", problem=MISSING)
        return text
    content = upload.read(LARGEST + 1)
    try:
        return str(content[:LARGEST].decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadInput(field="file", problem=NOT_TEXT) from error
