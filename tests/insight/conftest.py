"""A city and its ledger."""

import pytest

from huying.people.services.setup import load_city
from tests.insight import ledger
from tests.ledger.story import Story


@pytest.fixture
def told(db: None) -> dict[str, Story]:
    """The ledger's letters by what became of them."""
    load_city()
    return ledger.fill()
