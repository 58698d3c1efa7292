"""Whether the portal takes what is written: only where somebody can answer them. Looked at once a minute while it does."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from huying.people.calendars import current
from huying.people.readiness import can_answer
from huying.rules.calendar import LOCAL
from huying.web.portal.programme import programme

MINUTE = timedelta(minutes=1)

_open_until: datetime | None = None


def is_open(now: datetime) -> bool:
    """Whether what comes now can be answered. That it can is remembered for a minute, that it can't is not."""
    global _open_until  # noqa: PLW0603 - one answer a process, replaced whole
    if _open_until is None or not _open_until - MINUTE <= now < _open_until:
        ready = can_answer(programme(), now.astimezone(LOCAL).date(), current())
        _open_until = now + MINUTE if ready else None
    return _open_until is not None


def forget() -> None:
    """Look again at the next one."""
    global _open_until  # noqa: PLW0603 - see above
    _open_until = None


def closed(request: HttpRequest) -> HttpResponse:
    """In plain words: not yet, and where to turn instead. What was written is there to be copied."""
    written = request.POST.get("matter", "").replace("\0", "")
    return render(request, "portal/closed.html", {"written": written}, status=503)
