"""Which database is used."""

from __future__ import annotations

import pytest

from huying.config import database
from huying.config.database import parse_url


def test_address_of_a_server_is_taken_apart() -> None:
    entry = parse_url("postgresql://city:p%40ss@db.example:5433/huying?sslmode=require")
    assert (entry["HOST"], entry["PORT"], entry["USER"], entry["PASSWORD"]) == ("db.example", "5433", "city", "p@ss")
    assert (entry["NAME"], entry["OPTIONS"]) == ("huying", {"sslmode": "require"})


def test_socket_folder_may_stand_in_the_address() -> None:
    assert parse_url("postgresql://huying@/huying?host=%2Frun%2Fpg")["HOST"] == "/run/pg"


@pytest.mark.parametrize("address", ["mysql://db/huying", "postgresql://db", "huying", ""])
def test_address_that_names_no_postgresql_database_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL must look like"):
        parse_url(address)


def test_named_server_takes_the_place_of_the_embedded_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://city@db.example/huying")
    assert database.embedded_cluster() is None
    assert database.database_settings()["HOST"] == "db.example"


def test_only_web_processes_keep_a_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HUYING_POOL", raising=False)
    assert "pool" not in database.database_settings()["OPTIONS"]
    monkeypatch.setenv("HUYING_POOL", "6")
    assert database.database_settings()["OPTIONS"]["pool"]["max_size"] == 6
