"""Files of a case over the API."""

from __future__ import annotations

import hashlib
import io
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image

from huying.ledger import models
from huying.ledger.files import path
from huying.ledger.services.verify import verify_all
from tests.api.caller import Answer, Caller
from tests.api.conftest import Ask
from tests.api.stories import dispatched, staff

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


# ---- attaching and taking away are actions (FAULTS A2) ----


def test_whoever_may_only_look_attaches_nothing(as_: Ask) -> None:
    number = as_("hotline").open().body["number"]
    assert attach(as_("auditor"), number, "a.txt", TEXT).problem == (403, "case.not_yours")
    assert not models.Attachment.objects.exists()
    assert models.Event.objects.count() == 1


def test_a_file_comes_by_an_event_that_holds_its_digest_and_the_log_misses_it(as_: Ask) -> None:
    hotline = as_("hotline")
    opened = hotline.open().body
    number, kept = opened["number"], attach(hotline, opened["number"], "现场.txt", TEXT).body
    event = hotline.get(f"/cases/{number}/events").body[-1]
    assert (event["action"], event["seq"]) == ("attach", 2)
    assert (event["data"]["file"]["digest"], event["data"]["file"]["id"]) == (
        hashlib.sha256(TEXT).hexdigest(),
        kept["id"],
    )
    assert event["texts"] == {"file": "现场.txt"}
    assert list(verify_all()) == []
    with transaction.atomic():
        models.Attachment.objects.all().delete()
        assert [one.number for one in verify_all()] == [number]
        transaction.set_rollback(True)
    path(event["data"]["file"]["digest"]).unlink()
    assert [one.number for one in verify_all()] == [number]


def test_nobody_attaches_a_file_that_was_not_stored(as_: Ask) -> None:
    hotline = as_("hotline")
    number, other = hotline.open().body["number"], hotline.open().body["number"]
    kept = attach(hotline, other, "a.txt", TEXT).body["id"]
    crafted = {"id": kept, "name": "x", "digest": "a" * 64, "media_type": "text/plain", "size": 1}
    for file in (crafted, {"id": kept}, {"id": kept, "digest": "a" * 64}, [crafted], kept, None):
        refused = hotline.act(number, "attach", file=file)
        assert (refused.problem, refused.body["field"]) == ((422, "input.bad"), "file"), file
    assert models.Attachment.objects.count() == 1


def test_a_file_is_taken_away_by_the_role_that_may_with_a_reason_and_leaves_a_trace(as_: Ask) -> None:
    staff("director")
    hotline, director = as_("hotline"), as_("director")
    number, other = hotline.open().body["number"], hotline.open().body["number"]
    kept = attach(hotline, number, "a.txt", TEXT).body["id"]
    elsewhere = attach(hotline, other, "b.txt", TEXT + b"!").body["id"]
    gone: dict[str, Any] = {"file": {"id": kept}, "reason": "误传。"}
    assert hotline.act(number, "detach", **gone).problem == (403, "case.not_yours")
    assert director.act(number, "detach", file={"id": elsewhere}, reason="误传。").problem == (422, "input.bad")
    assert director.act(number, "detach", **gone).status == 200
    assert director.get(f"/cases/{number}").body["files"] == []
    assert fetched(director, number, kept).status_code == 404
    event = director.get(f"/cases/{number}/events").body[-1]
    assert (event["action"], event["data"]["file"], event["texts"]) == ("detach", {"id": kept}, {"reason": "误传。"})
    assert list(verify_all()) == []


def test_a_repeated_upload_keeps_one_file(as_: Ask) -> None:
    hotline = as_("hotline")
    number = hotline.open().body["number"]
    headers = hotline.headers | {"idempotency-key": "photo-1"}
    sent = [
        hotline.client.post(
            f"/api/v1/cases/{number}/attachments", {"file": SimpleUploadedFile("a.txt", TEXT)}, headers=headers
        ).json()
        for _ in range(2)
    ]
    assert sent[0] == sent[1]
    assert models.Attachment.objects.count() == 1


def test_evidence_comes_with_the_assignment_that_it_is_about(as_: Ask) -> None:
    number = dispatched(as_, "gongshui", "jiaotong")
    water, address = as_("gongshui"), f"/api/v1/cases/{number}/attachments"
    for task, status in ((1, 201), (2, 403), (7, 403), (-1, 422)):
        sent = {"file": SimpleUploadedFile("a.txt", TEXT), "task": task}
        assert water.client.post(address, sent, headers=water.headers).status_code == status, task
    (file,) = water.get(f"/cases/{number}").body["files"]
    assert file["task"] == 1
