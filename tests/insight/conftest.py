"""A city and its ledger, and a programme beside the shipped one that only these tests know."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from huying.programmes import registry
from huying.rules.programme import Programme
from tests.insight import ledger
from tests.ledger.story import Story

PROGRAMMES = Path(__file__).resolve().parent / "programmes"


@pytest.fixture
def told(db: None) -> dict[str, Story]:
    """The ledger's letters by what became of them."""
    return ledger.fill()


@pytest.fixture
def grant(monkeypatch: pytest.MonkeyPatch) -> Iterator[Programme]:
    """The city publishes its own programme as well."""
    with monkeypatch.context() as patched:
        patched.setenv(registry.FOLDERS, str(PROGRAMMES))
        registry.reload()
        yield registry.load("grant")
    registry.reload()
