"""The city's addresses, and one more where the program breaks: the only way to see the page that says so."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from huying.config import urls
from huying.config.urls import handler400, handler403, handler404, handler429, handler500  # noqa: F401 - Django reads them


def breaks(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("on purpose")


urlpatterns = [path("breaks/", breaks), *urls.urlpatterns]
