"""The demo city's leaders at their pages, and a few letters to look at."""

from datetime import timedelta

import pytest

from huying.clock import now
from tests.ledger.story import SUPERVISOR, Story
from tests.web.desk.conftest import city, desk  # noqa: F401 - the same staff sits here

WEIDU, YUZHOU, UNIT = "411002", "411081", "chengguan"


@pytest.fixture
def told(city: None) -> dict[str, Story]:  # noqa: F811
    """Letters of the last weeks: some handed over, some red, some answered and judged."""
    then = now() - timedelta(days=40)
    found = {
        "red": Story(at=then, place=WEIDU, title="路灯不亮").dispatched(UNIT),
        "supervised": Story(at=then, place=YUZHOU, title="垃圾未清").dispatched(UNIT),
        "solved": Story(at=then, place=WEIDU, channel="hotline", title="水管爆裂").replied(),
        "unsolved": Story(at=then, place=WEIDU, subject="enterprise", title="证照难办").replied(),
        "placeless": Story(at=then, title="不知何处"),
        "fresh": Story(at=now() - timedelta(minutes=5), place=YUZHOU, title="刚刚写来"),
        "accusing": Story(at=then, place=WEIDU, accused=[UNIT], title="反映城管"),
    }
    found["solved"].do("rate", found["solved"].writer, rating=5)
    found["unsolved"].do("settle_for", found["unsolved"].writer, rating=1)
    found["supervised"].do("supervise", SUPERVISOR, reason="限期")
    return found
