"""The lock files pin everything by hash and name no place where it came from."""

from __future__ import annotations

import json
import re

import pytest

from huying.config.home import CHECKOUT


@pytest.mark.parametrize("name", ["run.txt", "dev.txt", "node.txt"])
def test_every_python_package_is_pinned_by_hash(name: str) -> None:
    text = (CHECKOUT / "requirements" / name).read_text()
    assert "://" not in text
    for entry in re.split(r"\n(?=\S)", text.strip()):
        assert re.match(r"[a-z0-9._\[\]-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_every_front_end_package_is_pinned_by_hash() -> None:
    text = (CHECKOUT / "frontend" / "package-lock.json").read_text()
    assert "://" not in text
    for name, entry in json.loads(text)["packages"].items():
        assert not name or ("integrity" in entry and "resolved" not in entry), name
