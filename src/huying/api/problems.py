"""Refusals as RFC 9457 `application/problem+json`: a stable `code`, one sentence, the field where one is to blame."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from msgspec import json
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from huying.rules.errors import BadInput, Conflict, Forbidden, HuyingError, NotFound, Refusal

STATUS: tuple[tuple[type[HuyingError], int], ...] = (
    (NotFound, 404),
    (Forbidden, 403),
    (Conflict, 409),
    (BadInput, 422),
    (Refusal, 409),
)


class NoToken(Forbidden):
    """Send a valid token in the header "Authorization: Bearer …"; the security administrator issues them."""

    code = "token.missing"
    zh = "请在请求头 Authorization: Bearer … 中提供有效令牌；令牌由安全管理员签发。"


class Malformed(BadInput):
    """{field}: {problem}"""

    code = "request.malformed"
    zh = "{field}：{problem}"


def answer(request: HttpRequest, error: HuyingError, status: int | None = None) -> HttpResponse:
    """The error as a problem document, in the language the client accepts."""
    language = getattr(request, "LANGUAGE_CODE", "zh-hans")
    number = status or next((number for kind, number in STATUS if isinstance(error, kind)), 400)
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": error.message("en"),
        "status": number,
        "code": error.code,
        "detail": error.message(language),
    }
    if isinstance(error, BadInput) and error.field:
        body["field"] = error.field
    return HttpResponse(json.encode(body), content_type="application/problem+json", status=number)


def install(api: NinjaAPI) -> None:
    """Give the API its error answers."""

    @api.exception_handler(HuyingError)
    def refused(request: HttpRequest, error: HuyingError) -> HttpResponse:
        return answer(request, error)

    @api.exception_handler(AuthenticationError)
    def stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return answer(request, NoToken(), 401)

    @api.exception_handler(ValidationError)
    def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
        first = error.errors[0]
        field = ".".join(str(part) for part in first["loc"] if part not in ("body", "payload"))
        return answer(request, Malformed(field=field or "body", problem=first["msg"]), 422)

    @api.exception_handler(HttpError)
    def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
        return answer(request, Malformed(field="body", problem=str(error)), error.status_code)
