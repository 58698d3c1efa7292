"""JSON as it comes in: UTF-8, an object, and nothing that the ledger could not keep."""

from typing import Any

from django.http import HttpRequest
from msgspec import DecodeError, json
from ninja.parser import Parser

from huying.api.problems import Unreadable, WrongType

JSON = "application/json"


class Json(Parser):
    """Reads the body of a request. Raises WrongType, Unreadable."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body's object."""
        if request.content_type != JSON:
            raise WrongType(wanted=JSON)
        try:
            body = json.decode(request.body)
        except (DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
            raise Unreadable from error
        if not isinstance(body, dict):
            raise Unreadable
        return body
