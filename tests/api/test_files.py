"""Files of a case over the API."""

from __future__ import annotations

import io
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from huying.ledger import models
from tests.api.caller import Answer, Caller
from tests.api.conftest import Ask

pytestmark = pytest.mark.django_db
TEXT = "现场照片说明".encode()


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    return out.getvalue()


def attach(caller: Caller, number: str, name: str, content: bytes, field: str = "file") -> Answer:
    response = caller.client.post(
        f"/api/v1/cases/{number}/attachments", {field: SimpleUploadedFile(name, content)}, headers=caller.headers
    )
    return caller._answer(response)


def fetched(caller: Caller, number: str, ident: str) -> Any:
    return caller.client.get(f"/api/v1/cases/{number}/attachments/{ident}", headers=caller.headers)


def test_a_photo_is_kept_listed_and_fetched_as_a_download(as_: Ask) -> None:
    hotline = as_("hotline")
    number = hotline.open().body["number"]
    kept = attach(hotline, number, "现场 1.jpg", photo())
    assert (kept.status, kept.body["media_type"]) == (201, "image/jpeg")
    assert [one["name"] for one in hotline.get(f"/cases/{number}").body["files"]] == ["现场 1.jpg"]
    response = fetched(as_("clerk"), number, kept.body["id"])
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E7%8E%B0")
    assert response.headers["Content-Type"] == "image/jpeg"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.content[:2] == b"\xff\xd8"
    assert models.Access.objects.filter(kind="file").count() == 1


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("page.html", b"<html><script>alert(1)</script>", "file.wrong"),
        ("photo.jpg", b"MZ\x90\x00" + b"\0" * 100, "file.wrong"),
        ("big.txt", b"x" * (10 * 1024 * 1024 + 1), "file.large"),
        ("nul.txt", b"a\0b", "file.wrong"),
    ],
)
def test_a_file_that_is_not_what_we_keep_is_refused(as_: Ask, name: str, content: bytes, code: str) -> None:
    hotline = as_("hotline")
    number = hotline.open().body["number"]
    assert attach(hotline, number, name, content).problem == (422, code)
    assert not models.Attachment.objects.exists()


def test_the_neighbour_neither_attaches_nor_fetches(as_: Ask) -> None:
    hotline = as_("hotline")
    number, other = hotline.open().body["number"], hotline.open().body["number"]
    ident = attach(hotline, number, "a.txt", TEXT).body["id"]
    roads = as_("jiaotong")
    assert attach(roads, number, "a.txt", TEXT).problem == (404, "not_found")
    assert fetched(roads, number, ident).status_code == 404
    assert fetched(hotline, other, ident).status_code == 404
    assert fetched(hotline, number, str(uuid.uuid4())).status_code == 404
    assert fetched(hotline, number, "nonsense").status_code == 422


def test_a_request_without_its_file_is_refused(as_: Ask) -> None:
    hotline = as_("hotline")
    number = hotline.open().body["number"]
    assert attach(hotline, number, "a.txt", TEXT, field="other").problem == (422, "request.malformed")
    assert hotline.post(f"/cases/{number}/attachments", {"file": "x"}).problem[0] in (415, 422)
