"""JSON as msgspec writes it: Chinese as Chinese, instants as RFC 3339."""

from typing import Any

from django.http import HttpRequest
from msgspec import json
from ninja.renderers import BaseRenderer


class Json(BaseRenderer):
    """The API's one format."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """The response's body."""
        return json.encode(data)
