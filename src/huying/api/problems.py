"""Refusals as RFC 9457 `application/problem+json`: a stable `code`, one sentence, the field where one is to blame."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from msgspec import json
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from huying.rules.errors import BadInput, Conflict, Forbidden, HuyingError, NotFound, Refusal

log = logging.getLogger("huying.api")
MEDIA_TYPE = "application/problem+json"


class NoToken(Forbidden):
    """Send a valid token in the header "Authorization: Bearer …"; the security administrator issues them."""

    code = "token.missing"
    zh = "请在请求头 Authorization: Bearer … 中提供有效令牌；令牌由安全管理员签发。"


class Malformed(BadInput):
    """{field}: {problem}"""

    code = "request.malformed"
    zh = "{field}：{problem}"


class Unreadable(BadInput):
    """The body is no JSON object in UTF-8; correct it and send it again."""

    code = "request.unreadable"
    zh = "请求体不是 UTF-8 编码的 JSON 对象，请改正后重发。"


class WrongType(BadInput):
    """Send the body as {wanted} and say so in the header Content-Type."""

    code = "request.wrong_type"
    zh = "请求体须为 {wanted}，并在请求头 Content-Type 中写明。"


class TooLarge(BadInput):
    """The request is larger than this API reads; send less, and files as attachments."""

    code = "request.too_large"
    zh = "请求超过本接口的上限，请减少内容，文件请按附件上传。"


class NoSuchAddress(NotFound):
    """This API has no such address; /api/v1/openapi.json lists all of them."""

    code = "request.no_address"
    zh = "本接口没有这个地址，全部地址见 /api/v1/openapi.json。"


class WrongMethod(BadInput):
    """This address does not take {method}; it takes {allowed}."""

    code = "request.wrong_method"
    zh = "此地址不接受 {method}，只接受 {allowed}。"


class ServerError(HuyingError):
    """Something went wrong on our side; nothing half-done was kept. Please try again in a while."""

    code = "server.error"
    zh = "系统出了问题，没有留下办了一半的事。请稍后再试。"


STATUS: tuple[tuple[type[HuyingError], int], ...] = (
    (NoToken, 401),
    (TooLarge, 413),
    (WrongType, 415),
    (Unreadable, 400),
    (WrongMethod, 405),
    (ServerError, 500),
    (NotFound, 404),
    (Forbidden, 403),
    (Conflict, 409),
    (BadInput, 422),
    (Refusal, 409),
)


def answer(request: HttpRequest, error: HuyingError) -> HttpResponse:
    """The error as a problem document, in the language the client accepts."""
    language = getattr(request, "LANGUAGE_CODE", "zh-hans")
    number = next((number for kind, number in STATUS if isinstance(error, kind)), 400)
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": error.message("en"),
        "status": number,
        "code": error.code,
        "detail": error.message(language),
    }
    if isinstance(error, BadInput) and error.field:
        body["field"] = error.field
    response = HttpResponse(json.encode(body), content_type=MEDIA_TYPE, status=number)
    if isinstance(error, NoToken):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def install(api: NinjaAPI) -> None:
    """Give the API its error answers."""

    @api.exception_handler(HuyingError)
    def refused(request: HttpRequest, error: HuyingError) -> HttpResponse:
        return answer(request, error)

    @api.exception_handler(AuthenticationError)
    def stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return answer(request, NoToken())

    @api.exception_handler(ValidationError)
    def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
        first = error.errors[0]
        field = ".".join(str(part) for part in first["loc"] if part not in ("body", "query", "path", "header", "file"))
        return answer(request, Malformed(field=field.removeprefix("body.") or "body", problem=first["msg"]))

    @api.exception_handler(HttpError)
    def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
        cause = error.__cause__
        return answer(request, cause if isinstance(cause, HuyingError) else Unreadable())

    @api.exception_handler(SuspiciousOperation)
    def hostile(request: HttpRequest, error: SuspiciousOperation) -> HttpResponse:
        return answer(request, TooLarge() if isinstance(error, RequestDataTooBig) else Unreadable())

    @api.exception_handler(Exception)
    def broken(request: HttpRequest, error: Exception) -> HttpResponse:
        log.error("%s %s failed", request.method, request.path, exc_info=error)
        return answer(request, ServerError())


def method_named(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, whose answer to a wrong method is a problem like every other."""

    def named(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != 405:
            return response
        allowed = response.headers.get("Allow", "")
        problem = answer(request, WrongMethod(method=request.method or "", allowed=allowed))
        problem.headers["Allow"] = allowed
        return problem

    named.csrf_exempt = True  # type: ignore[attr-defined]  # a bearer token is no cookie: no other site can send it
    return named


def no_such_address(request: HttpRequest, path: str = "") -> HttpResponse:
    """What every address that the API does not have answers."""
    return answer(request, NoSuchAddress())


no_such_address.csrf_exempt = True  # type: ignore[attr-defined]  # there is nothing to forge
