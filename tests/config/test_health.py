"""The health check."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.django_db
def test_health_check_answers_while_the_database_does(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok"})
