"""Refusals as pages: one sentence that says what to do, the stable code in small type, the right status.

The middleware stands outermost but for security headers; the handlers are named in `config/urls.py` and settings.
"""

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from huying.rules.errors import BadInput, Conflict, Forbidden, HuyingError, NotFound, Refusal
from huying.web.limits import TooOften
from huying.web.speaking import language

LARGEST = 100 * 1024 * 1024  # bytes of one request: nine photos of ten megabytes, and a letter


class TooLarge(BadInput):
    """This is more than can be sent at once; send fewer or smaller files."""

    code = "request.too_large"
    zh = "一次发送的内容太大，请减少文件数量或大小。"


class Unreadable(BadInput):
    """Your browser sent something that can't be read; go back and try again."""

    code = "request.unreadable"
    zh = "没能读懂浏览器发来的内容，请返回上一页重试。"


class NoPage(NotFound):
    """There is no such page; check the address, or start from the first page."""

    code = "page.not_found"
    zh = "没有这个页面，请核对网址，或从首页开始。"


class Stale(Forbidden):
    """This page was open too long, or cookies are off; go back, reload it and send again."""

    code = "page.stale"
    zh = "页面停留太久或浏览器未启用 Cookie，请返回刷新后再提交。"


class StaleLetter(Stale):
    """This page was open too long; what you wrote is all here, send it again (and allow cookies if it fails once more)."""

    code = "page.stale"
    zh = "页面停留太久，您写的都还在，请再提交一次；如仍不行，请允许浏览器使用 Cookie。"


class ServerError(HuyingError):
    """Something went wrong on our side; nothing half-done was kept. Please try again in a while."""

    code = "server.error"
    zh = "系统出了问题，没有留下办了一半的事。请稍后再试。"


STATUS: tuple[tuple[type[HuyingError], int], ...] = (
    (TooLarge, 413),
    (TooOften, 429),
    (NotFound, 404),
    (Forbidden, 403),
    (Conflict, 409),
    (BadInput, 400),
    (Refusal, 409),
)


def status_of(error: HuyingError) -> int:
    """The HTTP status that says what kind of refusal this is; 500 for one of no kind."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def page(request: HttpRequest, error: HuyingError) -> HttpResponse:
    """The error as a page, or as a fragment where htmx asked."""
    template = "errors/fragment.html" if request.headers.get("HX-Request") else "errors/page.html"
    status = status_of(error)
    response = render(request, template, {"error": error, "sentence": sentence(error), "status": status}, status=status)
    if request.headers.get("HX-Request") and request.method == "POST":
        response["HX-Retarget"], response["HX-Reswap"] = ".notices", "innerHTML"  # the form stays as it was typed
    return response


def sentence(error: HuyingError) -> str:
    """What to tell the person, in the language of the page."""
    return error.message(language())


class ErrorMiddleware:
    """Turns a HuyingError of any view into a page, and turns away requests too large to be read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) > LARGEST:
            return page(request, TooLarge())
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, values: object) -> HttpResponse | None:
        """No page of ours has a NUL in its address: the database keeps none, and would break off. The API says so itself."""
        match = request.resolver_match
        api = match is not None and "api" in match.namespaces
        return page(request, NoPage()) if "\0" in request.path and not api else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal is a page; anything else is Django's business, and ends in `broken`."""
        return page(request, exception) if isinstance(exception, HuyingError) else None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 where it was too much."""
    large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return page(request, TooLarge() if large else Unreadable())


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403"""
    return page(request, Forbidden())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404"""
    return page(request, NoPage())


def too_often(request: HttpRequest) -> HttpResponse:
    """429: every limit on the pages of an account is counted by the minute."""
    return page(request, TooOften(minutes=1))


def broken(request: HttpRequest) -> HttpResponse:
    """500, by a template that needs no database."""
    error = ServerError()
    return HttpResponse(
        loader.render_to_string("errors/broken.html", {"error": error, "sentence": sentence(error)}), status=500
    )
