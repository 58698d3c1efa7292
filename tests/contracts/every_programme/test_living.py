"""Every action of every programme is taken by somebody, and the log that is left holds."""

from __future__ import annotations

from huying.ledger.services.verify import verify_all
from tests.contracts.every_programme.living import Life


def test_every_action_can_be_taken_by_somebody_and_the_log_holds(lives: list[Life]) -> None:
    assert lives
    assert list(verify_all()) == []
