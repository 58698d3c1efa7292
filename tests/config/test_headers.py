"""What every response forbids the browser to do."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_no_inline_script_or_style_and_no_foreign_file(client: Client) -> None:
    policy = client.get("/healthz")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_pages_cannot_be_framed_and_leak_no_address(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in answer["Permissions-Policy"]


def test_nobody_signs_up_by_himself(client: Client) -> None:
    typed = {"username": "stranger", "password1": "a long enough one 9", "password2": "a long enough one 9"}
    client.post("/accounts/signup/", typed)
    assert client.get("/accounts/password/change/").status_code == 302  # still nobody
