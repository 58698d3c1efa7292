"""What goes over a slow network goes compressed, and what is compressed already goes as it is."""

import gzip

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from huying.config.compression import TextCompressionMiddleware

ACCEPTS = {"accept-encoding": "gzip, br"}


@pytest.mark.django_db
def test_a_page_leaves_compressed_for_whoever_takes_it() -> None:
    plain, packed = Client().get("/"), Client().get("/", headers=ACCEPTS)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert len(packed.content) < len(plain.content) * 0.6
    assert "呼应" in gzip.decompress(packed.content).decode()


def test_a_photo_goes_as_it_is() -> None:
    def photo(request: HttpRequest) -> HttpResponse:
        return HttpResponse(b"\0" * 5000, content_type="image/jpeg")

    request = RequestFactory().get("/", headers=ACCEPTS)
    answer = TextCompressionMiddleware(photo).process_response(request, photo(request))
    assert answer.headers.get("Content-Encoding") is None
