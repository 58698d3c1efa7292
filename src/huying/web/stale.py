"""A form whose token has run out: a letter comes back as it was typed, anything else is explained."""

import logging

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from huying.web import errors
from huying.web.portal.views import write

log = logging.getLogger(__name__)


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 where the form's token does not fit (named in settings as CSRF_FAILURE_VIEW)."""
    log.info("form token refused: %s", reason)
    if request.path in (reverse("portal:write"), reverse("portal:check")):
        return write.stale(request)
    return errors.page(request, errors.Stale())
