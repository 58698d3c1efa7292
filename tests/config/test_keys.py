"""Keys of an installation."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from huying.config import keys


@pytest.fixture(autouse=True)
def fresh_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HUYING_SECRET_KEY", "HUYING_FIELD_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HUYING_HOME", str(tmp_path))
    return tmp_path


def test_keys_are_made_once_and_kept() -> None:
    assert keys.secret_key() == keys.secret_key()
    assert keys.field_key() == keys.field_key() != keys.secret_key()


def test_field_key_is_thirty_two_random_bytes() -> None:
    assert len(base64.urlsafe_b64decode(keys.field_key())) == 32


def test_only_the_owner_may_read_a_key(fresh_home: Path) -> None:
    keys.field_key()
    assert (fresh_home / "secrets" / "field-key").stat().st_mode & 0o777 == 0o600
    assert (fresh_home / "secrets").stat().st_mode & 0o777 == 0o700


def test_processes_that_start_together_agree_on_one_key(fresh_home: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: keys.secret_key(), range(8)))) == 1
    assert [file.name for file in (fresh_home / "secrets").iterdir()] == ["secret-key"]


def test_environment_takes_precedence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUYING_FIELD_KEY", "given")
    assert keys.field_key() == "given"
