"""Pages and data leave compressed where the browser takes it: a page of 40 KB is then 8 on the village's slow network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.middleware.gzip import GZipMiddleware

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

TEXTS = ("text/", "application/json", "application/problem+json")


class TextCompressionMiddleware(GZipMiddleware):
    """Django's own, for texts only: photos and workbooks are compressed already."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The response, compressed where that is worth it."""
        if not response.headers.get("Content-Type", "").startswith(TEXTS):
            return response
        return super().process_response(request, response)
