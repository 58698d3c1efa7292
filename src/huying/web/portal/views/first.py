"""The first page, and what this is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huying.web.portal.published import latest

FIRST = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """A box to write in, a way to look up, and the latest published answers."""
    return render(request, "portal/home.html", {"answers": latest(FIRST)})


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """What it is for, what it is not for, and what happens to one's data."""
    return render(request, "portal/help.html")
